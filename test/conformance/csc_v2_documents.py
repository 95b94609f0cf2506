"""The documents of the CSC v2.2 client: signatures/signDoc for each format, for digests, and what it refuses.

Each result is a line {"judge", "level", "document", "beside", "signatures"}: what it should be in the words of its standard, the document that it
lies beside (name and octets) or null, and how many signatures there are. Octets are base64.
"""

import base64
import hashlib
import json
import time

SHA256 = "2.16.840.1.101.3.4.2.1"
ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"
SHA256_WITH_RSA = "1.2.840.113549.1.1.11"
XML = b"<agreement><party>Ana</party></agreement>"
TEXT = b"a contract, and what it says\r\n"
ROOM = 20000


def text64(octets):
    return base64.b64encode(octets).decode()


def plain_pdf(objects):
    """A PDF of these objects, the first being its catalogue."""
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PDF = plain_pdf([b"<</Type/Catalog/Pages 2 0 R>>", PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"])


def pdf_with_room():
    """A PDF with an empty signature, and the octets before and behind the gap of its byte range."""
    field = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/Rect[0 0 0 0]/F 132/P 3 0 R/V 5 0 R>>"
    sealed = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:%sZ)"
    sealed %= time.strftime("%Y%m%d%H%M%S", time.gmtime()).encode()
    sealed += b"/ByteRange[0 %10s %10s %10s]/Contents<" % (b"", b"", b"") + b"0" * (2 * ROOM) + b">>>"
    catalogue = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>"
    pdf = plain_pdf([catalogue, PAGES, page, field, sealed])
    start = pdf.index(b"/Contents<") + len(b"/Contents")
    end = start + 2 * ROOM + 2
    ranges = b"/ByteRange[0 %10d %10d %10d]" % (start, end, len(pdf) - end)
    pdf = pdf.replace(b"/ByteRange[0 %10s %10s %10s]" % (b"", b"", b""), ranges)
    return pdf[:start], pdf[end:]


def embedded(cms, before, behind):
    """The PDF with this CMS in its gap, in base64."""
    hexadecimal = base64.b64decode(cms).hex().encode()
    return text64(before + b"<" + hexadecimal + b"0" * (2 * ROOM - len(hexadecimal)) + b">" + behind)


class Documents:
    def __init__(self, session):
        self.session = session

    def run(self):
        self.session.check("signDoc: documents in four formats, at each level", self.formats)
        self.session.check("signDoc: a batch of formats under one PIN, each in its array", self.batch)
        self.session.check("signDoc: digests of documents that stay where they are", self.digests)
        self.session.check("signDoc: containers", self.containers)
        self.session.check("signDoc: signatures beside those of others", self.parallel)
        self.session.check("signDoc: documents that the signer of a SCAL2 key approved", self.approved)
        self.session.check("signDoc: an answer that is fetched later", self.later)
        self.session.check("signDoc: what was not authorized is not signed", self.authorized)

    def sign(self, numbers=1, hashes=None, **body):
        """Authorizes by the PIN and signs; the answer."""
        session, explicit = self.session, self.session.task["explicit"]
        credential = explicit["credentialID"]
        asked = {"credentialID": credential, "numSignatures": numbers, "authData": [{"id": "PIN", "value": explicit["pin"]}]}
        if hashes is not None:
            asked.update(hashes=hashes, hashAlgorithmOID=SHA256)
        sad = session.service.call("credentials/authorize", asked, session.bearer)["SAD"]
        request = {"credentialID": credential, "SAD": sad, "clientData": None, **body}
        return session.service.call("signatures/signDoc", request, session.bearer)

    def entry(self, letter, document, level="AdES-B-B", **more):
        return {
            "document": text64(document),
            "signature_format": letter,
            "conformance_level": level,
            "signAlgo": SHA256_WITH_RSA,
            "signAlgoParams": None,
            **more,
        }

    def judge(self, name, level, document, beside=None, signatures=1):
        beside = beside and {"name": beside[0], "octets": text64(beside[1])}
        said = {"level": level, "document": document, "beside": beside, "signatures": signatures}
        print(json.dumps({"judge": name, **said}), flush=True)

    def formats(self):
        names = {"P": ("PAdES", PDF), "X": ("XAdES", XML), "C": ("CAdES", TEXT), "J": ("JAdES", TEXT)}
        for letter, (name, document) in names.items():
            for level in ("B-B", "B-T", "B-LT", "B-LTA"):
                answer = self.sign(documents=[self.entry(letter, document, f"Ades-{level}")])
                (signed,) = answer["DocumentWithSignature"]
                self.judge(f"{name} {level}", f"{name}-BASELINE-{level[2:]}", signed)

    def batch(self):
        documents = [
            self.entry("P", PDF, signed_envelope_property="ENVELOPED", signed_props=self.props("Reason", "Location")),
            self.entry("X", TEXT, signed_envelope_property="ENVELOPING"),
            self.entry("X", TEXT, signed_envelope_property="DETACHED", document_name="a.txt"),
            self.entry("C", TEXT, signed_envelope_property="Detached"),
            self.entry("J", TEXT, signed_envelope_property="Detached", document_name="a.txt"),
        ]
        answer = self.sign(len(documents), documents=documents, returnValidationInfo=True)
        assert answer["validationInfo"]["certificates"], "validationInfo"
        assert answer["validationInfo"]["ocsp"] or answer["validationInfo"]["crl"], "validationInfo"
        pdf, enveloping = answer["DocumentWithSignature"]
        detached, cms, jws = answer["SignatureObject"]
        self.judge("PAdES revision", "PAdES-BASELINE-B", pdf)
        self.judge("XAdES enveloping", "XAdES-BASELINE-B", enveloping)
        self.judge("XAdES detached", "XAdES-BASELINE-B", detached, ("a.txt", TEXT))
        self.judge("CAdES detached", "CAdES-BASELINE-B", cms, ("a.txt", TEXT))
        self.judge("JAdES detached", "JAdES-BASELINE-B", jws, ("a.txt", TEXT))

    def props(self, *names):
        return [{"attribute_name": name, "attribute_value": text64(name.encode())} for name in names]

    def digest(self, letter, octets, level="AdES-B-B"):
        entry = self.entry(letter, b"", level, document_name="a.txt", hashAlgorithmOID=SHA256)
        del entry["document"]
        return {**entry, "hashes": [text64(hashlib.sha256(octets).digest())]}

    def digests(self):
        before, behind = pdf_with_room()
        entries = [
            self.digest("P", before + behind),
            self.digest("C", TEXT, "AdES-B-LTA"),
            self.digest("X", TEXT, "AdES-B-LT"),
            self.digest("J", TEXT, "AdES-B-T"),
        ]
        own = [entry["hashes"][0] for entry in entries]
        answer = self.sign(len(entries), own, documentDigests=entries)
        cms, detached, xml, jws = answer["SignatureObject"]
        self.judge("PAdES of a digest", "PAdES-BASELINE-B", embedded(cms, before, behind))
        self.judge("CAdES of a digest", "CAdES-BASELINE-LTA", detached, ("a.txt", TEXT))
        self.judge("XAdES of a digest", "XAdES-BASELINE-LT", xml, ("a.txt", TEXT))
        self.judge("JAdES of a digest", "JAdES-BASELINE-T", jws, ("a.txt", TEXT))

    def containers(self):
        for letter, container in (("C", "ASiC-S"), ("X", "ASiC-E")):
            entry = self.entry(letter, TEXT, "AdES-B-LT", container=container, document_name="a.txt")
            (signed,) = self.sign(documents=[entry])["DocumentWithSignature"]
            name = {"C": "CAdES", "X": "XAdES"}[letter]
            self.judge(f"{container} with {name}", f"{name}-BASELINE-LT", signed)

    def parallel(self):
        for letter, name in (("C", "CAdES"), ("J", "JAdES")):
            (first,) = self.sign(documents=[self.entry(letter, TEXT, "AdES-B-LT")])["DocumentWithSignature"]
            entry = self.entry(letter, base64.b64decode(first), "AdES-B-LT", signed_envelope_property="Parallel")
            content = [text64(hashlib.sha256(TEXT).digest())]
            (both,) = self.sign(hashes=content, documents=[entry])["SignatureObject"]
            self.judge(f"{name} beside another", f"{name}-BASELINE-LT", both, signatures=2)

    def approved(self):
        session, credential = self.session, self.session.task["far"]["credentialID"]
        before, behind = pdf_with_room()
        hashes = [hashlib.sha256(octets).digest() for octets in (XML, TEXT, TEXT, TEXT, TEXT, TEXT, before + behind)]
        bearer = f"Bearer {session.approved(hashes, 'SDR')['access_token']}"
        by = {"signAlgo": ECDSA_WITH_SHA256}

        def sign(**body):
            return session.service.call("signatures/signDoc", {"credentialID": credential, **body}, bearer)

        text = "documentDigests or documents are not authorized by the SAD"
        session.refused(400, text, lambda: sign(documents=[self.entry("X", XML, **by)]))
        enveloping = self.entry("X", TEXT, "AdES-B-LTA", **by, signed_envelope_property="Enveloping")
        self.judge("XAdES around an approved document", "XAdES-BASELINE-LTA", sign(documents=[enveloping])["DocumentWithSignature"][0])
        xml = sign(documentDigests=[{**self.digest("X", TEXT, "AdES-B-LT"), **by}])["SignatureObject"][0]
        self.judge("XAdES of an approved digest", "XAdES-BASELINE-LT", xml, ("a.txt", TEXT))
        container = self.entry("X", TEXT, "AdES-B-LT", **by, container="ASiC-E", document_name="a.txt")
        signed = sign(documents=[container])["DocumentWithSignature"][0]
        self.judge("ASiC-E with XAdES of an approved document", "XAdES-BASELINE-LT", signed)
        signed = sign(documents=[self.entry("J", TEXT, "AdES-B-LT", **by)])["DocumentWithSignature"][0]
        self.judge("JAdES of an approved document", "JAdES-BASELINE-LT", signed)
        signed = sign(documents=[self.entry("C", TEXT, "AdES-B-LT", **by)])["DocumentWithSignature"][0]
        self.judge("CAdES of an approved document", "CAdES-BASELINE-LT", signed)
        cms = sign(documentDigests=[{**self.digest("P", before + behind), **by}])["SignatureObject"][0]
        self.judge("PAdES of an approved document", "PAdES-BASELINE-B", embedded(cms, before, behind))

    def later(self):
        session = self.session
        entry = self.entry("C", TEXT, "AdES-B-LT")
        request = self.sign(documents=[entry], operationMode="A", validity_period=60_000)["responseID"]
        answer = session.service.call("signatures/signPolling", {"requestID": request}, session.bearer)
        while answer.get("error") == "accepted_request":
            time.sleep(0.1)
            answer = session.service.call("signatures/signPolling", {"requestID": request}, session.bearer)
        self.judge("CAdES that was fetched later", "CAdES-BASELINE-LT", answer["DocumentWithSignature"][0])
        strange = {"requestID": request[::-1]}
        attempt = lambda: session.service.call("signatures/signPolling", strange, session.bearer)
        session.refused(400, "Invalid parameter requestID", attempt)

    def authorized(self):
        own = [text64(hashlib.sha256(XML).digest())]
        text = "Document or documentDigest does not match authorized hash"
        other = self.entry("C", TEXT)
        refusal = self.session.refused(403, text, lambda: self.sign(1, own, documents=[other]))
        assert refusal["error"] == "invalid_hash", "its word"
        text = "documentDigests or documents are not authorized by the SAD"
        self.session.refused(400, text, lambda: self.sign(1, documents=[other, other]))
        assert self.sign(1, own, documents=[self.entry("X", XML)])["DocumentWithSignature"], "the one that was"
