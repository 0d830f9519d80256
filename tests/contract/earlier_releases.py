"""Registers that earlier releases left, beside the files of this folder."""

import shutil
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Register(NamedTuple):
    """Register that an earlier release left: the `key` that signs next, by the name of its file."""

    release: str
    name: str
    key: str
    events: int

    @property
    def backup(self) -> Path:
        return FOLDER / self.release / self.name

    def beside(self, suffix: str) -> Path:
        return FOLDER / self.release / f"{self.name}.{suffix}"

    def home(self, folder: Path) -> Path:
        """Returns a folder with the key, under the name that its release gave it."""
        keys = folder / "home" / "keys"
        keys.mkdir(parents=True)
        shutil.copy(self.beside("pem"), keys / self.key)
        return folder / "home"


BY_0_9 = Register("release_0_9_0", "begun_by_0_9", "seal-d37d4381.pem", 646)
BY_0_5 = Register("release_0_5_0", "begun_by_0_5", "seal-6237b77e.pem", 483)
BY_0_1 = Register("release_0_4_3", "begun_by_0_1", "seal-e43b3f36.pem", 384)
BY_0_4 = Register("release_0_4_3", "begun_by_0_4", "", 479)
"""Only its bundle is left."""
