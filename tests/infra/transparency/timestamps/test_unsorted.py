"""Tokens with certificates in another order than DER wants: many authorities send them, and OpenSSL reads them."""

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from efe_infra.transparency.evidence.timestamp import TimestampFault, roots_of, time_of
from efe_infra.transparency.sealing.timestamps import Timestamps
from tests.infra.transparency.sealing.given import Ledger
from tests.infra.transparency.timestamps.authority import NOW, Authority

BODY = b"example.org/log\n1\nroot\n"
ORDERS = [False, True]
UNREAD_BYTES = 12
"""Two versions and the name of the algorithm, which follows from the key."""


@pytest.fixture
def authority() -> Authority:
    """Sends its root along."""
    return Authority(with_root=True)


def token_of(authority: Authority, *, reverse: bool) -> bytes:
    """Token whose certificates are sorted, or in the opposite order."""
    token = authority.token(hashlib.sha256(BODY).digest(), 1)
    certificates = sorted(each.public_bytes(Encoding.DER) for each in authority.certificates)
    one, other = b"".join(certificates), b"".join(certificates[::-1])
    assert token.count(one) + token.count(other) == 1
    return token.replace(one, other) if reverse else token.replace(other, one)


def roots(folder: Path, authority: Authority) -> Path:
    (folder / "roots.pem").write_bytes(authority.roots)
    return folder / "roots.pem"


@pytest.mark.parametrize("reverse", ORDERS)
def test_the_order_of_the_certificates_does_not_matter(authority: Authority, tmp_path: Path, reverse: bool) -> None:
    token = token_of(authority, reverse=reverse)

    assert time_of(token, BODY, roots_of(roots(tmp_path, authority))) == NOW
    with pytest.raises(TimestampFault, match="ces racines"):
        time_of(token, BODY, roots_of(roots(tmp_path, Authority())))


@pytest.mark.parametrize("reverse", ORDERS)
def test_openssl_reads_the_same(authority: Authority, tmp_path: Path, reverse: bool) -> None:
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl is not installed")
    (tmp_path / "token.tsr").write_bytes(token_of(authority, reverse=reverse))
    (tmp_path / "body").write_bytes(BODY)
    words: Sequence[str | Path] = (
        *("ts", "-verify", "-data", tmp_path / "body", "-in", tmp_path / "token.tsr"),
        *("-CAfile", roots(tmp_path, authority), "-attime", str(int(NOW.timestamp()))),
    )

    done = subprocess.run([openssl, *words], capture_output=True, text=True, check=False)

    assert "Verification: OK" in done.stdout + done.stderr, done.stderr


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_a_flipped_bit_is_refused_but_in_a_certificate_that_nothing_rests_on(
    authority: Authority, tmp_path: Path
) -> None:
    """Sorting the certificates makes nothing else of a token."""
    token, trusted = token_of(authority, reverse=True), roots_of(roots(tmp_path, authority))
    root = authority.certificates[1].public_bytes(Encoding.DER)
    first = token.index(root)
    passed = set[int]()

    for at in range(len(token)):
        flipped = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with suppress(TimestampFault):
            assert time_of(flipped, BODY, trusted) == NOW
            passed.add(at)

    outside = [at for at in passed if not first <= at < first + len(root)]
    assert len(outside) <= UNREAD_BYTES


def test_a_token_cut_anywhere_is_unreadable(authority: Authority, tmp_path: Path) -> None:
    token, trusted = token_of(authority, reverse=True), roots_of(roots(tmp_path, authority))

    for length in range(0, len(token), 7):
        with pytest.raises(TimestampFault):
            time_of(token[:length], BODY, trusted)


def test_an_authority_that_sends_them_unsorted_is_of_use(ledger: Ledger, tsa: Authority) -> None:
    sent = Authority(with_root=True)
    answer = sent.answer

    def unsorted(query: bytes) -> bytes:
        token = answer(query)
        certificates = sorted(each.public_bytes(Encoding.DER) for each in sent.certificates)
        return token.replace(b"".join(certificates), b"".join(certificates[::-1]))

    tsa.answer = unsorted  # type: ignore[method-assign]
    ledger.write(3)
    ledger.sealer().run()

    assert Timestamps(ledger.database, tsa.url).run() == 4
