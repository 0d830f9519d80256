"""Aggregate of a document that an Instance keeps outside the ledger: records the purge of its bytes."""

from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import DomainError
from efe_domain.shared.event import Event


class DocumentNotKept(DomainError, rule=Rule.REGISTRE):
    """An Instance purges what it keeps (REGISTRE)."""


class DocumentPurged(Event, topic="document.purged.v1", command="purgeDocument", rule=Rule.REGISTRE, since="0.3.0"):
    """The Instance no longer keeps the bytes, for that reason; acts that cite the document keep its fingerprint."""

    bassin: Bassin
    sha256: str
    reason: str
    effective_on: date


type DocumentEvent = DocumentPurged


class KeptDocument(Aggregate[DocumentEvent], kind="document", noun="Document"):
    """Document of one fingerprint in the store of one Instance. Once stored again, it may be purged again."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.bassin: Bassin | None = None

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.bassin,) if self.bassin else ()

    def purge(self, bassin: Bassin, sha256: str, reason: str, *, on: date) -> None:
        self.record(
            DocumentPurged(bassin=bassin, sha256=sha256, reason=texts.text(reason, "reason"), effective_on=on)
        )

    def check_kept(self, *, is_kept: bool) -> None:
        """Checks that the Instance keeps the document in the store. Raises `DocumentNotKept`."""
        if not is_kept:
            raise DocumentNotKept("L'Instance ne garde pas de document de cette empreinte.")

    def _apply(self, event: DocumentEvent) -> None:
        match event:
            case DocumentPurged(bassin=bassin):
                self.bassin = bassin
            case _:
                assert_never(event)
