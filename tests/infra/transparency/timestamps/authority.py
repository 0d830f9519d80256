"""A time-stamping authority on a real socket, which signs what a test has it sign."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 24, 12, 30, 5, tzinfo=UTC)
REJECTED = bytes.fromhex("30053003020102")
"""A `TimeStampResp` of status 2 (rejection), without a token."""
YEAR = timedelta(days=365)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey, *, ca: bool
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    signing = signer.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - YEAR)
        .not_valid_after(NOW + YEAR)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing), critical=False)
    )
    if not ca:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(signer, hashes.SHA256())


class Authority:
    """Answers truly, until a test says what it answers instead; `asked` has every request."""

    def __init__(self, *, with_root: bool = False) -> None:
        root_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self._root = _certificate("Racine", root_key, "Racine", root_key, ca=True)
        self._own = _certificate("Horodateur", self._key, "Racine", root_key, ca=False)
        self.certificates = [self._own, self._root] if with_root else [self._own]
        self.asked: list[bytes] = []
        self.url = ""
        self.status = 200
        self.digest: bytes | None = None
        self.nonce: int | None = None
        self.body: bytes | None = None

    @property
    def roots(self) -> bytes:
        return self._root.public_bytes(Encoding.PEM)

    def answer(self, query: bytes) -> bytes:
        self.asked.append(query)
        if self.body is not None:
            return self.body
        request = tsp.TimeStampReq.load(query)
        imprint = request["message_imprint"].native
        assert request["cert_req"].native
        assert imprint["hash_algorithm"]["algorithm"] == "sha256"
        return self.token(self.digest or imprint["hashed_message"], self.nonce or request["nonce"].native)

    def token(self, digest: bytes, nonce: int) -> bytes:
        stamped = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.2.3.4.1",
                "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
                "serial_number": len(self.asked) + 1,
                "gen_time": NOW,
                "nonce": nonce,
            }
        ).dump()
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": cms.ParsableOctetString(stamped),
                },
                "certificates": [
                    asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in self.certificates
                ],
                "signer_infos": [self._signature(stamped)],
            }
        )
        token = {"content_type": "signed_data", "content": signed}
        return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())

    def _signature(self, stamped: bytes) -> cms.SignerInfo:
        own = asn1_x509.Certificate.load(self._own.public_bytes(Encoding.DER))
        certificate = {"cert_hash": hashlib.sha256(own.dump()).digest()}
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.sha256(stamped).digest()]},
                {"type": "signing_certificate_v2", "values": [{"certs": [certificate]}]},
            ]
        )
        sid = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier({"issuer_and_serial_number": sid}),
                "digest_algorithm": {"algorithm": "sha256"},
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                "signature": self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
            }
        )


@contextmanager
def authority() -> Iterator[Authority]:
    answering = Authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            body = answering.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(answering.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        answering.url = f"http://127.0.0.1:{httpd.server_address[1]}"
        try:
            yield answering
        finally:
            httpd.shutdown()
            thread.join()
