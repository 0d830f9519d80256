"""Atom documents (RFC 4287) of public acts, in one language."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.shared.messages import Language, Message, in_language
from efe_infra.following.public_acts import PublicAct

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA: Final = "application/atom+xml"
AUTHOR: Final = "Synergies EFE"
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Update of a feed without an entry."""
UNREADABLE: Final = "\N{REPLACEMENT CHARACTER}"


class FeedAddress(NamedTuple):
    """Addresses of a page of a feed: `links` by their relation, and `page` is that of a web page."""

    origin: str
    path: str
    page: str
    links: Mapping[str, str]


def atom(bassin: Bassin | None, acts: Sequence[PublicAct], address: FeedAddress, language: Language) -> bytes:
    """Writes a feed; the last act changed comes first."""
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": language})
    add(feed, "id", uuid5(NAMESPACE_URL, f"{address.origin}{address.path}").urn)
    add(feed, "title", in_language(feed_title(bassin), language))
    add(feed, "updated", instant(max((act.updated for act in acts), default=NEVER)))
    add(SubElement(feed, "author"), "name", AUTHOR)
    link(feed, "alternate", f"{address.origin}{address.page}", "text/html")
    for relation, path in address.links.items():
        link(feed, relation, f"{address.origin}{path}", MEDIA)
    for act in acts:
        add_entry(feed, act, address.origin, language)
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def feed_title(bassin: Bassin | None) -> Message:
    if bassin is None:
        return Message("Actes publics des dix Instances bassin EFE")
    return Message("Actes publics de l'Instance bassin EFE : {name}", name=NAMES[bassin])


def add_entry(feed: Element, act: PublicAct, origin: str, language: Language) -> None:
    entry = SubElement(feed, "entry")
    add(entry, "id", act.id.urn)
    add(entry, "title", in_language(act.title, language))
    add(entry, "updated", instant(act.updated))
    link(entry, "alternate", f"{origin}{act.path}?langue={language}", "text/html")
    add(entry, "summary", " ".join(in_language(each, language) for each in summary(act)))
    SubElement(entry, "category", {"term": act.kind.name})


def summary(act: PublicAct) -> Sequence[Message]:
    names = ", ".join(NAMES[Bassin(code)] for code in act.row.bassins)
    place = Message("Bassin : {names}.", names=names)
    on: date | None = act.day
    day = [Message("Le {day}.", day=on)] if on else []
    return [*([Message("Exemple illustratif.")] if act.row.illustrative else []), place, *day]


def add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = xml_text(text)


def link(parent: Element, relation: str, address: str, media: str) -> None:
    SubElement(parent, "link", {"rel": relation, "type": media, "href": address})


def instant(value: datetime) -> str:
    """Returns an instant in RFC 3339, as RFC 4287 section 3.3 asks."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def xml_text(text: str) -> str:
    """Replaces the characters that XML 1.0, section 2.2, does not allow."""
    return "".join(each if is_character(ord(each)) else UNREADABLE for each in text)


def is_character(code: int) -> bool:
    return code in {0x9, 0xA, 0xD} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
