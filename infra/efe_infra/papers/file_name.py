"""Name of the file of a paper: kind, object and day, in the letters that every system keeps."""

import re
import unicodedata
from typing import Any, Final

from efe_infra.papers.declaration.paper import Paper

MAX_SUBJECT_CHARACTERS: Final = 60
OTHER_CHARACTERS: Final = re.compile(r"[^a-z0-9]+")


def file_name(paper: Paper[Any], answer: Any, extension: str) -> str:
    """Returns `convocation-pole-soudure-2026-10-14.pdf`."""
    subject, day = paper.naming(answer)
    parts = (paper.file, plain(subject), day.isoformat() if day else "")
    return "-".join(each for each in parts if each) + f".{extension}"


def plain(text: str) -> str:
    """Returns lower-case letters and digits, with a hyphen between words, cut after a whole word."""
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe")).encode("ascii", "ignore")
    words = OTHER_CHARACTERS.sub("-", letters.decode().lower()).strip("-")
    if len(words) <= MAX_SUBJECT_CHARACTERS:
        return words
    return words[:MAX_SUBJECT_CHARACTERS].rpartition("-")[0] or words[:MAX_SUBJECT_CHARACTERS]
