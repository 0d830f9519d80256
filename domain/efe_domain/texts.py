"""Free texts: what the register accepts as words, and how names are compared."""

import re
import unicodedata

from efe_domain.errors import Invalid

LONGEST_NAME = 200
LONGEST_TEXT = 4_000


def name(value: str, field: str) -> str:
    """One line of words, at most 200 characters, trimmed and NFC. Raises `Invalid`."""
    if "\n" in value:
        raise Invalid(field, "Un nom tient sur une ligne.")
    return text(value, field, longest=LONGEST_NAME)


def text(value: str, field: str, *, longest: int = LONGEST_TEXT) -> str:
    """Words, trimmed and NFC. Raises `Invalid` for none, too many, or characters that no reader could see."""
    words = unicodedata.normalize("NFC", value).strip()
    if not words:
        raise Invalid(field, "Un texte est attendu.")
    if len(words) > longest:
        raise Invalid(field, f"Le texte dépasse {longest} caractères.")
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Cn"} and sign != "\n" for sign in words):
        raise Invalid(field, "Le texte contient un caractère de contrôle.")
    return words


def slug(value: str) -> str:
    """Words compared without case, accents or punctuation: « Électricité & gaz » → `electricite-gaz`."""
    folded = "".join(
        sign for sign in unicodedata.normalize("NFKD", value.casefold()) if not unicodedata.combining(sign)
    )
    return re.sub(r"[\W_]+", "-", folded).strip("-")
