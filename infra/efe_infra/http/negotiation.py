"""Which media type answers a request (RFC 9110 §12.5.1, and GraphQL over HTTP), and which language (§12.5.4)."""

from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import NamedTuple

from starlette.requests import HTTPConnection

from efe_domain.shared.messages import Language

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
HTML = "text/html"
USUAL = 200
"""Characters of a header."""


class MediaRange(NamedTuple):
    media: str
    quality: float
    position: int

    @property
    def exactness(self) -> int:
        return -self.media.count("*")

    def covers(self, media: str) -> bool:
        return self.media in (media, media.partition("/")[0] + "/*", "*/*")


def read_once[R](read: Callable[[str | None], R]) -> Callable[[str | None], R]:
    """Clients have few ways to say the same: what is short is read once, what is long each time and not kept."""
    known = lru_cache(maxsize=64)(read)

    @wraps(read)
    def reading(header: str | None) -> R:
        return (known if header is None or len(header) <= USUAL else read)(header)

    return reading


@read_once
def negotiate(accept: str | None) -> str | None:
    """The media type of the answer; None when the client takes none. JSON unless something else is preferred.

    An event stream is for who names it, before all others: many a client lists it last, for what lasts.
    """
    if not accept or not accept.strip():
        return JSON
    ranges = list(media_ranges(accept))
    media = (JSON, GRAPHQL, EVENTS) if takes_events(accept) else (JSON, GRAPHQL)
    offers = {each: preference(each, ranges) for each in media}
    best = max(offers, key=offers.__getitem__)
    return best if offers[best][0] > 0 else None


def wants_page(accept: str | None) -> bool:
    """Whether a person with a browser asks."""
    return names(HTML, accept)


def takes_events(accept: str | None) -> bool:
    """Whether an event stream is among what the client understands, even if it would rather have something else."""
    return names(EVENTS, accept)


def names(media: str, accept: str | None) -> bool:
    return any(found.media == media and found.quality > 0 for found in media_ranges(accept or ""))


def preference(media: str, ranges: list[MediaRange]) -> tuple[float, int, int]:
    """The quality that the most exact covering range gives, then that exactness, then the client's order."""
    covering = [found for found in ranges if found.covers(media)]
    if not covering:
        return 0.0, 0, 0
    best = max(covering, key=lambda found: (found.exactness, -found.position))
    return best.quality, best.exactness, -best.position


def media_ranges(accept: str) -> Iterator[MediaRange]:
    for position, part in enumerate(accept.split(",")):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        yield MediaRange(media, quality(parameters), position)


def quality(parameters: list[str]) -> float:
    """1 unless said otherwise; what is not a number between 0 and 1 counts as 0."""
    text = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


@read_once
def language_of(accept: str | None) -> Language:
    """French unless the client would rather have another; of two that it likes as well, the first that it names."""
    ranges = list(media_ranges(accept or ""))
    return max(Language, key=lambda language: liking(language, ranges))


def spoken(connection: HTTPConnection) -> Language:
    """The language of what is answered on a connection; French where nothing has read its headers."""
    language: Language = connection.scope.get("state", {}).get("language", Language.FRENCH)
    return language


def liking(language: Language, ranges: list[MediaRange]) -> tuple[float, int]:
    """The best quality given to the language or a regional form of it, else that of any; then the client's order."""
    own = [found for found in ranges if found.media.partition("-")[0] == language]
    rest = [found for found in ranges if found.media == "*"]
    return max(((found.quality, -found.position) for found in own or rest), default=(0.0, 0))
