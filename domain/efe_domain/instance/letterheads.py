"""The letterheads of an Instance: each is on its papers from its day, until the next one."""

from datetime import date
from typing import Final

from efe_domain.instance.events import LetterheadSet
from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.annexes import check_document
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import DomainError, Invalid

LOGO_TYPES: Final = frozenset({"image/png", "image/jpeg"})
MAX_LOGO_BYTES: Final = 100_000
MAX_ADDRESS_CHARACTERS: Final = 400
MAX_ADDRESS_LINES: Final = 6


class SameLetterhead(DomainError, rule=Rule.REGISTRE):
    """A letterhead that changes nothing is not set again (REGISTRE)."""


class Letterheads:
    """Letterheads in the order of their days."""

    def __init__(self) -> None:
        self._last: LetterheadSet | None = None

    def replaced(self, logo: Document | None, address: str, office: str, on: date) -> LetterheadSet:
        """Returns the event of a letterhead. Raises `Invalid`, `TooEarly` or `SameLetterhead`."""
        last = self._last
        if last:
            check_not_before(on, last.effective_on, "l'en-tête en vigueur")
        check_logo(logo)
        letterhead = LetterheadSet(
            logo=logo, address=clean_address(address), office=texts.name(office, "office"), effective_on=on
        )
        if last and _content(letterhead) == _content(last):
            raise SameLetterhead("Cet en-tête est déjà en vigueur.")
        return letterhead

    def apply(self, event: LetterheadSet) -> None:
        self._last = event


def clean_address(address: str) -> str:
    """Returns the address without empty lines. Raises `Invalid`."""
    lines = texts.text(address, "address", longest=MAX_ADDRESS_CHARACTERS).split("\n")
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) > MAX_ADDRESS_LINES:
        raise Invalid("address", "Une adresse tient en {lines} lignes.", lines=MAX_ADDRESS_LINES)
    return "\n".join(filled)


def check_logo(logo: Document | None) -> None:
    """Raises `Invalid` for a document that is not a small picture."""
    if logo is None:
        return
    check_document(logo)
    if logo.media_type not in LOGO_TYPES or logo.size > MAX_LOGO_BYTES:
        raise Invalid("sha256", "Un logo est une image PNG ou JPEG de 100 ko au plus.")


def _content(letterhead: LetterheadSet) -> tuple[object, ...]:
    return letterhead.logo, letterhead.address, letterhead.office
