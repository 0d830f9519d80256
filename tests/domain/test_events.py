"""Events are past, small, complete and for ever; applying one never refuses."""

import ast
import inspect
import re
from datetime import date, datetime
from types import get_original_bases
from typing import Any, get_args

import pytest
from msgspec import inspect as shapes
from msgspec.structs import fields

from efe_domain.access.person import Person
from efe_domain.access.register import Register
from efe_domain.analysis.analysis import Analysis
from efe_domain.catalogue import all_events
from efe_domain.decision.decision import Decision
from efe_domain.document.document import KeptDocument
from efe_domain.funding.funding_call import RegisteredCall
from efe_domain.instance.instance import InstanceBassin
from efe_domain.law.rules import Rule
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.operator import Operator
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.pole import Pole
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.event import Event, effective_on, topics
from efe_domain.shared.record_events import RecordEvent, Withdrawn
from efe_domain.themes.themes import CommonThemes
from efe_domain.zone.zone import Zone

AGGREGATES: tuple[type[Aggregate[Any]], ...] = (
    InstanceBassin,
    Operator,
    RegisteredCall,
    Register,
    Pole,
    Decision,
    Meeting,
    Project,
    Invitation,
    Zone,
    Analysis,
    CommonThemes,
    Opinion,
    Person,
    KeptDocument,
)
EVENTS = pytest.mark.parametrize("event", all_events().values(), ids=all_events())


def types_in(shape: shapes.Type) -> set[type[shapes.Type]]:
    match shape:
        case shapes.StructType():
            inner = [field.type for field in shape.fields]
        case shapes.VarTupleType():
            inner = [shape.item_type]
        case shapes.DictType():
            inner = [shape.key_type, shape.value_type]
        case shapes.UnionType():
            inner = list(shape.types)
        case _:
            inner = []
    return {type(shape)}.union(*map(types_in, inner))


def applied_by(aggregate: type[Aggregate[Any]]) -> set[type[Event]]:
    """An aggregate may rest on a class that holds its state: that one names its events."""
    bases = (base for each in aggregate.__mro__ for base in get_original_bases(each))
    alias = next(named for base in bases for named in get_args(base))
    return set(get_args(alias.__value__) or (alias.__value__,))


def applying(aggregate: type[Aggregate[Any]]) -> type[Aggregate[Any]]:
    """The class that defines how events are applied: an aggregate may rest on one that holds its state."""
    return next(each for each in aggregate.__mro__ if "_apply" in vars(each))


@EVENTS
def test_a_topic_begins_with_its_aggregate_and_has_a_version(event: type[Event]) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z-]+\.v[0-9]+", event.TOPIC)
    assert event.TOPIC.partition(".")[0] in {aggregate.KIND for aggregate in AGGREGATES}


@EVENTS
def test_an_event_cites_its_rule_and_says_what_happened(event: type[Event]) -> None:
    assert isinstance(event.RULE, Rule)
    assert event.__doc__ != Event.__doc__
    assert re.fullmatch(r"\S[^\n]*\.", event.__doc__ or "")
    assert re.fullmatch(r"\d+\.\d+\.\d+", event.SINCE)


@EVENTS
def test_an_event_has_ascii_fields_and_no_float(event: type[Event]) -> None:
    assert all(field.encode_name.isascii() for field in fields(event))
    assert shapes.FloatType not in types_in(shapes.type_info(event))
    assert shapes.DateTimeType not in types_in(shapes.type_info(event))


def is_act(event: type[Event]) -> bool:
    """A withdrawal is one, and the record heeds it."""
    return issubclass(event, Withdrawn) or not issubclass(event, RecordEvent)


@EVENTS
def test_a_fact_holds_its_day_in_law_and_no_event_an_instant(event: type[Event]) -> None:
    own = {field.name: field.type for field in fields(event)}

    assert own.get("effective_on") is (date if is_act(event) else None)
    assert datetime not in own.values()


@EVENTS
def test_an_event_is_frozen_and_keyword_only(event: type[Event]) -> None:
    assert event.__struct_config__.frozen
    assert all(
        parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in inspect.signature(event).parameters.values()
    )


def test_every_topic_of_the_domain_is_in_the_catalogue() -> None:
    known = {topic for topic, event in topics().items() if event.__module__.startswith("efe_domain.")}

    assert known == set(all_events())


def test_a_topic_is_not_taken_twice() -> None:
    with pytest.raises(TypeError, match="taken by PoleCreated"):
        type("Another", (Event,), {"TOPIC": "pole.created.v1"})


def test_an_event_without_a_day_in_law_has_none() -> None:
    assert effective_on(Event()) is None


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.KIND)
def test_an_aggregate_applies_the_events_of_its_kind(aggregate: type[Aggregate[Any]]) -> None:
    events = (event for topic, event in all_events().items() if topic.startswith(f"{aggregate.KIND}."))
    own = {event for event in events if not issubclass(event, RecordEvent)}

    assert applied_by(aggregate) == own


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.KIND)
def test_an_apply_method_never_refuses(aggregate: type[Aggregate[Any]]) -> None:
    source = ast.parse(inspect.getsource(inspect.getmodule(applying(aggregate)) or aggregate))
    (apply,) = (node for node in ast.walk(source) if isinstance(node, ast.FunctionDef) and node.name == "_apply")

    calls = {ast.unparse(node.func) for node in ast.walk(apply) if isinstance(node, ast.Call)}
    assert not [node for node in ast.walk(apply) if isinstance(node, ast.Raise | ast.Assert)]
    assert not [call for call in calls if "check" in call]
    assert "assert_never" in calls
