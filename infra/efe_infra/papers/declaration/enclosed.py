"""Files beside a paper that it vouches for: their names and hashes, as `sha256sum -c` reads them."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec

SUMS: Final = "SHA256SUMS"


class EnclosedFile(msgspec.Struct, frozen=True):
    """File by its name in an archive; `sha256` is in hexadecimal."""

    name: str
    sha256: str


def sums_text(files: Iterable[EnclosedFile]) -> bytes:
    """Returns the list in the format of GNU `sha256sum`, in the order of the files."""
    return "".join(f"{each.sha256}  {each.name}\n" for each in files).encode()


def sums_hash(files: Iterable[EnclosedFile]) -> str:
    return sha256(sums_text(files)).hexdigest()


def enclosed_in(content: Mapping[str, Any]) -> Sequence[EnclosedFile]:
    """Returns the files that the evidence of a paper names. Raises `ValueError` for a malformed list."""
    return msgspec.convert(content.get("enclosed", []), tuple[EnclosedFile, ...])
