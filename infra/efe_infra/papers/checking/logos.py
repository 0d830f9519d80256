"""Logos of a paper beside a bundle, which has the hash of each logo, and no picture."""

import re
from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from efe_infra.console.letterhead.logo import UnreadableLogo, logo_of
from efe_infra.papers.content import LOGO_ALT, logo_hash
from efe_infra.papers.declaration.paper import PaperInput
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment

PICTURE: Final = re.compile(r'href="data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)"')


async def hashed_logos(content: PaperInput, reader: PaperReader, moment: ReadMoment) -> list[Any]:
    """Returns for each letterhead the hash of its logo in the events, and the words beside it; None without one."""
    hashes = [await logo_hash(each, reader, moment) for each in content.get("bassins", ())]
    return [each and {"sha256": each, "alt": LOGO_ALT} for each in hashes]


def with_logos_of(printed: PaperInput, expected: PaperInput, logos: Sequence[Any]) -> PaperInput:
    """Returns the expected input with each printed logo whose hash the events have, and the note on any other.

    A register that could not read a logo issued the paper without it, and with the note.
    """
    heads = [
        {**head, "logo": logo if is_hashed(logo := logo_at(printed, at), logos[at]) else None}
        for at, head in enumerate(expected["letterheads"])
    ]
    missing = any(logo and not head["logo"] for logo, head in zip(logos, heads, strict=True))
    return {**expected, "letterheads": heads, "notes": expected["notes"] if missing else []}


def logo_at(printed: PaperInput, at: int) -> Any:
    heads = printed["letterheads"]
    return heads[at].get("logo") if at < len(heads) else None


def is_hashed(logo: Any, expected: Any) -> bool:
    """Tells whether a printed logo is a picture with the expected hash, in the SVG of its proportions."""
    if not (isinstance(logo, dict) and expected and {*logo} == {"svg", "alt"} and logo["alt"] == expected["alt"]):
        return False
    match = PICTURE.search(str(logo["svg"]))
    try:
        return (
            match is not None
            and sha256(b64decode(match[1])).hexdigest() == expected["sha256"]
            and logo_of(match[1]) == logo["svg"]
        )
    except (UnreadableLogo, ValueError):
        return False
