"""A walk through the whole contract as one viewer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from itertools import batched
from typing import Any

from graphql import GraphQLSchema

from tests.api.isolation.arguments import BASSINS, PAGE, Filler, Samples, unknown
from tests.api.isolation.findings import Findings
from tests.api.isolation.policy_objects import OBJECTS
from tests.api.isolation.policy_roots import ROOTS, Door
from tests.api.isolation.queries import PAST, Queries
from tests.api.isolation.sight import Looker
from tests.api.isolation.world import World

WITHOUT_NODE = {"Person", "Account"}
SUBJECT = "query ($ids: [ID!]!, $at: AsOf) {{ nodes(ids: $ids, asOf: $at) {{ ... on {kind} {below} }} }}"
SINGLE = "query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {below} }} }} }}"
ENTRIES = {"AuditEntry", "HistoryEntry"}
"""Acts, which never change: what is told of them is the same as of every position."""
FEW = 8
ALIKE = 2
PAST_OF = {"coordinator of Liège": 0, "coordinator of Namur": 1, "member of a pôle": 0, "nobody": 1}
"""Place of the position that a viewer looks back from; the other viewers have the eyes of one of these."""
EYES_OF = {
    "auditor of Liège": "coordinator of Liège",
    "member of a body": "coordinator of Liège",
    "reader of a pôle": "member of a pôle",
    "without a role": "administrator",
}
"""Viewers to whom the reads show the rows of another one: they walk through the share only."""


class Part(Enum):
    """Part of a walk: every field of objects of each sight and some variants of arguments, or what that leaves."""

    SHARE = True
    REST = False

    def of[T](self, items: Sequence[T]) -> list[T]:
        step = 1 + len(items) // FEW
        return [each for number, each in enumerate(items) if (number % step == 0) is self.value]


@dataclass
class Walk:
    """Walk with the same queries for every viewer, made from the schema once."""

    world: World
    schema: GraphQLSchema
    positions: Sequence[int]

    def __post_init__(self) -> None:
        self._told: dict[tuple[str, Part], Findings] = {}
        self.ids = ids_by_kind(self.world)
        self.queries = Queries(self.schema, Filler(self._samples()))
        names = sorted(self.schema.query_type.fields) if self.schema.query_type else []
        self.roots = {name: self.queries.root(name) for name in names}
        kinds = [kind for kind in self.ids if kind not in WITHOUT_NODE]
        self.wholes = {kind: self.queries.of_type(kind) for kind in kinds}
        self.presents = {kind: self.queries.of_type(kind, without=PAST) for kind in kinds}
        self.shared = {each for kind in kinds for each in self._of_each_sight(self.ids[kind])}
        self.singles = {kind: below for kind in kinds if (below := self.queries.single_of(kind))}

    def of(self, looker: Looker) -> Findings:
        """Now, and at one moment of the past."""
        now = self.now(looker)
        return now | self._past(looker, self.positions[PAST_OF[looker.name]]) if looker.name in PAST_OF else now

    def now(self, looker: Looker) -> Findings:
        """Asked once."""
        return self.share(looker) | self._kept(looker, Part.REST)

    def share(self, looker: Looker) -> Findings:
        """Asked once."""
        return self._kept(looker, Part.SHARE)

    def _kept(self, looker: Looker, part: Part) -> Findings:
        if (looker.name, part) not in self._told:
            self._told[looker.name, part] = self.ask(looker, part)
        return self._told[looker.name, part]

    def ask(self, looker: Looker, part: Part) -> Findings:
        """Asks now, also what was asked before."""
        found = Findings(self.world.sights, looker)
        for name, selections in self.roots.items():
            self._ask_root(found, name, part.of(selections), None)
        for kind, whole in (self.wholes if looker.account else self.presents).items():
            nowhere = [unknown(self.ids[kind][0])] if part is Part.SHARE else []
            some = [each for each in self.ids[kind] if (each in self.shared) is part.value]
            self._ask_nodes(found, kind, whole, [*some, *nowhere], None)
        for kind, below in self.singles.items() if part is Part.SHARE else ():
            for each in part.of(self.ids[kind]):
                self._send(found, SINGLE.format(kind=kind, below=below), f"node of {kind}", None, id=each)
        return found

    def _past(self, looker: Looker, at: int) -> Findings:
        found = Findings(self.world.sights, looker)
        for name, selections in self.roots.items():
            if "asOf" in self._arguments(name):
                self._ask_root(found, name, Part.SHARE.of(selections), at)
        for kind, whole in (self.wholes if looker.account else self.presents).items():
            if kind not in ENTRIES:
                self._ask_nodes(found, kind, whole, [*self.ids[kind], unknown(self.ids[kind][0])], at)
        return found

    def _of_each_sight(self, ids: Sequence[str]) -> Iterator[str]:
        """Yields two objects for each set of viewers that see it, and of those to whom it is open."""
        sights, alike = self.world.sights, defaultdict[tuple[tuple[bool, bool], ...], list[str]](list)
        for each in ids:
            stream = sights.things[each][0].stream if each in sights.things else None
            lookers = self.world.lookers.values() if stream else ()
            alike[
                tuple((sights.allows(by, each), bool(stream and sights.opens(by, stream))) for by in lookers)
            ].append(each)
        for some in alike.values():
            yield from some[:ALIKE]

    def _arguments(self, root: str) -> set[str]:
        return set(self.schema.query_type.fields[root].args) if self.schema.query_type else set()

    def _ask_root(self, found: Findings, name: str, selections: Sequence[str], at: int | None) -> None:
        """All variants at once; where one may be refused, which ends the answer, those of each Instance together."""
        head = "query ($at: AsOf)" if "asOf" in self._arguments(name) else "query"
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for each in selections:
            alone = each if ROOTS[name] is Door.COMMAND else of_instance(each)
            groups["" if ROOTS[name] is Door.OPEN else alone].append(each)
        for together in groups.values():
            aliased = " ".join(f"a{number}: {each}" for number, each in enumerate(together))
            self._send(found, f"{head} {{ {aliased} }}", name, at)

    def _ask_nodes(self, found: Findings, kind: str, whole: str, ids: Sequence[str], at: int | None) -> None:
        query = SUBJECT.format(kind=kind, below=whole)
        for some in batched(ids, PAGE, strict=False):
            self._send(found, query, f"nodes of {kind}", at, ids=list(some))

    def _send(self, found: Findings, query: str, where: str, at: int | None, **variables: Any) -> dict[str, Any]:
        moment = {"at": {"position": str(at)}} if "$at" in query and at is not None else {}
        answer = self.world.ask(query, found.looker, **variables, **moment)
        door = ROOTS.get(where)
        check_answered(answer, query, refusable=door not in (None, Door.OPEN))
        # The refusal of a command names what it was about.
        found.read(answer, where, echoed=query if door is Door.COMMAND else "")
        return answer

    def _samples(self) -> Samples:
        words = [each.needle for each in self.world.things if each.needle.startswith("zq")]
        few = {kind: [*ids[:2], ids[-1]] for kind, ids in self.ids.items()}
        return Samples(few, words[:: max(1, len(words) // 12)], [1, self.positions[0] // 2, self.positions[0]])


def of_instance(selection: str) -> str:
    """The Instance of which something is asked."""
    return next((each for each in BASSINS if f"bassin: {each}" in selection), "")


def check_answered(answer: dict[str, Any], query: str, *, refusable: bool) -> None:
    """A query that the contract does not know, or that fails, would show nothing to anybody."""
    for error in answer.get("errors", ()):
        if not refusable or error["extensions"]["code"] not in ("UNAUTHENTICATED", "FORBIDDEN"):
            raise AssertionError(f"{error} to {query[:2000]}")


def ids_by_kind(world: World) -> dict[str, list[str]]:
    """Returns the ids of the whole world, visible or not."""
    kinds: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for thing in world.things:
        kind, colon, _ = thing.needle.partition(":")
        if colon and kind in OBJECTS:
            kinds[kind][thing.needle] = None
    kinds["AccessJournalEntry"] = dict.fromkeys(f"AccessJournalEntry:{bassin}/1" for bassin in ("liege", "namur"))
    return {kind: list(ids) for kind, ids in sorted(kinds.items())}


def differences(found: Findings, expected: AbstractSet[str]) -> Iterator[str]:
    """Yields a sentence on each needle that the viewer should get and did not."""
    for needle in sorted(expected - found.known):
        thing = found.sights.things[needle][0]
        yield f"{found.looker.name} is not told of {needle}, {thing.sight} of {thing.stream}"
