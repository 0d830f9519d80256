"""Reader of a paper who is a person of the register, with or without an account: the rights of its seats alone."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from starlette.types import ASGIApp

from efe_domain.shared.messages import Language
from efe_infra.console.web.moment import NOW, Moment
from efe_infra.identity.tokens import Verified
from efe_infra.papers.account_reader import AccountReader

ISSUER: Final = "efe:person"
LIFETIME: Final = timedelta(minutes=1)


def person_reader(app: ASGIApp, person: UUID, language: Language, position: int | None) -> AccountReader:
    """Returns the reader; `position` is that of the register to read, or None for now."""
    verified = Verified(issuer=ISSUER, subject=str(person), expires_at=datetime.now(UTC) + LIFETIME, seats_of=person)
    return AccountReader(app, verified, NOW if position is None else Moment.at(str(position)), language)
