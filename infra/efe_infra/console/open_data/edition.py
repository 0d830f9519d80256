"""Edition of the open data: the state of the register that a file is of, and its validators (RFC 9110 §8.8)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import Headers

from efe_infra.console.language.formats import ZONE, today
from efe_infra.console.open_data.generated import OPEN_DATA_MOMENT
from efe_infra.console.web.moment import AS_OF, IN_FORCE
from efe_infra.console.web.page_request import PageRequest
from efe_infra.http.entity_tags import is_known, tag_of

STRONG_AFTER: Final = timedelta(seconds=2)
"""Age from which `Last-Modified` cannot hide a later change in the same second (RFC 9110 §8.8.2.2)."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """State that a file is of. What is hidden at `latest_position` stays out of a file as of an earlier position."""

    position: int
    known_at: datetime | None
    latest_position: int
    latest_known_at: datetime | None
    law_day: date
    site: str
    release: str

    @property
    def is_past(self) -> bool:
        return self.position < self.latest_position

    def tag(self, file_name: str) -> str:
        """Returns a strong `ETag`: a file depends on nothing but these values."""
        parts = (file_name, self.position, self.latest_position, self.law_day, self.site, self.release)
        return tag_of("\n".join(map(str, parts)).encode())

    @property
    def query(self) -> str:
        """Query of the address at which this edition stays."""
        return urlencode({AS_OF: self.position, IN_FORCE: self.law_day.isoformat()})

    @property
    def modified(self) -> datetime | None:
        """When the files last changed: with the last act, or at midnight, since states depend on the day."""
        if self.latest_known_at is None:
            return None
        midnight = datetime.combine(today(), time(), ZONE)
        return max(self.latest_known_at, midnight).astimezone(UTC).replace(microsecond=0)


async def edition_of(visitor: PageRequest) -> Edition:
    """Reads the positions of a file. Raises `PageRefused` for a moment that the register has not reached."""
    answer = await visitor.ask(OPEN_DATA_MOMENT)
    return Edition(
        position=answer.then.position,
        known_at=answer.then.known_at,
        latest_position=answer.now.position,
        latest_known_at=answer.now.known_at,
        law_day=visitor.moment.law_day or today(),
        site=visitor.site,
        release=answer.now.version,
    )


def validators(tag: str, modified: datetime | None) -> dict[str, str]:
    """Returns the headers that a client sends back. `Last-Modified` is left out while it could hide a change."""
    headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
    if modified and modified + STRONG_AFTER <= datetime.now(UTC):
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    return headers


def is_unchanged(request_headers: Headers, headers: dict[str, str]) -> bool:
    """Tells whether the client has this file already: `If-None-Match` decides, else `If-Modified-Since`."""
    if (known_tags := request_headers.get("if-none-match")) is not None:
        return is_known(known_tags, headers["ETag"])
    since, modified = request_headers.get("if-modified-since"), headers.get("Last-Modified")
    if not (since and modified):
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(modified)
    except (ValueError, TypeError):  # a date without a zone is no HTTP date
        return False
