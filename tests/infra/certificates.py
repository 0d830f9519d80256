"""Certificates of servers on this machine, right or with one fault, and the private authority that signed them."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

YEAR = timedelta(days=365)


class Authority:
    """Private certification authority; `path` is its PEM file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key, self._name = ec.generate_private_key(ec.SECP256R1()), _name("Autorité d'essai")
        now = datetime.now(UTC)
        builder = _builder(self._key, self._key, now + YEAR, "autorite.example", ca=True)
        certificate = builder.subject_name(self._name).issuer_name(self._name).sign(self._key, hashes.SHA256())
        self.path = folder / "authority.pem"
        self.path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def server(
        self, host: str = "localhost", *, is_expired: bool = False, signs_itself: bool = False
    ) -> ssl.SSLContext:
        """Returns the context of a server that shows a certificate of this authority."""
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        end, name = now - timedelta(days=1) if is_expired else now + YEAR, _name(host)
        signer, issuer = (key, name) if signs_itself else (self._key, self._name)
        builder = _builder(key, signer, end, host, ca=False).subject_name(name).issuer_name(issuer)
        signed = builder.sign(signer, hashes.SHA256())
        path = self._folder / f"{signed.serial_number}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _builder(
    key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey, end: datetime, host: str, *, ca: bool
) -> x509.CertificateBuilder:
    """Returns a certificate without its subject, the name of its issuer and its signature."""
    subject_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    signer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return (
        x509.CertificateBuilder()
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 2 * YEAR)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, False, False, False, False, ca, False, False, False), critical=True)
        .add_extension(subject_id, critical=False)
        .add_extension(signer_id, critical=False)
    )
