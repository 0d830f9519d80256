"""Visibility of each object to each viewer, computed from the events alone, without a read table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from efe_domain.decision.events import DecisionCommunicated
from efe_domain.opinion.events import OpinionTransmitted
from efe_domain.pole.events import PoleConstituted, PoleTakenOver
from efe_domain.project.carrier_events import PoleJoined, PoleLeft
from efe_domain.project.events import ProjectEmerged, ProjectSubmitted
from efe_domain.shared.codec import encode
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Withdrawn
from efe_domain.themes.events import ThemesDiffused
from efe_projections.engine.projection import RecordedEvent

ANY_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOW = 2**62
PUBLISHING = (
    PoleConstituted,
    PoleTakenOver,
    DecisionCommunicated,
    OpinionTransmitted,
    ThemesDiffused,
    ProjectSubmitted,
)


class Sight(StrEnum):
    """Who may see: everybody; whoever has an account; everybody once the object is published, before that as for a
    dossier; the Instances of the object, and the members of its pôle; the Instances that an event concerned.

    Who belongs to the Instances of an event may fetch a document that is kept with it, and that no object names.
    A part is seen by whoever sees what it is a part of, and a plain word or key of the law by everybody.
    """

    CATALOGUE = "catalogue"
    ACCOUNT = "account"
    PUBLISHABLE = "publishable"
    DOSSIER = "dossier"
    TRAIL = "trail"
    JOURNAL = "journal"
    MENTIONED = "mentioned"
    PART = "part"
    KEPT = "kept"


class Looker(NamedTuple):
    """A viewer: the account, the Instances and the pôles whose dossiers are open to it, and what is its own.

    `journal` says whether it is shown what auditors read of these Instances.
    """

    name: str
    account: UUID | None = None
    bassins: AbstractSet[str] = frozenset()
    poles: AbstractSet[UUID] = frozenset()
    own: AbstractSet[str] = frozenset()
    journal: bool = True
    token_of: UUID | None = None
    """The pôle that an API token of the account opens, by which the viewer asks."""


class Thing(NamedTuple):
    """What a needle in an answer tells of: an object of a stream, or a text, since `born` and, if it was published
    only as it was before something else took its place, up to `replaced`.
    """

    needle: str
    sight: Sight
    stream: UUID
    born: int
    bassins: AbstractSet[str] = frozenset()
    replaced: int | None = None


@dataclass
class Stream:
    """Visibility of a stream. `concerns` are those of a project: Instance, pôle, and the position of its leaving.

    What published it may be withdrawn: then it is `hidden` from that position on.
    """

    bassins: set[str] = field(default_factory=set)
    poles: set[UUID] = field(default_factory=set)
    published: int | None = None
    hidden: int | None = None
    publishing: int | None = None
    concerns: dict[UUID, tuple[str, int | None]] = field(default_factory=dict)

    def took(self, event: Event, position: int) -> None:
        match event:
            case ProjectEmerged(lead=pole, bassin=bassin) | PoleJoined(pole=pole, bassin=bassin):
                self.concerns[pole] = (bassin, None)
            case PoleLeft(pole=pole, bassin=bassin):
                self.concerns[pole] = (bassin, position)
            case Withdrawn(act=act) if act == self.publishing:
                self.hidden = position
        if isinstance(event, PUBLISHING) and self.published is None:
            self.published, self.publishing = position, event.originator_version
        self.bassins.update(event.bassins)
        self.poles.update(poles_of(event))

    def was_public(self, at: int) -> bool:
        return self.published is not None and self.published <= at

    def is_public(self, at: int) -> bool:
        return self.was_public(at) and (self.hidden is None or at < self.hidden)

    def is_open_to(self, looker: Looker, born: int) -> bool:
        if not self.concerns:
            return bool(looker.bassins & self.bassins or looker.poles & self.poles)
        return any(
            (bassin in looker.bassins or pole in looker.poles) and (left is None or born <= left)
            for pole, (bassin, left) in self.concerns.items()
        )


def poles_of(event: Event) -> Iterable[UUID]:
    """The pôles in whose name it is: of a pôle itself, of its decisions, opinions and meetings."""
    kind = event.TOPIC.partition(".")[0]
    said: Any = event
    match kind, event.TOPIC:
        case "pole", _:
            yield event.originator_id
        case "decision", "decision.proposed.v3":
            yield said.pole
        case "invitation", "invitation.sent.v1":
            yield from (said.inviter, said.pole)
        case "opinion", "opinion.requested.v1" | "opinion.undertaken.v1":
            yield from filter(None, [said.brief.pole])
        case "meeting", "meeting.convened.v2":
            yield from [said.assembly.id] if said.assembly.kind == "pole" else []


class Sights:
    """The oracle: what a viewer may see of an installation."""

    def __init__(self, recorded: Sequence[RecordedEvent[Event]], things: Iterable[Thing]) -> None:
        self.streams: dict[UUID, Stream] = {}
        self.mentions: dict[str, set[tuple[UUID, int]]] = {}
        for each in recorded:
            self.streams.setdefault(each.event.originator_id, Stream()).took(each.event, each.position)
            for identifier in ANY_UUID.findall(encode(each.event).decode()):
                named = self.mentions.setdefault(identifier, set())
                named.add((each.event.originator_id, each.position))
        self.things: dict[str, list[Thing]] = {}
        for thing in things:
            self.things.setdefault(thing.needle, []).append(thing)
        self.keys: dict[str, set[str]] = {}
        for needle in self.things:
            _, colon, key = needle.partition(":")
            if colon:
                self.keys.setdefault(key, set()).add(needle)

    def allows(self, looker: Looker, needle: str, at: int = NOW) -> bool:
        """As of a position, with the rights of now."""
        return needle in looker.own or any(self._may(looker, each, at) for each in self.things[needle])

    def seen_by(self, looker: Looker) -> set[str]:
        """Returns the needles that a viewer may find now."""
        return {
            needle
            for needle, told in self.things.items()
            if any(
                each.sight is not Sight.KEPT
                and self._may(looker, each, NOW)
                and (each.replaced is None or looker.bassins & each.bassins)
                and (self.streams[each.stream].hidden is None or self.opens(looker, each.stream, each.born))
                for each in told
            )
        }

    def allows_raw(self, looker: Looker, identifier: str) -> bool:
        """Tells whether an id without a type is visible to the viewer, or stands in a dossier open to it."""
        meant = self.keys.get(identifier)
        named = self.mentions.get(identifier, ())
        return (
            meant is None
            or any(self.allows(looker, needle, at) for needle in meant for at in self._public_until(needle))
            or any(self.opens(looker, stream, born) for stream, born in named)
        )

    def _public_until(self, needle: str) -> Iterator[int]:
        """Now, and when what hides it had not been recorded yet: who compares two moments reads both."""
        yield NOW
        for thing in self.things[needle]:
            if hidden := self.streams[thing.stream].hidden:
                yield hidden - 1

    def opens(self, looker: Looker, stream: UUID, born: int = 0) -> bool:
        """Tells whether the dossier of an object is open to the viewer."""
        return stream in self.streams and self.streams[stream].is_open_to(looker, born)

    def traces(self, looker: Looker, stream: UUID) -> bool:
        """Tells whether one of its events concerned an Instance of the viewer."""
        return stream in self.streams and bool(looker.bassins & self.streams[stream].bassins)

    def _may(self, looker: Looker, thing: Thing, at: int) -> bool:
        stream = self.streams[thing.stream]
        match thing.sight:
            case Sight.CATALOGUE:
                return True
            case Sight.ACCOUNT:
                return looker.account is not None
            case Sight.TRAIL | Sight.KEPT:
                return bool(looker.bassins & thing.bassins)
            case Sight.DOSSIER:
                return stream.is_open_to(looker, thing.born)
            case Sight.PUBLISHABLE:
                lasted = thing.replaced is None or (stream.published or 0) < thing.replaced
                # Of a text, an answer does not say as of when it is.
                public = stream.is_public(at) if ":" in thing.needle else stream.was_public(at)
                return (public and lasted) or stream.is_open_to(looker, thing.born)
            case _:
                raise ValueError(thing)
