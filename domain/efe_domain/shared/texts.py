"""Free texts: what the register accepts as words, and how names are compared."""

import re
import unicodedata

from efe_domain.shared.errors import Invalid

LONGEST_NAME = 200
LONGEST_TEXT = 4_000

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories that no reader sees: controls, marks of direction, surrogates, unassigned, odd line ends."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def name(value: str, field: str) -> str:
    """One line with a letter or a digit, at most 200 characters, trimmed and NFC. Raises `Invalid`."""
    words = text(value, field, longest=LONGEST_NAME)
    if "\n" in words:
        raise Invalid(field, "Un nom tient sur une ligne.")
    if not slug(words):
        raise Invalid(field, "Un nom contient au moins une lettre ou un chiffre.")
    return words


def text(value: str, field: str, *, longest: int = LONGEST_TEXT) -> str:
    """Words, trimmed and NFC. Raises `Invalid` for none, too many, or characters that no reader could see."""
    words = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
    if not words:
        raise Invalid(field, "Un texte est attendu.")
    if len(words) > longest:
        raise Invalid(field, "Le texte dépasse {longest} caractères.", longest=longest)
    if any(unicodedata.category(sign) in _UNSEEN and sign != "\n" for sign in words):
        raise Invalid(field, "Le texte contient un caractère invisible.")
    return words


def cut(value: str) -> str:
    """What a message quotes of a text of any length that somebody typed."""
    return value if len(value) <= LONGEST_NAME else f"{value[:LONGEST_NAME]}…"


def slug(value: str) -> str:
    """Words compared without case, accents, ligatures or punctuation: « Main-d'Œuvre » → `main-d-oeuvre`."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).casefold()).translate(_LIGATURES)
    bare = "".join(sign for sign in folded if unicodedata.category(sign) != "Mn")
    return re.sub(r"[\W_]+", "-", bare).strip("-")
