"""Signs PDF files through a CSC service with pyHanko as the client, and lets pyHanko judge them.

Reads a line of JSON on standard input: {"base", "credentialID"}, either {"user", "password", "pin"} or "client" ({"id", "secret",
"redirect"}) for a credential that its person approves, "root" (base64 DER) where the trust anchor is
not simply the last certificate of the credential's chain, and "dialect" (the path of the service, "v1" unless told). Where a person has to
approve it prints {"approve": url} and reads {"back": url}, where her browser ended. Prints a JSON list with one object
per document: scheme, mechanism, intact, valid, trusted. Exits 1 unless every one of them holds.
Start it with `python3 -I`: its own name is that of the package it imports.
"""

import asyncio
import base64
import json
import secrets
import sys
import urllib.parse
from io import BytesIO

import aiohttp
from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

DOCUMENTS = 3


class PinAuthorization(CSCAuthorizationManager):
    """Explicit authorization: the PIN and the exact hashes go to credentials/authorize."""

    def __init__(self, session, session_info, credential_info, pin):
        super().__init__(session_info, credential_info)
        self.session = session
        self.pin = pin

    async def authorize_signature(self, hash_b64s):
        request = self.format_csc_auth_request(
            num_signatures=len(hash_b64s), hash_b64s=hash_b64s, pin=self.pin
        )
        url = self.csc_session_info.endpoint_url("credentials/authorize")
        headers = self.csc_session_info.auth_headers
        async with self.session.post(url, headers=headers, json=request) as response:
            answer = await response.json()
            if response.status != 200:
                raise RuntimeError(f"credentials/authorize: {answer}")
            return self.parse_csc_auth_response(answer)


class BrowserAuthorization(CSCAuthorizationManager):
    """oauth2code: the person approves the exact hashes in her browser, and the access token is the SAD."""

    def __init__(self, session, session_info, credential_info, application):
        super().__init__(session_info, credential_info)
        self.session = session
        self.application = application

    async def authorize_signature(self, hash_b64s):
        hashes = (base64.urlsafe_b64encode(base64.b64decode(each)) for each in hash_b64s)
        answer = await self.application.token(
            scope="credential",
            credentialID=self.csc_session_info.credential_id,
            numSignatures=str(len(hash_b64s)),
            hash=",".join(each.rstrip(b"=").decode() for each in hashes),
        )
        if answer["token_type"] != "SAD":
            raise RuntimeError(f"token_type {answer['token_type']}")
        return self.parse_csc_auth_response({"SAD": answer["access_token"], "expiresIn": answer["expires_in"]})


class Application:
    """The service's OAuth endpoints (clause 8.3), below what info says."""

    def __init__(self, session, base, client):
        self.session, self.base, self.client = session, base, client

    async def token(self, **asked):
        async with self.session.post(f"{self.base}/csc/v1/info", json={}) as response:
            oauth2 = f"{(await response.json())['oauth2']}/oauth2"
        redirect = {"redirect_uri": self.client["redirect"], "client_id": self.client["id"]}
        state = secrets.token_urlsafe(12)
        query = urllib.parse.urlencode({"response_type": "code", "state": state, **redirect, **asked})
        back = await approved(f"{oauth2}/authorize?{query}")
        if back.get("state") != state or "code" not in back:
            raise RuntimeError(f"oauth2/authorize: {back}")
        secret = {"client_secret": self.client["secret"]}
        form = {"grant_type": "authorization_code", "code": back["code"], **redirect, **secret}
        async with self.session.post(f"{oauth2}/token", data=form) as response:
            answer = await response.json()
            if response.status != 200:
                raise RuntimeError(f"oauth2/token: {answer}")
            return answer


async def approved(url):
    print(json.dumps({"approve": url}), flush=True)
    back = json.loads(await asyncio.to_thread(sys.stdin.readline))["back"]
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))


def dialect_of(task):
    return task.get("dialect", "v1")


async def login(session, task):
    pair = f"{task['user']}:{task['password']}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    url = f"{task['base']}/csc/{dialect_of(task)}/auth/login"
    async with session.post(url, headers=headers, json={}) as response:
        answer = await response.json()
        if response.status != 200:
            raise RuntimeError(f"auth/login: {answer}")
        return answer


def blank_pdf():
    writer = PdfFileWriter(stream_xrefs=False)
    stream = generic.StreamObject(stream_data=b"q 20 20 160 160 re S Q")
    page = PageObject(
        contents=writer.add_object(stream),
        media_box=generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 200))),
        resources=generic.DictionaryObject({pdf_name("/ProcSet"): generic.ArrayObject()}),
    )
    writer.insert_page(page)
    out = BytesIO()
    writer.write(out)
    out.seek(0)
    return out


async def sign(signer, number):
    metadata = signers.PdfSignatureMetadata(
        field_name=f"Signature{number}",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    writer = IncrementalPdfFileWriter(blank_pdf())
    return await signers.PdfSigner(metadata, signer=signer).async_sign_pdf(writer)


async def judge(signed, root):
    embedded = PdfFileReader(signed).embedded_signatures[0]
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = await async_validate_pdf_signature(embedded, context)
    mechanism = embedded.signer_info["signature_algorithm"]["algorithm"].native
    return {
        "mechanism": mechanism,
        "intact": status.intact,
        "valid": status.valid,
        "trusted": status.trusted,
    }


def trust_anchor(task, credential):
    if "root" not in task:
        return credential.chain[-1]
    return x509.Certificate.load(base64.b64decode(task["root"]))


async def run(task):
    async with aiohttp.ClientSession() as session:
        application = Application(session, task["base"], task["client"]) if "client" in task else None
        token = await (application.token(scope="service") if application else login(session, task))
        service = CSCServiceSessionInfo(
            service_url=task["base"],
            credential_id=task["credentialID"],
            oauth_token=token["access_token"],
            api_ver=dialect_of(task),
        )
        credential = await fetch_certs_in_csc_credential(session, service)
        root = trust_anchor(task, credential)
        rsa = credential.signing_cert.public_key.algorithm == "rsa"
        report = []
        for prefer_pss in [False, True] if rsa else [False]:
            by, means = (
                (BrowserAuthorization, application) if application else (PinAuthorization, task["pin"])
            )
            manager = by(session, service, credential, means)
            size = min(DOCUMENTS, credential.max_batch_size)
            signer = CSCSigner(session, manager, batch_size=size, prefer_pss=prefer_pss)
            signed = await asyncio.gather(*(sign(signer, i) for i in range(size)))
            for each in signed:
                scheme = "pss" if prefer_pss else "pkcs1" if rsa else "ecdsa"
                report.append({"scheme": scheme, **await judge(each, root)})
        return report


def main():
    report = asyncio.run(run(json.loads(sys.stdin.readline())))
    print(json.dumps(report))
    good = report and all(each["intact"] and each["valid"] and each["trusted"] for each in report)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
