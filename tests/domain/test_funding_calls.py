"""A funding call in the register: entered, changed and withdrawn in the order of its days (REGISTRE-APPELS)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from efe_domain.funding.events import CallChanged, CallWithdrawn
from efe_domain.funding.funding_call import CallIsWithdrawn
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded
from tests.domain.refused_calls import TERMS, a_call, a_withdrawn_call

RENAMED = replace(TERMS, name="Appel 2026 bis")
BEFORE = YESTERDAY - timedelta(1)


def test_what_the_register_says_of_a_call_changes_on_its_day_or_later() -> None:
    call = given(a_call())

    with pytest.raises(TooEarly):
        call.change(RENAMED, "Relu.", on=BEFORE)
    with pytest.raises(TooEarly):
        call.withdraw("Annulé.", on=BEFORE)
    assert recorded(call) == []
    call.change(RENAMED, "Relu.", on=TODAY)
    with pytest.raises(TooEarly):
        call.withdraw("Annulé.", on=YESTERDAY)
    call.withdraw(" Annulé. ", on=TODAY)

    changed, withdrawn = recorded(call)
    assert isinstance(changed, CallChanged)
    assert (changed.name, changed.reason) == ("Appel 2026 bis", "Relu.")
    assert withdrawn == CallWithdrawn(reason="Annulé.", effective_on=TODAY)


def test_every_instance_reads_of_a_call() -> None:
    call = a_withdrawn_call()

    assert [len(event.bassins) for event in call.collect_events()] == [10, 10]


def test_a_withdrawn_call_is_neither_changed_nor_withdrawn_again() -> None:
    call = given(a_withdrawn_call())

    with pytest.raises(CallIsWithdrawn):
        call.change(RENAMED, "Relu.", on=TODAY)
    with pytest.raises(CallIsWithdrawn):
        call.withdraw("Encore.", on=TODAY)

    assert recorded(call) == []


def test_a_call_may_close_on_the_day_on_which_it_opens_and_not_before() -> None:
    call = given(a_call())

    with pytest.raises(Invalid):
        call.change(replace(TERMS, closes=BEFORE), "Relu.", on=TODAY)
    assert recorded(call) == []
    call.change(replace(TERMS, closes=YESTERDAY), "Relu.", on=TODAY)

    assert call.terms.closes == call.terms.opens


def test_an_application_chooses_a_call_from_its_opening_to_the_eve_of_its_withdrawal() -> None:
    standing, withdrawn = a_call(), a_withdrawn_call()

    for day in (YESTERDAY, TODAY, TOMORROW, TOMORROW + timedelta(1)):
        standing.check_chosen(day)
    withdrawn.check_chosen(YESTERDAY)
    for call in (standing, withdrawn):
        with pytest.raises(TooEarly):
            call.check_chosen(BEFORE)
    for day in (TODAY, TOMORROW):
        with pytest.raises(CallIsWithdrawn):
            withdrawn.check_chosen(day)
