"""Requested corrections: checks the patches, replays the stream, and returns the facts that change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.effective_facts import fact_of, state_of, with_envelope_of
from efe_domain.shared.errors import DomainError, Invalid, NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.messages import FieldWords, KindWords, WordList
from efe_domain.shared.record_events import Change, Patch
from efe_domain.shared.replay_decisions import (
    Annulment,
    Correctable,
    EntityLoader,
    FactsByVersion,
    Rectifiable,
    changed_facts,
    name_broken_fact,
    replay_decisions,
)

MOST_PATCHES = 50
NAMES = frozenset({"name", "title", "procedure", "requester"})


class NotRectifiable(DomainError, rule=Rule.REGISTRE):
    """Only fields in the table of corrections can be rectified; statements of members never can (REGISTRE)."""


class NothingToRectify(DomainError, rule=Rule.REGISTRE):
    """A rectification changes something (REGISTRE)."""


class DocumentNeeded(DomainError, rule=Rule.REGISTRE):
    """A content can be rectified only with the document that contains it (REGISTRE)."""


class FactIsUsed(DomainError, rule=Rule.REGISTRE):
    """A fact can be annulled only if no other fact depends on it (REGISTRE)."""


class SameCoordinator(DomainError, rule=Rule.REGISTRE):
    """The coordinator who proposed a correction does not confirm it (REGISTRE)."""


class NotIndependent(DomainError, rule=Rule.REGISTRE):
    """A correction is confirmed by another person, and neither of the two gave the other its role (REGISTRE)."""


class NothingToConfirm(DomainError, rule=Rule.REGISTRE):
    """Only a pending proposal or question can be confirmed or dropped (REGISTRE)."""


class MinutesNotAdopted(DomainError, rule=Rule.REGISTRE):
    """A rectification cites minutes that a body of the Instance has adopted (REGISTRE)."""


@dataclass(frozen=True)
class Correction[A: Aggregate[Any]]:
    """Result of a correction: the versions whose facts change, and the entity after it.

    `confirmed` is whether a second person is needed; `documented`, whether a document is.
    """

    facts: FactsByVersion
    entity: A
    confirmed: bool
    documented: bool = False

    def changes(self) -> tuple[Change, ...]:
        """Returns the changes in the form that a rectification stores."""
        return tuple(Change(version, tuple(map(state_of, facts))) for version, facts in sorted(self.facts.items()))


def corrected[A: Aggregate[Any]](
    correctable: Correctable[A],
    stream: UUID,
    facts: Sequence[Event],
    patches: Sequence[Patch],
    entities: EntityLoader,
    *,
    documented: bool,
) -> Correction[A]:
    """Returns the correction of the effective `facts` by the patches; `documented`: a document is cited.

    Raises `NotFound` for a version that is none of a fact, `NotRectifiable`, `DocumentNeeded`, `NothingToRectify`,
    `FactIsUsed`, `Invalid`, or the refusal of a rule that a fact no longer keeps, which it names.
    """
    patches_by_version = {patch.version: patch for patch in patches}
    if not 1 <= len(patches_by_version) == len(patches) <= MOST_PATCHES:
        raise Invalid("changes", "De 1 à {most} faits sont rectifiés à la fois, chacun une fois.", most=MOST_PATCHES)
    confirmed, needs = check_rectifiable(correctable, facts, patches_by_version, documented=documented)
    patched = patched_facts(correctable, facts, patches_by_version)
    _check_begun(facts, patched)
    differing, entity = replay_with(correctable, stream, facts, patched, entities)
    if not differing:
        raise NothingToRectify("Cette rectification ne change rien.")
    return Correction(differing, entity, confirmed, needs)


def replay_with[A: Aggregate[Any]](
    correctable: Correctable[A],
    stream: UUID,
    facts: Sequence[Event],
    replacements: Mapping[int, Event | None],
    entities: EntityLoader,
) -> tuple[FactsByVersion, A]:
    """Replays the facts without and with the replacements; returns the facts that differ and the new entity.

    If a fact breaks a rule after the replacements, raises the refusal of that rule; it names the fact.
    """
    before, _ = replay_decisions(correctable, stream, facts, entities)
    after, entity = replay_decisions(correctable, stream, facts, entities, replacements, before)
    return changed_facts(before, after), entity


def check_rectifiable(
    correctable: Correctable[Any],
    facts: Sequence[Event],
    patches_by_version: Mapping[int, Patch],
    *,
    documented: bool,
) -> tuple[bool, bool]:
    """Returns whether a second coordinator must confirm, and whether a document is needed.

    Raises `NotFound`, `NotRectifiable` or `DocumentNeeded`.
    """
    facts_by_version = {
        fact.originator_version: fact for fact in reversed(facts) if not correctable.is_companion(fact)
    }
    confirmed = needs = False
    for version, patch in patches_by_version.items():
        if version not in facts_by_version:
            raise NotFound("Fait", version)
        fact = facts_by_version[version]
        may = correctable.rules_for(fact)
        confirmed |= _check_annulment(fact, may) if patch.fields is None else _check_fields(fact, may, patch.fields)
        needs |= bool(may.documented & (patch.fields or {}).keys())
        if needs and not documented:
            raise DocumentNeeded("Ce contenu se rectifie par le document qui le porte.")
    return confirmed, needs


def _check_annulment(fact: Event, may: Rectifiable) -> bool:
    if may.annulment is Annulment.NEVER:
        raise NotRectifiable("Un fait « {kind} » ne s'annule pas.", kind=KindWords(fact.TOPIC))
    return may.annulment is Annulment.CONFIRMED


def _check_fields(fact: Event, may: Rectifiable, fields: Mapping[str, Any]) -> bool:
    if strange := sorted(fields.keys() - may.fields):
        raise NotRectifiable(
            "D'un fait « {kind} », ceci ne se rectifie pas : {fields}.",
            kind=KindWords(fact.TOPIC),
            fields=WordList(FieldWords(texts.cut(each)) for each in strange),
        )
    return bool(may.confirmed & fields.keys())


def patched_facts(
    correctable: Correctable[Any], facts: Sequence[Event], patches_by_version: Mapping[int, Patch]
) -> dict[int, Event | None]:
    """Returns the patched facts by version, with the later facts that refer to a patched period. Raises `Invalid`."""
    patched: dict[int, Event | None] = {}
    moves: list[tuple[Event, Event]] = []
    for fact in facts:
        if correctable.is_companion(fact):
            continue
        becomes = fact
        for was, now in moves:
            becomes = correctable.rebase(becomes, was, now)
        patch = patches_by_version.get(fact.originator_version)
        if patch and patch.fields is None:
            patched[fact.originator_version] = None
            continue
        if patch and patch.fields:
            becomes = with_fields(becomes, patch.fields)
        if becomes != fact:
            patched[fact.originator_version] = becomes
            moves.append((fact, becomes))
    return patched


def with_fields(fact: Event, fields: Mapping[str, Any]) -> Event:
    """Returns the fact with these values; the fields of a structure are merged. Raises `Invalid`."""
    state = state_of(fact)
    cleaned = {name: _clean(value, name) for name, value in fields.items()}
    corrected_state = msgspec.structs.replace(state, state=_merged(state.state, cleaned))
    try:
        return with_envelope_of(fact_of(corrected_state), fact)
    except msgspec.MsgspecError:
        raise Invalid("changes", "Une valeur n'est pas de celles que le champ peut avoir.") from None


def _merged(state: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(state)
    for name, value in fields.items():
        was = merged.get(name)
        merged[name] = _merged(was, value) if isinstance(was, dict) and isinstance(value, dict) else value
    return merged


def _clean(value: Any, name: str) -> Any:
    """Cleans a text, so that rules check the text that the register keeps."""
    match value:
        case str() if value:
            return texts.name(value, name) if name in NAMES else texts.text(value, name)
        case dict():
            return {inner: _clean(each, inner) for inner, each in value.items()}
        case list() | tuple():
            return [_clean(each, name) for each in value]
        case _:
            return value


def _check_begun(facts: Sequence[Event], patched: Mapping[int, Event | None]) -> None:
    """Checks that the first fact of a stream is annulled only alone. Raises `FactIsUsed`, naming the next fact."""
    first, *others = facts
    if patched.get(first.originator_version, first) is not None:
        return
    for fact in others:
        if patched.get(fact.originator_version, fact) is not None:
            raise name_broken_fact(fact, FactIsUsed("Le fait par lequel tout commence est encore suivi d'un autre."))
