"""Annexes of an act: attached documents, and errata of a text that stays unchanged."""

from dataclasses import dataclass, field
from typing import Any

from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.documents import Document, is_fingerprint
from efe_domain.shared.errors import DomainError, Invalid

MAX_ANNEXES = 100
"""Limit of documents, and of errata, of one act."""


class AlreadyAttached(DomainError, rule=Rule.REGISTRE):
    """A document is attached to an act once (REGISTRE)."""


class SameErratum(DomainError, rule=Rule.REGISTRE):
    """An erratum of a text is noted once (REGISTRE)."""


class TextStillChanges(DomainError, rule=Rule.REGISTRE):
    """A text that may still be amended takes no erratum: amend it instead (REGISTRE)."""


@dataclass
class Annexes:
    """Annexes of one aggregate. They never enter a content or its hash."""

    _documents: dict[str, Document] = field(default_factory=dict)
    _errata: set[tuple[int, str]] = field(default_factory=set)

    def attached(self, document: Document, title: str) -> dict[str, Any]:
        """Returns the fields of the event. Raises `AlreadyAttached` or `Invalid`."""
        check_document(document)
        if document.sha256 in self._documents:
            raise AlreadyAttached("Ce document est déjà joint.")
        _check_room(len(self._documents))
        return {"number": len(self._documents) + 1, "document": document, "title": texts.name(title, "title")}

    def erratum(self, number: int, text: str) -> dict[str, Any]:
        """Returns the fields of the event, for that version of a text. Raises `SameErratum` or `Invalid`."""
        text = texts.text(text, "text")
        if (number, text) in self._errata:
            raise SameErratum("Cet erratum est déjà noté.")
        _check_room(len(self._errata))
        return {"number": number, "text": text}

    def keep_document(self, document: Document) -> None:
        self._documents.setdefault(document.sha256, document)

    def find_document(self, sha256: str) -> Document | None:
        return self._documents.get(sha256)

    def keep_erratum(self, number: int, text: str) -> None:
        self._errata.add((number, text))


def _check_room(annex_count: int) -> None:
    if annex_count >= MAX_ANNEXES:
        raise Invalid("input", "Un acte a {most} documents joints et {most} errata au plus.", most=MAX_ANNEXES)


def check_document(document: Document) -> None:
    """Raises `Invalid` for a malformed fingerprint or an empty document."""
    if not is_fingerprint(document.sha256):
        raise Invalid("sha256", "L'empreinte SHA-256 d'un document s'écrit en 64 chiffres hexadécimaux.")
    if document.size < 1:
        raise Invalid("sha256", "Un document n'est pas vide.")
