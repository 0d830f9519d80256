"""Keys, earlier checkpoints and cosignatures that `efe verify` demands."""

from pathlib import Path
from typing import NamedTuple

from efe_infra.transparency.evidence.verify import Proof, key_text, seconds, verify_zip


class BundleRequirements(NamedTuple):
    """Keys, earlier checkpoints and cosignatures that a bundle must match."""

    key: str
    since: list[Path]
    witness: list[str]
    max_age: str | None

    def proof_of(self, bundle: Path) -> Proof:
        return verify_zip(
            bundle,
            self.key,
            self.checkpoints,
            self.witnesses,
            max_age=self.seconds,
        )

    @property
    def witnesses(self) -> list[str]:
        return [key_text(witness) for witness in self.witness]

    @property
    def checkpoints(self) -> list[bytes]:
        return [path.read_bytes() for path in self.since]

    @property
    def seconds(self) -> int | None:
        return None if self.max_age is None else seconds(self.max_age)
