"""Reader of a paper, and the moment of the register that is read."""

from datetime import date, datetime
from typing import Any, Protocol

import msgspec

from efe_domain.shared.messages import Language
from efe_infra.console.register.documents import Document


class PaperReader(Protocol):
    """Person who receives a paper: every document is answered with their rights."""

    @property
    def language(self) -> Language: ...

    @property
    def is_signed_in(self) -> bool: ...

    @property
    def law_day(self) -> date | None:
        """Day in law of the page; None for today."""
        ...

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T: ...


class ReadMoment(msgspec.Struct, frozen=True):
    """Position of the register at which a paper is read, and the instant of its last act."""

    position: int
    known_at: datetime
    note: str | None

    @property
    def as_of(self) -> dict[str, str]:
        return {"position": str(self.position)}
