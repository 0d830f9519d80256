"""Files of the private keys of the log and of the witness, which are never in the database."""

from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from efe_domain.transparency.notes import KeyType, Signer, VerifierKey
from efe_domain.transparency.routed_log import SUFFIX
from efe_infra.process.private_file import made_once
from efe_infra.transparency.sealing.errors import KeyMissing

PREFIX = {KeyType.LOG: "seal", KeyType.WITNESS: "witness"}


class KeyFiles:
    """Files `<home>/keys/<seal or witness>-<hash of the key>.pem`, readable by their owner only."""

    def __init__(self, home: Path, kind: KeyType = KeyType.LOG) -> None:
        self._folder = home / "keys"
        self._kind = kind

    def make(self, name: str) -> VerifierKey:
        private = Ed25519PrivateKey.generate()
        key = self._verifier(name, private)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        made_once(self._path(key), pem.decode())
        return key

    def signer(self, key: VerifierKey) -> Signer:
        """Returns the private key. Raises `KeyMissing`, also when the file is unreadable or holds another key.

        A key of release 0.1 is in the file of the name without the suffix of the ledger log.
        """
        path = self._path(key)
        former = self._path(VerifierKey(key.name.removesuffix(SUFFIX), key.type, key.public))
        for each in (path, former):
            with suppress(OSError, ValueError):  # missing, closed to this user, or no PEM
                private = load_pem_private_key(each.read_bytes(), password=None)
                if isinstance(private, Ed25519PrivateKey) and self._verifier(key.name, private) == key:
                    return private
        raise KeyMissing(key, path)

    def holds(self, key: VerifierKey) -> bool:
        """Tells whether the private key is here."""
        try:
            self.signer(key)
        except KeyMissing:
            return False
        return True

    def _path(self, key: VerifierKey) -> Path:
        return self._folder / f"{PREFIX[self._kind]}-{key.hash.hex()}.pem"

    def _verifier(self, name: str, private: Ed25519PrivateKey) -> VerifierKey:
        return VerifierKey(name, self._kind, private.public_key().public_bytes_raw())
