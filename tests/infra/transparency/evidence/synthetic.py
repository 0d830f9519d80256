"""A ledger log and its bundles, after FORMAT.md and RFC 9162, without the product's code."""

import json
import struct
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from tests.infra.transparency.evidence.signed import (
    BEGAN,
    KEY,
    ORIGIN,
    PLATFORM,
    WITNESS,
    YOUNG,
    Event,
    Signer,
    canonical,
    note,
    root,
    sha256,
)

__all__ = [
    "BEGAN",
    "CODES",
    "JOIN",
    "KEY",
    "ORIGIN",
    "PLATFORM",
    "WITNESS",
    "YOUNG",
    "Event",
    "Files",
    "Ledger",
    "Signer",
    "Writer",
    "canonical",
    "entries_of",
    "note",
    "placed",
    "rezipped",
    "root",
    "sha256",
]


CODES = (
    *("brabant-wallon", "bruxelles", "hainaut-centre", "hainaut-sud", "huy-waremme"),
    *("liege", "luxembourg", "namur", "verviers", "wallonie-picarde"),
)


JOIN = "project.pole-joined.v1"


type Files = dict[str, bytes]


@dataclass(frozen=True, repr=False)
class Ledger:
    """Events, and the log that whoever holds the key makes of them: `entries` and `genesis` may lie."""

    events: tuple[Event, ...] = ()
    codes: tuple[str, ...] = CODES
    origin: str = ORIGIN
    signers: tuple[Signer, ...] = (KEY,)
    past: Mapping[str, Any] | None = None
    """What the genesis says of blocks that release 0.1 sealed."""
    lies: Mapping[int, bytes] = field(default_factory=dict)
    """Entries that are not those of the events."""
    states: Mapping[int, bytes] = field(default_factory=dict)
    """Bytes that are stored in place of a state, canonical or not."""

    def mask(self, bassins: Collection[str]) -> int:
        return sum(1 << number for number, code in enumerate(self.codes) if code in bassins)

    @property
    def genesis(self) -> bytes:
        return canonical({"bassins": self.codes, "format": 2, "origin": self.origin, "past": self.past})

    @property
    def entries(self) -> list[bytes]:
        """Returns the entries, that of position 1 first."""
        return [self.lies.get(event.position) or self.entry(event) for event in self.events]

    def entry(self, event: Event, *bassins: str) -> bytes:
        return struct.pack(">H", self.mask(bassins or event.bassins)) + self.stored(event).leaf

    def stored(self, event: Event) -> Event:
        return event._replace(state=self.states.get(event.position, event.state))

    def root(self, size: int | None = None) -> bytes:
        return root([sha256(b"\x00" + each) for each in [self.genesis, *self.entries]][:size])

    def note(self, size: int | None = None, *signers: Signer, beside: bytes = b"") -> bytes:
        length = len(self.events) + 1 if size is None else size
        return note(self.origin, length, self.root(length), signers or self.signers, beside)

    def own(self, bassin: str) -> set[int]:
        return {event.position for event in self.events if bassin in event.bassins}

    def opened(self, bassin: str) -> set[int]:
        """Positions of its own, and of the past of projects at each join of its own."""
        found, before = set[int](), dict[UUID, list[int]]()
        for event in self.events:
            before.setdefault(event.originator_id, []).append(event.position)
            if bassin in event.bassins:
                joins = event.topic == JOIN and event.says.get("bassin") == bassin
                found.update(before[event.originator_id] if joins else [event.position])
        return found

    def lines(self, bassin: str, opened: Collection[int] | None = None) -> list[bytes]:
        own, wanted, seq, told = self.own(bassin), self.opened(bassin) if opened is None else opened, 0, list[bytes]()
        for event in self.events:
            if event.position in wanted:
                seq += event.position in own
                told.append(self.stored(event).line(seq if event.position in own else None))
        return told

    def bundle(self, bassin: str, opened: Collection[int] | None = None) -> Files:
        """Everything in memory, and slow: it is for small logs."""
        wanted = self.opened(bassin) if opened is None else opened
        others = [entry for number, entry in enumerate(self.entries, start=1) if number not in wanted]
        return {
            "instance.json": canonical({"bassin": bassin, "format": 2, "size": len(self.own(bassin) & set(wanted))}),
            "genesis.json": self.genesis,
            "checkpoint.note": self.note(),
            "events.jsonl": b"".join(self.lines(bassin, wanted)),
            "others.bin": b"".join(others),
        }

    # what somebody who holds the key may do

    def up_to(self, position: int) -> "Ledger":
        return replace(self, events=self.events[:position])

    def altered(self, position: int, **fields: Any) -> "Ledger":
        """One event says something else; all that follows from it is made anew."""
        return self.remade(event.saying(**fields) if event.position == position else event for event in self.events)

    def remade(self, events: Iterable[Event]) -> "Ledger":
        """These events one after the other: positions, versions, instants and joins are made to fit."""
        found: list[Event] = []
        before: dict[UUID, list[bytes]] = {}
        recorded_at = 0
        for position, event in enumerate(events, start=1):
            states = before.setdefault(event.originator_id, [])
            recorded_at = max(event.recorded_at, recorded_at + 1)
            joined = {"past_events": len(states), "past_root": root(states).hex()} if event.topic == JOIN else {}
            version = len(states) + 1
            fitting = event.saying(originator_version=version, **joined)
            found.append(fitting._replace(position=position, recorded_at=recorded_at, originator_version=version))
            states.append(sha256(b"\x00" + found[-1].state))
        return replace(self, events=tuple(found))

    def routed(self, position: int, *bassins: str) -> "Ledger":
        """The log says other Instances of an event than its state."""
        lie = struct.pack(">H", self.mask(bassins)) + self.events[position - 1].leaf
        return replace(self, lies={**self.lies, position: lie})

    def signed_by(self, *signers: Signer) -> "Ledger":
        return replace(self, signers=signers)


def placed(events: Iterable[Event]) -> tuple[Event, ...]:
    """One after the other, and nothing else is made to fit."""
    return tuple(event._replace(position=position) for position, event in enumerate(events, start=1))


def entries_of(files: Files, codes: Sequence[str] = CODES) -> list[bytes]:
    """Returns the entries that a bundle of any Instance amounts to."""
    opened = {}
    for line in files["events.jsonl"].splitlines():
        said = json.loads(line)
        ids = UUID(said["originator_id"]), said["originator_version"]
        event = Event(said["position"], said["recorded_at"], *ids, said["topic"], canonical(said["state"]))
        opened[event.position] = Ledger(codes=tuple(codes)).entry(event)
    rest = iter([files["others.bin"][at : at + 34] for at in range(0, len(files["others.bin"]), 34)])
    length = len(opened) + len(files["others.bin"]) // 34
    return [opened.get(position) or next(rest) for position in range(1, length + 1)]


class Writer:
    """Writes events one after the other."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def write(self, topic: str, entity: UUID, *bassins: str, **fields: Any) -> Event:
        before = [event for event in self.events if event.originator_id == entity]
        joined = {}
        if topic == JOIN:
            leaves = [sha256(b"\x00" + event.state) for event in before]
            joined = {"past_events": len(leaves), "past_root": root(leaves).hex()}
        place, version = len(self.events) + 1, len(before) + 1
        said = {
            "bassins": sorted(bassins),
            "originator_id": str(entity),
            "originator_version": version,
            "metadata": {},
        }
        state = canonical(said | joined | fields)
        recorded_at = BEGAN * 1_000_000 + 1_000_000 * place
        self.events.append(Event(place, recorded_at, entity, version, topic, state))
        return self.events[-1]

    @property
    def ledger(self) -> Ledger:
        return Ledger(tuple(self.events))


def rezipped(files: Mapping[str, bytes], target: Any) -> None:
    """Write the files as a zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data, zipfile.ZIP_STORED if name.endswith(".bin") else None)
