"""WEBHOOK_SECRET=whsec_... python3 receive.py 8080 (with the one before after a blank, while the secret changes)"""
import base64
import hashlib
import hmac
import http.server
import os
import sys
import time

keys = [base64.b64decode(one.removeprefix("whsec_")) for one in os.environ["WEBHOOK_SECRET"].split()]
known = set()  # In a database of yours: a delivery may come twice, under the same id.


def is_genuine(headers, body):
    """Whether the engine has sent it, within the last five minutes: the octets as they came, before anything parses them."""
    id, timestamp, signatures = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return False
    signed = f"{id}.{timestamp}.".encode() + body
    expected = ["v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys]
    return any(hmac.compare_digest(one, mac) for one in signatures.split() for mac in expected)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        genuine = is_genuine(self.headers, body)
        if genuine and self.headers["webhook-id"] not in known:
            known.add(self.headers["webhook-id"])
            print("told:", body.decode(), flush=True)
        # Soon, and before the work begins: an answer that takes ten seconds is none.
        self.send_response(204 if genuine else 401)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
print("listening", flush=True)
server.serve_forever()
