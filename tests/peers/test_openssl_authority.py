"""OpenSSL as a time-stamping authority with an intermediate certificate: what it verifies, `efe verify` verifies."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from efe_infra.transparency.evidence.timestamp import TimestampFault, roots_of, time_of

OPENSSL = shutil.which("openssl")
BODY = b"example.org/log\n1\nroot\n"
KEYS = {"rsa": ("-newkey", "rsa:2048"), "ec": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384")}
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n"
STAMPING = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
CONFIGURATION = """
[tsa]
default_tsa = authority
[authority]
serial = ./serial
signer_cert = ./tsa.pem
certs = ./chain.pem
signer_key = ./tsa.key
signer_digest = {digest}
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_chain = {chain}
ess_cert_id_alg = {digest}
"""

pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")


def openssl(folder: Path, *words: str) -> str:
    done = subprocess.run([str(OPENSSL), *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def certify(folder: Path, name: str, issuer: str, extensions: str, kind: str) -> None:
    (folder / "extensions").write_text(f"{extensions}subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
    openssl(folder, "req", *KEYS[kind], "-nodes", "-keyout", f"{name}.key", "-out", "request", "-subj", f"/CN={name}")
    by = ("-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial", "-days", "30")
    openssl(folder, "x509", "-req", "-in", "request", *by, "-out", f"{name}.pem", "-extfile", "extensions")


def stamped(folder: Path, kind: str, digest: str, chain: str) -> bytes:
    """Token over the body."""
    extensions = [word for line in CA.split() for word in ("-addext", line)]
    made = ("-x509", *KEYS[kind], "-nodes", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=root")
    openssl(folder, "req", *made, "-days", "30", *extensions)
    certify(folder, "intermediate", "root", CA, kind)
    certify(folder, "tsa", "intermediate", STAMPING, kind)
    (folder / "chain.pem").write_text(
        "".join((folder / f"{name}.pem").read_text() for name in ("intermediate", "root"))
    )
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(digest=digest, chain=chain))
    (folder / "serial").write_text("01\n")
    (folder / "body").write_bytes(BODY)
    openssl(folder, "ts", "-query", "-data", "body", "-sha256", "-cert", "-out", "query")
    openssl(folder, "ts", "-reply", "-queryfile", "query", "-config", "tsa.cnf", "-out", "token")
    return (folder / "token").read_bytes()


@pytest.mark.parametrize(("kind", "digest", "chain"), [("rsa", "sha256", "no"), ("ec", "sha512", "yes")])
def test_a_token_of_openssl_is_verified(tmp_path: Path, kind: str, digest: str, chain: str) -> None:
    token = stamped(tmp_path, kind, digest, chain)

    verified = openssl(tmp_path, "ts", "-verify", "-data", "body", "-in", "token", "-CAfile", "root.pem")
    found = time_of(token, BODY, roots_of(tmp_path / "root.pem"))

    assert "Verification: OK" in verified
    assert abs(datetime.now(UTC) - found) < timedelta(minutes=2)
    with pytest.raises(TimestampFault, match="autre point de contrôle"):
        time_of(token, b"another", roots_of(tmp_path / "root.pem"))
