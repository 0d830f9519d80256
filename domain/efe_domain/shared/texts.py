"""Free texts: what the register accepts as words, and how names are compared."""

import re
import unicodedata

from efe_domain.shared.errors import Invalid

LONGEST_NAME = 200
LONGEST_TEXT = 4_000

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories that no reader sees: controls, marks of direction, surrogates, unassigned, odd line ends."""

_IGNORABLE = frozenset(
    chr(code)
    for first, last in (
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
"""Unicode's Default_Ignorable_Code_Point, and the Braille pattern without dots: some of them count as letters."""

SHRINKING = 4
"""Characters of a text as it comes, at most, for each that is left of it in NFC."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def name(value: str, field: str) -> str:
    """Cleans a name: one line with a letter or a digit, at most 200 characters, trimmed and NFC. Raises `Invalid`."""
    words = text(value, field, longest=LONGEST_NAME)
    if "\n" in words:
        raise Invalid(field, "Un nom tient sur une ligne.")
    if not slug(words):
        raise Invalid(field, "Un nom contient au moins une lettre ou un chiffre.")
    return words


def text(value: str, field: str, *, longest: int = LONGEST_TEXT) -> str:
    """Cleans a text: trimmed and NFC. Raises `Invalid` if it is empty, too long, or has invisible characters."""
    words = trimmed(value, field, longest)
    if not words:
        raise Invalid(field, "Un texte est attendu.")
    if any(map(_is_unseen, set(words))):
        raise Invalid(field, "Le texte contient un caractère invisible.")
    return words


def trimmed(value: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """Trims and normalises a text. Raises `Invalid` for one that is too long, before reading it."""
    words = value
    if len(value) <= SHRINKING * longest:
        words = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
    if len(words) > longest:
        raise Invalid(field, "Le texte dépasse {longest} caractères.", longest=longest)
    return words


def is_ignorable(sign: str) -> bool:
    """Tells whether a sign is drawn as nothing at all."""
    return sign in _IGNORABLE


def _is_unseen(sign: str) -> bool:
    """Tells whether a text may not have the sign: it is drawn as nothing, and is no mark as those of emoji."""
    category = unicodedata.category(sign)
    return sign != "\n" and (category in UNSEEN or (sign in _IGNORABLE and category != "Mn"))


def cut(value: str) -> str:
    """Returns an excerpt of a user's text, of any length, for a message."""
    return value if len(value) <= LONGEST_NAME else f"{value[:LONGEST_NAME]}…"


def slug(value: str) -> str:
    """Returns words without case, accents, ligatures and punctuation: « Main-d'Œuvre » → `main-d-oeuvre`."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).casefold()).translate(_LIGATURES)
    bare = folded if folded.isascii() else "".join(sign for sign in folded if unicodedata.category(sign) != "Mn")
    return re.sub(r"[\W_]+", "-", bare).strip("-")
