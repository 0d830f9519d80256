"""Everything that an answer tells, and what of it the viewer may not know."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from uuid import UUID

from tests.api.isolation.kept import Kept
from tests.api.isolation.markers import MARK
from tests.api.isolation.policy_objects import OBJECTS
from tests.api.isolation.queries import SEPARATOR
from tests.api.isolation.sight import ANY_UUID, NOW, Looker, Sights

GLOBAL_ID = re.compile(rf"\b({'|'.join(OBJECTS)}):([^\s\"'@,»«]+?)(?:@(\d+))?(?=[\s\"',»«.]|$)")
FINGERPRINT = re.compile(r"\b[0-9a-f]{64}\b")
CURSOR = re.compile(r"[A-Za-z0-9_-]{8,}={0,2}")
COMPARED = re.compile(r"compare.*(?:before|after|key)|errors|message")
"""Where what is private could be named by its bare id: a trail does so, for those whom the event concerned."""
OPAQUE = {"path", "siblings", "bitmap", "note", "root", "header"}
"""Fields of proofs: what stands beside is known by its hash only."""


@dataclass
class Findings:
    """Findings of one viewer: the needles in its answers, and those that it may not see."""

    sights: Sights
    looker: Looker
    known: set[str] = field(default_factory=set)
    leaks: set[str] = field(default_factory=set)

    def __or__(self, other: "Findings") -> "Findings":
        return replace(self, known=self.known | other.known, leaks=self.leaks | other.leaks)

    def read(self, answer: object, where: str, *, echoed: str = "") -> None:
        """`echoed` is what was asked: nobody learns it from the answer."""
        for path, value in strings(answer):
            field = path.rpartition(".")[2]
            for needle, at in needles(value, field.partition(SEPARATOR)[0] in OPAQUE, "ursor" in path):
                if needle not in echoed:
                    self._found(needle, at, f"{where} … {path}")
            if COMPARED.search(f"{where}{path}"):
                self._check_raw(value, f"{where} … {path}", echoed)
        for each in objects_in(answer):
            self._check_object(each, where)
            self._check_page(each, where)

    def _found(self, needle: str, at: int, where: str) -> None:
        if needle.startswith("AccessJournalEntry:"):
            allowed = reads_journal(self.looker, needle.partition(":")[2].partition("/")[0])
        elif needle in self.sights.things or needle in self.looker.own:
            allowed = self.sights.allows(self.looker, needle, at)
        else:
            allowed = FINGERPRINT.fullmatch(needle) is not None  # an id that the events do not give is a leak
        if allowed:
            self.known.add(needle)
        else:
            self.leaks.add(f"{self.looker.name} sees {needle} as of {'now' if at == NOW else at} in {where}")

    def _check_raw(self, text: str, where: str, echoed: str) -> None:
        for identifier in set(ANY_UUID.findall(text)):
            if identifier not in echoed and not self.sights.allows_raw(self.looker, identifier):
                self.leaks.add(f"{self.looker.name} sees the id {identifier} in {where}")

    def _check_object(self, found: dict[str, Any], where: str) -> None:
        """Checks that the private fields of an object are null for other viewers."""
        policy = OBJECTS.get(found.get("__typename", ""))
        if policy is None or ":" not in str(found.get("id", "")):
            return
        told = self.sights.things.get(str(found["id"]).partition("@")[0])
        stream = told[0].stream if told else None
        for name, value in found.items():
            if value is not None and not self._may_have(policy, name.partition(SEPARATOR)[0], stream):
                self.leaks.add(f"{self.looker.name} is given {name} of {found['id']} in {where}")

    def _may_have(self, policy: Kept, name: str, stream: UUID | None) -> bool:
        if stream is None or name not in (policy.dossier, policy.trail):
            return True
        if name == policy.dossier:
            return self.sights.opens(self.looker, stream)
        return self.sights.traces(self.looker, stream)

    def _check_page(self, found: dict[str, Any], where: str) -> None:
        if {"totalCount", "edges", "pageInfo"} <= found.keys() and not found["pageInfo"]["hasNextPage"]:
            counted, listed = found["totalCount"], len(found["edges"])
            if counted != listed:
                self.leaks.add(f"{self.looker.name} is told of {counted} and shown {listed} in {where}")


def reads_journal(looker: Looker, bassin: str) -> bool:
    return looker.journal and bassin in looker.bassins and looker.account is not None


@cache
def needles(text: str, is_opaque: bool, is_cursor: bool) -> tuple[tuple[str, int], ...]:
    """The words, ids and fingerprints in a text, and those in what it may be the base64 of."""
    marks = [(mark, NOW) for mark in MARK.findall(text)]
    ids = [(f"{kind}:{key}", int(at) if at else NOW) for kind, key, at in GLOBAL_ID.findall(text)]
    fingerprints = [] if is_opaque else [(each, NOW) for each in FINGERPRINT.findall(text)]
    within = needles(decoded(text), False, False) if is_cursor and CURSOR.fullmatch(text) else ()
    return (*marks, *ids, *fingerprints, *within)


def decoded(cursor: str) -> str:
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return ""


def strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield path, value
        case dict():
            for name, each in value.items():
                yield from strings(each, f"{path}.{name}")
        case list():
            for each in value:
                yield from strings(each, path)


def objects_in(value: object) -> Iterator[dict[str, Any]]:
    match value:
        case dict():
            yield value
            for each in value.values():
                yield from objects_in(each)
        case list():
            for each in value:
                yield from objects_in(each)
