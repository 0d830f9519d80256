"""Each Instance keeps what the register of operators says of its own bassin (REGISTRE, PS-COMPETENT)."""

from typing import Any

import pytest

from efe_domain.operator.events import CompetenceRecognised, CompetenceWithdrawn, SiteClosed
from efe_domain.operator.operator import Operator
from efe_domain.operator.refusals import NotYourBassin
from efe_domain.pole.refusals import NotCompetent
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode, encode
from tests.domain.given import (
    HEATING,
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    a_pole,
    an_operator,
    commune_named,
    given,
    recorded,
    some_id,
)


def as_stored_before(operator: Operator) -> Operator:
    """The same stream as release 0.2.0 stored it: competences of no bassin."""
    events: list[Any] = []
    for event in operator.collect_events():
        if isinstance(event, CompetenceRecognised | CompetenceWithdrawn):
            topic = event.TOPIC.replace(".v2", ".v1")
            events.append(decode(topic, encode(event).replace(b'"bassin":"liege",', b"")))
        else:
            events.append(event)
    return Operator.replay(operator.id, events)


def test_an_instance_opens_and_closes_no_site_of_another_bassin() -> None:
    operator = given(an_operator())

    with pytest.raises(NotYourBassin, match="Liège"):
        operator.close_site(Bassin.VERVIERS, some_id("Liège"), on=TODAY)
    with pytest.raises(NotYourBassin, match="Liège"):
        operator.open_site(Bassin.VERVIERS, some_id("new"), commune_named("Seraing"), on=TODAY)
    assert recorded(operator) == []

    operator.close_site(Bassin.LIEGE, some_id("Liège"), on=TODAY)

    assert recorded(operator) == [SiteClosed(site=some_id("Liège"), effective_on=TODAY)]


def test_an_instance_withdraws_no_competence_that_another_recognised() -> None:
    operator = given(an_operator())

    with pytest.raises(NotYourBassin):
        operator.withdraw_competence(Bassin.VERVIERS, HEATING.key, on=TODAY)

    assert recorded(operator) == []


def test_two_instances_recognise_the_same_competence_each_for_its_bassin() -> None:
    operator = given(an_operator())

    operator.recognise_competence(Bassin.VERVIERS, HEATING, on=TODAY)
    operator.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TODAY)

    candidate = operator.as_candidate()
    assert candidate.is_competent_for(HEATING.key, "verviers", TODAY)
    assert not candidate.is_competent_for(HEATING.key, "liege", TODAY)
    assert recorded(operator) == [
        CompetenceRecognised(bassin=Bassin.VERVIERS, axis=HEATING, key=HEATING.key, effective_on=TODAY),
        CompetenceWithdrawn(bassin=Bassin.LIEGE, key=HEATING.key, since=REGISTER_OPENED, effective_on=TODAY),
    ]


def test_a_competence_of_another_bassin_does_not_make_a_member() -> None:
    operator = an_operator(axes=())
    operator.recognise_competence(Bassin.VERVIERS, HEATING, on=REGISTER_OPENED)
    pole = given(a_pole())

    with pytest.raises(NotCompetent):
        pole.designate(operator.as_candidate(), None, on=TODAY)

    assert recorded(pole) == []


def test_a_competence_recognised_by_an_older_release_is_held_in_ten_bassins() -> None:
    operator = as_stored_before(an_operator())

    assert all(operator.as_candidate().is_competent_for(HEATING.key, bassin, TODAY) for bassin in Bassin)


def test_each_instance_withdraws_its_own_part_of_a_competence_of_an_older_release() -> None:
    operator = as_stored_before(an_operator())

    operator.withdraw_competence(Bassin.VERVIERS, HEATING.key, on=TODAY)

    candidate = operator.as_candidate()
    assert [bassin for bassin in Bassin if not candidate.is_competent_for(HEATING.key, bassin, TODAY)] == ["verviers"]


def test_a_withdrawal_of_an_older_release_was_of_ten_bassins() -> None:
    operator = an_operator()
    operator.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TODAY)

    candidate = as_stored_before(operator).as_candidate()

    assert not any(candidate.is_competent_for(HEATING.key, bassin, TOMORROW) for bassin in Bassin)
    assert all(candidate.is_competent_for(HEATING.key, bassin, REGISTER_OPENED) for bassin in Bassin)
