"""Signs a PDF file with pyHanko in a loop with a local key, level B-B, and says what it cost.

The first line of standard input is {"document", "key", "certificates", "digest"} as JSON, octets in base64, key as PKCS #8, the
signer's certificate first. Each further line is a number of rounds; each is answered by a line {"cpu", "signed"}: milliseconds of
processor time of the whole process for all rounds, and the last document. Start it with `python3 -I`.
"""

import base64
import json
import sys
import time
from io import BytesIO

from asn1crypto import keys, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore


def open_signer(task):
    certificates = [x509.Certificate.load(base64.b64decode(one)) for one in task["certificates"]]
    key = keys.PrivateKeyInfo.load(base64.b64decode(task["key"]))
    signer = signers.SimpleSigner(
        signing_cert=certificates[0],
        signing_key=key,
        cert_registry=SimpleCertificateStore.from_certs(certificates[1:]),
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature1",
        md_algorithm=task["digest"],
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    return signers.PdfSigner(metadata, signer=signer)


def sign(signer, document):
    return signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(document))).getbuffer()


def main():
    task = json.loads(sys.stdin.readline())
    signer = open_signer(task)
    document = base64.b64decode(task["document"])
    for line in sys.stdin:
        before = time.process_time()
        for _ in range(int(line)):
            signed = sign(signer, document)
        cpu = (time.process_time() - before) * 1000
        print(json.dumps({"cpu": cpu, "signed": base64.b64encode(signed).decode()}), flush=True)


main()
