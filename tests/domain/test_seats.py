"""The seats of the bodies of an Instance: who holds which, and until when (M6, M7)."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from efe_domain.instance.events import BodyDissolved, Mandate, SeatFilled, SeatVacated
from efe_domain.instance.instance import BodyIsDissolved, InstanceBassin
from efe_domain.instance.seats import SeatIsVacant, SeatTaken
from efe_domain.law.rules import Rule
from efe_domain.shared.days import ONE_DAY, TooEarly
from efe_domain.shared.errors import DomainError, Invalid, NotFound
from efe_domain.shared.event import Event
from tests.domain.given import REGISTER_OPENED, TODAY, TOMORROW, YESTERDAY, an_instance, given, recorded, some_id

CHAMBER, PLENARY, SEAT, OTHER_SEAT = (some_id(name) for name in ("chamber", "plenary", "seat", "other seat"))
ANNE, BERT = some_id("anne"), some_id("bert")
UNIONS = Mandate(category="Interlocuteurs sociaux", voting=True, person=ANNE)


def an_instance_with_bodies() -> InstanceBassin:
    instance = an_instance()
    instance.set_up_body(PLENARY, "Plénière", Rule.M6, on=REGISTER_OPENED)
    instance.set_up_body(CHAMBER, "Chambre emploi-formation", Rule.M7, on=REGISTER_OPENED)
    return instance


def with_a_holder(mandate: Mandate = UNIONS, *, since: date = YESTERDAY) -> InstanceBassin:
    instance = an_instance_with_bodies()
    instance.fill_seat(CHAMBER, SEAT, mandate, on=since)
    return instance


def test_a_seat_is_filled_by_a_person_for_a_category_of_the_bodys_own_words() -> None:
    instance = given(an_instance_with_bodies())
    mandate = Mandate(category="  Experts ", voting=False, person=ANNE, substitute=BERT, ends=TOMORROW)

    instance.fill_seat(CHAMBER, SEAT, mandate, on=TODAY)

    clean = Mandate(category="Experts", voting=False, person=ANNE, substitute=BERT, ends=TOMORROW)
    assert recorded(instance) == [SeatFilled(body=CHAMBER, seat=SEAT, mandate=clean, effective_on=TODAY)]


def test_one_person_at_a_time_sits_in_a_seat() -> None:
    instance = given(with_a_holder())

    with pytest.raises(SeatTaken):
        instance.fill_seat(CHAMBER, SEAT, UNIONS, on=TODAY)

    assert recorded(instance) == []


def test_a_mandate_does_not_overlap_one_that_began_later() -> None:
    instance = given(with_a_holder(since=TODAY))

    with pytest.raises(SeatTaken):
        instance.fill_seat(CHAMBER, SEAT, UNIONS, on=YESTERDAY)

    assert recorded(instance) == []


def test_a_seat_is_free_again_the_day_after_the_mandate_ends() -> None:
    mandate = Mandate(category="Forem", voting=True, person=ANNE, ends=TODAY)
    instance = given(with_a_holder(mandate))

    with pytest.raises(SeatTaken):
        instance.fill_seat(CHAMBER, SEAT, UNIONS, on=TODAY)
    instance.fill_seat(CHAMBER, SEAT, UNIONS, on=TOMORROW)

    assert recorded(instance) == [SeatFilled(body=CHAMBER, seat=SEAT, mandate=UNIONS, effective_on=TOMORROW)]


def test_a_seat_that_is_vacated_is_filled_again_the_same_day() -> None:
    instance = given(with_a_holder())

    instance.vacate_seat(CHAMBER, SEAT, "Démission.", on=TODAY)
    instance.fill_seat(CHAMBER, SEAT, UNIONS, on=TODAY)

    assert recorded(instance) == [
        SeatVacated(body=CHAMBER, seat=SEAT, since=YESTERDAY, reason="Démission.", effective_on=TODAY),
        SeatFilled(body=CHAMBER, seat=SEAT, mandate=UNIONS, effective_on=TODAY),
    ]


def test_a_seat_is_vacated_once() -> None:
    instance = with_a_holder()
    instance.vacate_seat(CHAMBER, SEAT, "Démission.", on=TODAY)
    instance = given(instance)

    with pytest.raises(SeatIsVacant):
        instance.vacate_seat(CHAMBER, SEAT, "Démission.", on=TOMORROW)

    assert recorded(instance) == []


def test_a_seat_whose_mandate_has_ended_is_vacant() -> None:
    instance = given(with_a_holder(Mandate(category="Forem", voting=True, person=ANNE, ends=YESTERDAY)))

    with pytest.raises(SeatIsVacant):
        instance.vacate_seat(CHAMBER, SEAT, "Démission.", on=TODAY)

    assert recorded(instance) == []


def test_a_seat_is_not_vacated_before_it_is_filled() -> None:
    instance = given(with_a_holder(since=TODAY))

    with pytest.raises(TooEarly):
        instance.vacate_seat(CHAMBER, SEAT, "Démission.", on=YESTERDAY)

    assert recorded(instance) == []


def test_a_seat_is_of_one_body_for_ever() -> None:
    instance = given(with_a_holder(Mandate(category="Forem", voting=True, person=ANNE, ends=YESTERDAY)))

    with pytest.raises(NotFound, match="Siège"):
        instance.fill_seat(PLENARY, SEAT, UNIONS, on=TODAY)
    with pytest.raises(NotFound, match="Siège"):
        instance.vacate_seat(PLENARY, SEAT, "Démission.", on=TODAY)
    with pytest.raises(NotFound, match="Siège"):
        instance.vacate_seat(CHAMBER, OTHER_SEAT, "Démission.", on=TODAY)

    assert recorded(instance) == []


def test_a_person_may_hold_two_seats() -> None:
    instance = given(with_a_holder())

    instance.fill_seat(CHAMBER, OTHER_SEAT, UNIONS, on=TODAY)

    assert recorded(instance) == [SeatFilled(body=CHAMBER, seat=OTHER_SEAT, mandate=UNIONS, effective_on=TODAY)]


def test_only_a_body_that_is_in_place_has_seats() -> None:
    instance = with_a_holder()
    instance.dissolve_body(CHAMBER, on=TODAY)
    instance = given(instance)

    with pytest.raises(BodyIsDissolved):
        instance.fill_seat(CHAMBER, OTHER_SEAT, UNIONS, on=TODAY)
    with pytest.raises(BodyIsDissolved):
        instance.vacate_seat(CHAMBER, SEAT, "Démission.", on=TODAY)
    with pytest.raises(TooEarly):
        instance.fill_seat(PLENARY, OTHER_SEAT, UNIONS, on=REGISTER_OPENED - ONE_DAY)
    with pytest.raises(NotFound, match="Organe"):
        instance.fill_seat(some_id("no body"), OTHER_SEAT, UNIONS, on=TODAY)

    assert recorded(instance) == []


def test_a_body_is_not_dissolved_before_its_last_seat_changed() -> None:
    instance = given(with_a_holder(since=TODAY))

    with pytest.raises(TooEarly):
        instance.dissolve_body(CHAMBER, on=YESTERDAY)
    instance.dissolve_body(CHAMBER, on=TODAY)

    assert recorded(instance) == [BodyDissolved(body=CHAMBER, effective_on=TODAY)]


@pytest.mark.parametrize(
    "mandate",
    [
        Mandate(category="Forem", voting=True, person=ANNE, ends=YESTERDAY),
        Mandate(category="Forem", voting=True, person=ANNE, ends=date.max),
        Mandate(category="Forem", voting=True, person=ANNE, substitute=ANNE),
        Mandate(category=" ", voting=True, person=ANNE),
        Mandate(category="F" * 1_000_000, voting=True, person=ANNE),
    ],
    ids=["ends before it starts", "never ends", "own substitute", "no category", "long category"],
)
def test_a_mandate_that_could_not_be_is_invalid(mandate: Mandate) -> None:
    instance = given(an_instance_with_bodies())

    with pytest.raises(Invalid):
        instance.fill_seat(CHAMBER, SEAT, mandate, on=TODAY)

    assert recorded(instance) == []


@pytest.mark.parametrize("reason", ["", "x" * 1_000_000])
def test_a_departure_from_a_seat_has_a_reason(reason: str) -> None:
    instance = given(with_a_holder())

    with pytest.raises(Invalid):
        instance.vacate_seat(CHAMBER, SEAT, reason, on=TODAY)

    assert recorded(instance) == []


days = st.integers(0, 12).map(lambda n: REGISTER_OPENED + timedelta(n))
commands = st.lists(
    st.tuples(st.sampled_from([SEAT, OTHER_SEAT]), days, st.none() | days, st.booleans()), max_size=15
)


@settings(max_examples=100, deadline=None)
@any_of(commands)
def test_whatever_the_order_of_commands_a_seat_has_one_holder_a_day(
    asked: list[tuple[UUID, date, date | None, bool]],
) -> None:
    instance = an_instance_with_bodies()
    for seat, on, ends, filling in asked:
        try:
            if filling:
                mandate = Mandate(category="Forem", voting=True, person=ANNE, ends=ends)
                instance.fill_seat(CHAMBER, seat, mandate, on=on)
            else:
                instance.vacate_seat(CHAMBER, seat, "Départ.", on=on)
        except (DomainError, Invalid, NotFound):
            pass

    assert held_twice(recorded(instance)) == set()


def held_twice(events: Sequence[Event]) -> set[tuple[UUID, date]]:
    """Recounted from the events alone: each seat and day with more than one holder."""
    periods: dict[tuple[UUID, date], tuple[date, date]] = {}
    for event in events:
        match event:
            case SeatFilled(seat=seat, mandate=mandate, effective_on=on):
                periods[seat, on] = (on, mandate.ends + ONE_DAY if mandate.ends else date.max)
            case SeatVacated(seat=seat, since=since, effective_on=on):
                periods[seat, since] = (since, on)
    held = [
        (seat, REGISTER_OPENED + timedelta(n))
        for (seat, _), (since, until) in periods.items()
        for n in range(30)
        if since <= REGISTER_OPENED + timedelta(n) < until
    ]
    return {each for each in held if held.count(each) > 1}
