"""Content negotiation: media type (RFC 9110 §12.5.1, GraphQL over HTTP) and language (§12.5.4) of an answer."""

from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import NamedTuple

from starlette.requests import HTTPConnection

from efe_domain.shared.messages import Language

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
HTML = "text/html"
MAX_CACHED_HEADER = 200
"""Characters of a header whose parsed value is cached."""


class MediaRange(NamedTuple):
    media: str
    quality: float
    position: int

    @property
    def exactness(self) -> int:
        return -self.media.count("*")

    def covers(self, media: str) -> bool:
        return self.media in (media, media.partition("/")[0] + "/*", "*/*")


def cache_short[R](parse: Callable[[str | None], R]) -> Callable[[str | None], R]:
    """Caches the parsed values of short headers, which clients repeat."""
    cached_parse = lru_cache(maxsize=64)(parse)

    @wraps(parse)
    def parse_header(header: str | None) -> R:
        return (cached_parse if header is None or len(header) <= MAX_CACHED_HEADER else parse)(header)

    return parse_header


@cache_short
def negotiate(accept: str | None) -> str | None:
    """Returns the media type of the answer, or None if the client accepts none. JSON unless another is preferred.

    An event stream is offered only to clients that name it.
    """
    if not accept or not accept.strip():
        return JSON
    ranges = list(media_ranges(accept))
    media = (JSON, GRAPHQL, EVENTS) if takes_events(accept) else (JSON, GRAPHQL)
    offers = {each: preference(each, ranges) for each in media}
    best = max(offers, key=offers.__getitem__)
    return best if offers[best][0] > 0 else None


def wants_page(accept: str | None) -> bool:
    """Tells whether the client is a browser that opens a page."""
    return names(HTML, accept)


def takes_events(accept: str | None) -> bool:
    """Tells whether the client accepts an event stream, even with a low preference."""
    return names(EVENTS, accept)


def names(media: str, accept: str | None) -> bool:
    return any(media_range.media == media and media_range.quality > 0 for media_range in media_ranges(accept or ""))


def preference(media: str, ranges: list[MediaRange]) -> tuple[float, int, int]:
    """Returns the quality of the most specific covering range, its specificity, and the client's order."""
    covering = [media_range for media_range in ranges if media_range.covers(media)]
    if not covering:
        return 0.0, 0, 0
    best = max(covering, key=lambda media_range: (media_range.exactness, -media_range.position))
    return best.quality, best.exactness, -best.position


def media_ranges(accept: str) -> Iterator[MediaRange]:
    for position, part in enumerate(accept.split(",")):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        yield MediaRange(media, quality(parameters), position)


def quality(parameters: list[str]) -> float:
    """Returns the `q` parameter, 1 by default. A value that is not between 0 and 1 counts as 0."""
    text = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


@cache_short
def language_of(accept: str | None) -> Language:
    """Returns the preferred language, French by default. Of two with the same quality, the one named first."""
    ranges = list(media_ranges(accept or ""))
    return max(Language, key=lambda language: language_preference(language, ranges))


def spoken(connection: HTTPConnection) -> Language:
    language: Language = connection.scope.get("state", {}).get("language", Language.FRENCH)
    return language


def language_preference(language: Language, ranges: list[MediaRange]) -> tuple[float, int]:
    """Returns the best quality of the language or a regional form of it, else of `*`; then the client's order."""
    own = [media_range for media_range in ranges if media_range.media.partition("-")[0] == language]
    rest = [media_range for media_range in ranges if media_range.media == "*"]
    return max(((media_range.quality, -media_range.position) for media_range in own or rest), default=(0.0, 0))
