"""Requested changes of a rectification, for export: recovered from the facts before and after it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLInputObjectType, get_nullable_type, is_list_type
from strawberry.utils.str_converters import to_camel_case

from efe_domain.catalogue import CORRECTIONS
from efe_domain.shared.effective_facts import effective_facts, state_of
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Change, Patch, Rectified
from efe_domain.shared.replay_decisions import Correctable
from efe_infra.importing.event_inputs import KINDS, Said, an_id
from efe_infra.importing.inputs import input_of

type Fields = Mapping[str, Any]

_PLACES: Final[Mapping[tuple[str, ...], str]] = {
    ("amount_cents",): "amount",
    ("axis", "codes"): "axis_codes",
    ("document",): "document_sha256",
    ("granted_cents",): "granted",
    ("request",): "data_request",
    ("venue", "place"): "place",
    ("venue", "remote"): "remote",
}
"""Names of fields in patches that differ from those in events."""


class NotInALine(Exception):
    """Value that no command of this release can express."""


def entity_id(event: Event) -> str:
    return f"{_kinds()[event.TOPIC.partition('.')[0]]}:{event.originator_id}"


@cache
def _kinds() -> Mapping[str, str]:
    from efe_graphql.types.nodes import ENTITIES  # noqa: PLC0415 - a ring, were it above

    return {subject: kind.__name__ for subject, kind in ENTITIES.items()}


def proposed_changes(event: Any) -> list[Said]:
    """Returns the changes of a proposal, which keeps the request. Raises `NotInALine`."""
    return [_change(patch, event.TOPIC.partition(".")[0]) for patch in event.patches]


def requested_changes(
    event: Rectified, stream: Iterable[Event], minutes: Collection[str]
) -> tuple[Sequence[Said], bool]:
    """Returns the requested changes, from the stream recorded before, and whether minutes confirmed them.

    Nothing, where the rectification only follows from that of another entity. `minutes` are the fingerprints of
    those that were adopted. Raises `NotInALine`.
    """
    kind = event.TOPIC.partition(".")[0]
    correctable = CORRECTIONS[kind]
    facts = _facts(correctable, (each for each in stream if each.originator_version < event.originator_version))
    cites = event.document is not None and event.document.sha256 in minutes
    patches = [
        (patch, fact)
        for change in event.changes
        if (fact := facts.get(change.version)) and (patch := _patch(correctable, fact, change, confirmed=cites))
    ]
    requested = [patch for patch, _ in patches if _is_expressible(patch, kind)]
    if patches and not requested:
        raise NotInALine(event.TOPIC)
    needed = any(_is_confirmed(correctable, fact, patch) for patch, fact in patches)
    return [_change(patch, kind, partly=True) for patch in requested], cites and needed


def _facts(correctable: Correctable[Any], stream: Iterable[Event]) -> Mapping[int, Event]:
    """Returns the effective facts by version."""
    return {fact.originator_version: fact for fact in effective_facts(stream) if not correctable.is_companion(fact)}


def _patch(correctable: Correctable[Any], fact: Event, change: Change, *, confirmed: bool) -> Patch | None:
    """Returns the requested patch; derived values are left out, as are unconfirmed ones."""
    may = correctable.rules_for(fact)
    if may.derived:
        return None
    if not change.events:
        return Patch(change.version)
    was, now = state_of(fact).state, change.events[0].state
    fields = {name: now.get(name) for name in may.fields if now.get(name) != was.get(name)}
    if not confirmed:
        fields = {name: value for name, value in fields.items() if name not in may.confirmed}
    return Patch(change.version, fields) if fields else None


def _is_confirmed(correctable: Correctable[Any], fact: Event, patch: Patch) -> bool:
    may = correctable.rules_for(fact)
    return may.annulment.value == "confirmed" if patch.fields is None else bool(may.confirmed & patch.fields.keys())


def _is_expressible(patch: Patch, kind: str) -> bool:
    """Tells whether a command can express a part of the patch."""
    input_fields = _patch_input().fields
    return patch.fields is None or any(_named(path, kind) in input_fields for path, _ in _flat(patch.fields))


def _change(patch: Patch, kind: str, *, partly: bool = False) -> Said:
    """Writes a patch as a change of `rectify`. With `partly`, leaves out values that no command can set."""
    if patch.fields is None:
        return {"version": patch.version, "annul": True}
    input_fields, patch_fields = _patch_input().fields, {}
    for path, value in _flat(patch.fields):
        if (name := _named(path, kind)) in input_fields:
            patch_fields[name] = _json_value(value, input_fields[name].type, path[-1])
        elif not partly:
            raise NotInALine(".".join(path))
    return {"version": patch.version, "patch": patch_fields}


@cache
def _patch_input() -> GraphQLInputObjectType:
    changes: Any = input_of("rectify").fields["changes"].type
    change: Any = get_nullable_type(get_nullable_type(changes).of_type)
    patch_type: GraphQLInputObjectType = get_nullable_type(change.fields["patch"].type)
    return patch_type


def _flat(fields: Fields) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yields values by their path in events. Splits a value only if patches have fields for its parts."""
    parts = {path[0] for path in _PLACES if len(path) > 1}
    for name, value in fields.items():
        if name in parts and isinstance(value, dict):
            inner_names = {path[1] for path in _PLACES if path[0] == name and len(path) > 1}
            yield from (((name, inner), each) for inner, each in value.items() if inner in inner_names)
        else:
            yield (name,), value


def _named(path: tuple[str, ...], kind: str) -> str:
    """Returns the name of the field in patches."""
    if path == ("kind",):
        return "operatorKind" if kind == "operator" else "supportKind"
    name = _PLACES.get(path, path[-1])
    return to_camel_case(f"{name}_id" if name in KINDS and path not in _PLACES else name)


def _json_value(value: Any, kind: Any, name: str) -> Any:  # noqa: PLR0911 - one a form
    """Writes a value in the form of inputs: enumeration names, ids with their type, names of nested fields."""
    nullable = get_nullable_type(kind)
    if value is None:
        return None
    if is_list_type(nullable):
        return [_json_value(each, nullable.of_type, name) for each in value]
    if isinstance(nullable, GraphQLEnumType):
        return next(each for each, member in nullable.values.items() if member.value == value)
    if isinstance(nullable, GraphQLInputObjectType):
        return dict(_parts(value, nullable))
    if name == "document":
        return value["sha256"]
    if getattr(nullable, "name", "") == "ID":
        return an_id(KINDS[name], value)
    return str(value) if getattr(nullable, "name", "") == "Cents" else value


def _parts(value: Fields, kind: GraphQLInputObjectType) -> Iterator[tuple[str, Any]]:
    for name, each in value.items():
        field = to_camel_case(f"{name}_id" if name in KINDS else name)
        if field not in kind.fields:
            raise NotInALine(name)
        yield field, _json_value(each, kind.fields[field].type, name)
