"""A client of CSC v2.2 that was written from the protocol alone, with the habits of the strictest public ones.

Reads one line of JSON on standard input: {"base", "client": {"id", "secret", "redirect"}, "explicit": {"credentialID", "pin"},
"far": {"credentialID"}}. Whenever a person has to approve it prints {"approve": url} and reads
{"back": url}, where her browser ended. Every check is a line {"check", "passed", "why"}; it exits 1 unless all passed. What it signed is
printed for others to judge (csc_v2_documents.py).
"""

import base64
import hashlib
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

sys.dont_write_bytecode = True
sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # behind the packages: one of them has the name of a file here

from csc_v2_documents import Documents
from cryptography import x509
from cryptography.hazmat.primitives import hashes as digests
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

SHA256 = "2.16.840.1.101.3.4.2.1"
ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"
EC_PUBLIC_KEY = "1.2.840.10045.2.1"
SHA256_WITH_RSA = "1.2.840.113549.1.1.11"
CREDENTIAL = "https://cloudsignatureconsortium.org/2025/credential"
CREATION, DELETION = f"{CREDENTIAL}-creation", f"{CREDENTIAL}-deletion"
CERT_MEMBERS = ("status", "certificates", "issuerDN", "serialNumber", "subjectDN", "validFrom", "validTo")


class Refused(Exception):
    def __init__(self, status, answer):
        super().__init__(f"{status} {answer}")
        self.status, self.answer = status, answer


def send(url, body, headers):
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Service:
    """The methods below csc/v2, each with a token in the header."""

    def __init__(self, base):
        self.base = base

    def call(self, method, body, authorization=None):
        headers = {"Content-Type": "application/json;charset=utf-8"}
        if authorization:
            headers["Authorization"] = authorization
        status, answer = send(f"{self.base}/csc/v2/{method}", json.dumps(body).encode(), headers)
        decoded = json.loads(answer) if answer else None
        if status >= 400:
            raise Refused(status, decoded)
        return decoded


class AuthorizationServer:
    """`<oauth2>/oauth2/...` as info publishes it; a code with PKCE, and a person who approves in her browser."""

    def __init__(self, oauth2, client):
        self.oauth2, self.client = oauth2, client

    def token(self, asked, pushed=False, repeated=None):
        """`repeated`: what the token request says of the details, in place of what was asked."""
        verifier = base64url(os.urandom(32))
        state = base64url(os.urandom(12))
        request = {
            "response_type": "code",
            "client_id": self.client["id"],
            "redirect_uri": self.client["redirect"],
            "state": state,
            "prompt": "login",
            "code_challenge": base64url(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
            **asked,
        }
        query = {"client_id": self.client["id"], "state": state, **self.push(request)} if pushed else request
        back = approved(f"{self.oauth2}/oauth2/authorize?{urllib.parse.urlencode(query)}")
        if back.get("state") != state or "code" not in back:
            raise Refused(302, back)
        said = {name: value for name, value in asked.items() if name == "authorization_details"}
        return self.redeem(back["code"], verifier, state, repeated or said)

    def push(self, request):
        status, answer = self.post("pushed_authorize", request)
        if status != 201:
            raise Refused(status, answer)
        require(isinstance(answer["expires_in"], int), "expires_in is an integer")
        return {"request_uri": answer["request_uri"]}

    def redeem(self, code, verifier, state, repeated):
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.client["id"],
            "redirect_uri": self.client["redirect"],
            "code_verifier": verifier,
            "state": state,
            **repeated,
        }
        status, answer = self.post("token", form)
        if status != 200:
            raise Refused(status, answer)
        require(isinstance(answer["expires_in"], int), "expires_in is an integer")
        return answer

    def post(self, endpoint, form):
        pair = f"{self.client['id']}:{self.client['secret']}".encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
        }
        status, answer = send(f"{self.oauth2}/oauth2/{endpoint}", urllib.parse.urlencode(form).encode(), headers)
        return status, json.loads(answer)


def approved(url):
    print(json.dumps({"approve": url}), flush=True)
    back = json.loads(sys.stdin.readline())["back"]
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def text64(octets):
    return base64.b64encode(octets).decode()


def require(holds, what):
    if not holds:
        raise AssertionError(what)


def require_texts(value, what, least=0):
    require(isinstance(value, list) and len(value) >= least and all(isinstance(one, str) for one in value), what)


def decode_info(info):
    for name in ("specs", "name", "logo", "region", "lang", "description", "oauth2"):
        require(isinstance(info[name], str) and info[name], name)
    require(info["specs"] == "2.2.0.0", "specs")
    require(len(info["name"]) <= 255 and len(info["description"]) <= 255, "lengths")
    for name in ("authType", "methods", "supportedHashTypes"):
        require_texts(info[name], name, 1)
    require_texts(info["conformance_levels"], "conformance_levels")
    require(info["supportsRar"] is True, "supportsRar")
    require(not info["oauth2"].endswith("/"), "oauth2 without a slash")
    require("oauth2Servers" not in info and "oauth2Issuer" not in info, "oauth2 stands alone")
    require_texts(info["signAlgorithms"]["algos"], "algos", 1)
    require_texts(info["signAlgorithms"]["algoParams"], "algoParams")
    formats = info["signature_formats"]
    require_texts(formats["formats"], "formats")
    require(len(formats["envelope_properties"]) == len(formats["formats"]), "envelope_properties")


def decode_credential(info):
    key, cert, auth = info["key"], info["cert"], info["auth"]
    require(key["status"] in ("enabled", "disabled") and isinstance(key["len"], int), "key")
    require_texts(key["algo"], "key.algo", 1)
    require(cert["status"] in ("valid", "expired", "revoked", "suspended"), "cert.status")
    require(all(name in cert for name in CERT_MEMBERS), "cert")
    require(auth["mode"] in ("explicit", "oauth2code"), "auth.mode")
    known = ("Password", "PasswordOOB", "ChallengeResponse", "ChallengeResponseOOB")
    require(all(one["type"] in known and one["id"] for one in auth["objects"]), "auth.objects")
    require(isinstance(info["multisign"], int) and info.get("SCAL", "1") in ("1", "2"), "multisign, SCAL")
    return x509.load_der_x509_certificate(base64.b64decode(cert["certificates"][0], validate=True))


def verify(certificate, digest, signature):
    """Raises unless the value is of this certificate's key over this SHA-256."""
    key, value = certificate.public_key(), base64.b64decode(signature, validate=True)
    hashed = utils.Prehashed(digests.SHA256())
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, digest, ec.ECDSA(hashed))
    else:
        key.verify(value, digest, padding.PKCS1v15(), hashed)


class Session:
    def __init__(self, task):
        self.task = task
        self.service = Service(task["base"])
        self.passed = True

    def check(self, name, run):
        try:
            run()
            why = None
        except (AssertionError, Refused, KeyError, ValueError, TypeError) as error:
            why = f"{type(error).__name__}: {error}"
        except Exception as error:  # what a library says of a value that does not verify
            why = f"{type(error).__name__} {error}"
        self.passed = self.passed and why is None
        print(json.dumps({"check": name, "passed": why is None, "why": why}), flush=True)

    def run(self):
        self.check("info is decoded", self.info)
        self.check("a service token lists the credentials with all they tell", self.list)
        self.check("hashes are approved, and signed by the credential token alone", self.far)
        self.check("authorization details, pushed, approve several hashes under one act", self.rich)
        self.check("the same as two libraries for wallets write it: by either case, with hashes in either alphabet", self.wallets)
        self.check("a token of one credential and its hash is good for no other", self.bound)
        self.check("authentication objects authorize, and their SAD signs", self.explicit)
        self.check("wrong authentication data is told so", self.wrong)
        Documents(self).run()
        self.check("a person has a credential made, which signs, and has it destroyed", self.made)
        self.check("unknown methods are refused in JSON", self.unknown)

    def info(self):
        info = self.service.call("info", {"lang": None})
        decode_info(info)
        self.server = AuthorizationServer(info["oauth2"], self.task["client"])

    def list(self):
        token = self.server.token({"scope": "service"})
        require(token["token_type"] == "Bearer", "a bearer")
        self.bearer = f"Bearer {token['access_token']}"
        wanted = {"credentialInfo": True, "certificates": "chain", "certInfo": True, "authInfo": True}
        absent = {"onlyValid": None, "lang": None, "clientData": None}
        listed = self.service.call("credentials/list", {**wanted, **absent}, self.bearer)
        found = {one["credentialID"]: decode_credential(one) for one in listed["credentialInfos"]}
        require(sorted(found) == sorted(listed["credentialIDs"]), "an info for each id")
        self.certificates = found

    def credential_token(self, digest, credential=None):
        asked = {
            "scope": "credential",
            "credentialID": credential or self.task["far"]["credentialID"],
            "numSignatures": "1",
            "hashes": base64url(digest),
            "hashAlgorithmOID": SHA256,
        }
        token = self.server.token(asked)
        require(token["token_type"] == "Bearer", "a bearer")
        return f"Bearer {token['access_token']}"

    def far(self):
        credential = self.task["far"]["credentialID"]
        digest = hashlib.sha256(b"a contract").digest()
        bearer = self.credential_token(digest)
        wanted = {"certificates": "chain", "certInfo": True, "authInfo": True, "lang": None, "clientData": None}
        info = self.service.call("credentials/info", {"credentialID": credential, **wanted}, bearer)
        certificate = decode_credential(info)
        require(info["key"]["status"] == "enabled" and info["auth"]["mode"] == "oauth2code", "usable by a code")
        verify(certificate, digest, self.sign(credential, digest, bearer)["signatures"][0])
        self.refused(400, "Invalid parameter SAD", lambda: self.sign(credential, digest, bearer))

    def approved(self, hashes, kind):
        """The answer to details of these hashes that are pushed and repeated, as a wallet does."""
        documents = [{"label": f"Contract {at}", "hash": text64(one), "hashType": kind} for at, one in enumerate(hashes)]
        details = {
            "type": CREDENTIAL,
            "credentialID": self.task["far"]["credentialID"],
            "numSignatures": len(hashes),
            "documentDigests": documents,
            "hashAlgorithmOID": SHA256,
            "locations": [],
        }
        asked = {"scope": "credential", "authorization_details": json.dumps([details])}
        return self.server.token(asked, pushed=True)

    def rich(self):
        credential = self.task["far"]["credentialID"]
        documents = [hashlib.sha256(f"contract {number}".encode()).digest() for number in range(2)]
        token = self.approved(documents, "DTBSR")
        require(token["token_type"] == "Bearer", "a bearer")
        (granted,) = token["authorization_details"]
        require(granted["type"] == CREDENTIAL and granted["credentialID"] == credential, "what was granted")
        require(granted["numSignatures"] == 2 and granted["hashAlgorithmOID"] == SHA256, "how many, by which digest")
        require(len(granted["documentDigests"]) == 2 and all(one["hash"] for one in granted["documentDigests"]), "hashes")
        bearer = f"Bearer {token['access_token']}"
        for digest in documents:
            verify(self.certificates[credential], digest, self.sign(credential, digest, bearer)["signatures"][0])
        self.refused(400, "Invalid parameter SAD", lambda: self.sign(credential, documents[0], bearer))

    def wallets(self):
        credential = self.task["far"]["credentialID"]
        digest = hashlib.sha256(b"a contract, by a wallet").digest()
        details = {"type": "credential", "credentialID": credential, "hashAlgorithmOID": SHA256, "locations": []}
        listed = lambda hash: json.dumps([{**details, "documentDigests": [{"label": "A sample pdf", "hash": hash}]}])
        asked = {"scope": "credential", "credential_id": credential, "authorization_details": listed(base64url(digest))}
        token = self.server.token(asked, repeated={"authorization_details": listed(text64(digest))})
        bearer = f"Bearer {token['access_token']}"
        mixed = {"credentialID": credential, "certificates": "chain", "certInfo": True, "auth_info": True}
        snake = {"credential_id": credential, "certificates": "chain", "cert_info": True, "auth_info": True}
        for body in (mixed, snake, {**mixed, "lang": None, "clientData": None}):
            decode_credential(self.service.call("credentials/info", body, bearer))
        signing = {"credential_id": credential, "hashes": [text64(digest)], "hash_algorithm_oid": SHA256}
        named = {"sign_algo": EC_PUBLIC_KEY, "operation_mode": "S"}
        signed = self.service.call("signatures/signHash", {**signing, **named}, bearer)
        verify(self.certificates[credential], digest, signed["signatures"][0])

    def bound(self):
        far, other = self.task["far"]["credentialID"], self.task["explicit"]["credentialID"]
        digest = hashlib.sha256(b"another contract").digest()
        bearer = self.credential_token(digest)
        strange = hashlib.sha256(b"what nobody approved").digest()
        self.refused(400, "Hash is not authorized by the SAD", lambda: self.sign(far, strange, bearer))
        self.refused(400, "Invalid parameter credentialID", lambda: self.sign(other, digest, bearer))
        self.refused(400, "Invalid parameter SAD", lambda: self.sign(far, digest, bearer, SAD="x"))
        verify(self.certificates[far], digest, self.sign(far, digest, bearer)["signatures"][0])

    def explicit(self):
        credential = self.task["explicit"]["credentialID"]
        digest = hashlib.sha256(b"a contract, by PIN").digest()
        sad = self.authorize(digest, self.task["explicit"]["pin"])
        require(isinstance(sad["expiresIn"], int) and 0 < sad["expiresIn"] <= 3600, "expiresIn")
        signed = self.sign(credential, digest, self.bearer, SAD=sad["SAD"])
        verify(self.certificates[credential], digest, signed["signatures"][0])

    def wrong(self):
        digest = hashlib.sha256(b"a contract").digest()
        text = "The authentication data is invalid"
        refusal = self.refused(400, text, lambda: self.authorize(digest, "9081726354"))
        require(refusal["error"] == "invalid_authentication_data", "its word")

    def made(self):
        details = {"type": CREATION, "credentialCreationRequest": {"certificatePolicy": None, "subjectData": None}}
        token = self.server.token({"authorization_details": json.dumps([details])}, pushed=True)
        require(token["token_type"] == "Bearer" and token["authorization_details"][0]["type"] == CREATION, "for a creation")
        bearer = f"Bearer {token['access_token']}"
        wanted = {"credentialInfo": True, "certificates": "chain", "certInfo": True, "authInfo": True, "clientData": None}
        made = self.service.call("credentials/create", wanted, bearer)
        credential = made["credentialID"]
        self.refused(401, None, lambda: self.service.call("credentials/create", wanted, bearer))
        digest = hashlib.sha256(b"a contract, by a new credential").digest()
        self.certificates[credential] = decode_credential(made)
        signed = self.sign(credential, digest, self.credential_token(digest, credential))
        verify(self.certificates[credential], digest, signed["signatures"][0])
        self.destroyed(credential)

    def destroyed(self, credential):
        details = {"type": DELETION, "credentialID": credential}
        token = self.server.token({"authorization_details": json.dumps([details])}, pushed=True)
        gone = self.service.call("credentials/delete", {"credentialID": credential}, f"Bearer {token['access_token']}")
        require(gone is None, "no content")
        listed = self.service.call("credentials/list", {}, self.bearer)
        require(credential not in listed["credentialIDs"], "listed no more")

    def unknown(self):
        refusal = self.refused(404, None, lambda: self.service.call("credentials/unknown", {}, self.bearer))
        require(refusal["error"] == "access_denied", "its word")

    def authorize(self, digest, pin):
        body = {
            "credentialID": self.task["explicit"]["credentialID"],
            "numSignatures": 1,
            "hashes": [text64(digest)],
            "hashAlgorithmOID": SHA256,
            "authData": [{"id": "PIN", "value": pin}],
            "clientData": None,
        }
        return self.service.call("credentials/authorize", body, self.bearer)

    def sign(self, credential, digest, bearer, **more):
        rsa = not isinstance(self.certificates[credential].public_key(), ec.EllipticCurvePublicKey)
        body = {
            "credentialID": credential,
            "hashes": [text64(digest)],
            "hashAlgorithmOID": SHA256,
            "signAlgo": SHA256_WITH_RSA if rsa else ECDSA_WITH_SHA256,
            "signAlgoParams": None,
            "operationMode": "S",
            **more,
        }
        return self.service.call("signatures/signHash", body, bearer)

    def refused(self, status, description, attempt):
        try:
            attempt()
        except Refused as refusal:
            require(refusal.status == status, f"{refusal} instead of {status}")
            require(description in (None, refusal.answer["error_description"]), f"{refusal} instead of {description}")
            return refusal.answer
        raise AssertionError(f"not refused: {description}")


if __name__ == "__main__":
    session = Session(json.loads(sys.stdin.readline()))
    session.run()
    sys.exit(0 if session.passed else 1)
