"""Lets pyHanko judge signed PDF files.

Reads {"root", "pdf", "password"} as JSON on standard input, octets in base64; prints a JSON list with one object for each
signature in order: kind, intact, valid, trusted, coverage, and whether what was added after it is allowed.
Start it with `python3 -I`.
"""

import asyncio
import base64
import json
import sys
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext


async def judge(embedded, root):
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    stamp = embedded.sig_object.get("/Type") == "/DocTimeStamp"
    validate = async_validate_pdf_timestamp if stamp else async_validate_pdf_signature
    status = await validate(embedded, context)
    return {
        "kind": "timestamp" if stamp else "signature",
        "field": embedded.field_name,
        "intact": status.intact,
        "valid": status.valid,
        "trusted": status.trusted,
        "coverage": status.coverage.name,
        "allowed": stamp or status.docmdp_ok,
        "modification": None if status.modification_level is None else status.modification_level.name,
    }


async def run(task):
    root = x509.Certificate.load(base64.b64decode(task["root"]))
    reader = PdfFileReader(BytesIO(base64.b64decode(task["pdf"])))
    if task.get("password") is not None:
        reader.decrypt(task["password"])
    return [await judge(embedded, root) for embedded in reader.embedded_signatures]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.load(sys.stdin)))))
