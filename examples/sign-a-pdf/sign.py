"""CHANCERY=https://sign.example CLIENT_ID=... CLIENT_SECRET=... python3 sign.py contract.pdf contract-signed.pdf"""
import base64
import json
import os
import pathlib
import sys
import time
import urllib.parse
import urllib.request

source, target = map(pathlib.Path, sys.argv[1:3])
engine = os.environ["CHANCERY"]
client = f"{os.environ['CLIENT_ID']}:{os.environ['CLIENT_SECRET']}".encode()


def call(path, authorization, body=None):
    kind = "application/x-www-form-urlencoded" if path.startswith("/oauth2/") else "application/json"
    headers = {"Authorization": authorization, **({"Content-Type": kind} if body else {})}
    with urllib.request.urlopen(urllib.request.Request(engine + path, body, headers)) as answer:
        return answer.read()


form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "service"}).encode()
basic = "Basic " + base64.b64encode(client).decode()
bearer = "Bearer " + json.loads(call("/oauth2/token", basic, form))["access_token"]

document = {"name": source.name, "content": base64.b64encode(source.read_bytes()).decode()}
request = json.loads(call("/api/v1/signature-requests", bearer, json.dumps({"documents": [document]}).encode()))
print("Open in a browser:", request["authorization_url"], flush=True)

# The person reads and approves; in a web application her browser comes back to `redirect_uri` instead.
path = f"/api/v1/signature-requests/{request['id']}"
while (state := json.loads(call(path, bearer))["state"]) in ("created", "prepared", "signing"):
    time.sleep(1)
if state != "signed":
    sys.exit(f"The request ended {state}: nothing was signed.")
target.write_bytes(call(f"{path}/documents/0", bearer))
print("Signed:", target)
