"""The values that a correction may give to a fact, as clients say them."""

from dataclasses import fields

import pytest

from efe_domain.catalogue import CORRECTIONS
from efe_domain.shared.event import Event
from efe_domain.shared.replay_decisions import Rectifiable
from efe_graphql.mutations.fact_patch import _PLACES, FactPatchInput

TABLE = [(event, may) for known in CORRECTIONS.values() for event, may in known.facts.items()]
SAID = {_PLACES.get(each.name, ((each.name,), None))[0][0] for each in fields(FactPatchInput)}
WITHDRAWN = {each.name for each in fields(FactPatchInput) if getattr(each, "deprecation_reason", None)}
"""Fields that the contract keeps until a day, and that no fact lets anybody rectify."""


@pytest.mark.parametrize(("event", "may"), TABLE, ids=lambda each: getattr(each, "TOPIC", ""))
def test_whatever_may_be_rectified_can_be_said(event: type[Event], may: Rectifiable) -> None:
    assert may.fields - SAID == set(), f"Give FactPatchInput the fields of {event.__name__}."


def test_whatever_can_be_said_may_be_rectified_somewhere() -> None:
    assert SAID - set().union(*(may.fields for _, may in TABLE)) == WITHDRAWN
