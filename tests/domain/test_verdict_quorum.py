"""The quorum of a body that gives verdicts, where the règlement d'ordre intérieur requires it (ART-7)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from efe_domain.instance.events import BodyRules, Mandate
from efe_domain.instance.instance import InstanceBassin
from efe_domain.instance.orders import QuorumNotReached
from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Attendee
from efe_domain.project.verdicts import check_quorum
from tests.domain.given import REGISTER_OPENED, TODAY, TOMORROW, YESTERDAY, some_id
from tests.domain.meetings import REMOTE
from tests.domain.projects import LIEGE, PLENARY, a_sitting, an_instance_with_a_plenary

CHAMBER = some_id("chamber")
HALF = (BodyRules(body=PLENARY, quorum_percent=50),)
PERSONS = [some_id(f"person {number}") for number in range(101)]
SUBSTITUTES = [some_id(f"substitute {number}") for number in range(101)]


def an_instance_that_votes(
    rules: Sequence[BodyRules] = HALF, *, seats: int = 4, needed: bool | None = True
) -> InstanceBassin:
    """Its plenary has so many mandates that vote, and one that advises; its chamber has none."""
    instance = an_instance_with_a_plenary(LIEGE)
    instance.set_up_body(CHAMBER, "Chambre", Rule.M7, on=REGISTER_OPENED)
    for number in range(seats):
        mandate = Mandate(category="Écoles", voting=True, person=PERSONS[number], substitute=SUBSTITUTES[number])
        instance.fill_seat(PLENARY, some_id(f"seat {number}"), mandate, on=REGISTER_OPENED)
    adviser = Mandate(category="Experts", voting=False, person=some_id("adviser"))
    instance.fill_seat(PLENARY, some_id("seat of an adviser"), adviser, on=REGISTER_OPENED)
    instance.adopt_rules_of_order(tuple(rules), verdicts_need_quorum=needed, on=YESTERDAY)
    return instance


def reaches(instance: InstanceBassin, *persons: UUID, body: UUID = PLENARY, days: int = 0) -> bool:
    try:
        instance.check_quorum(body, persons, TODAY + timedelta(days))
    except QuorumNotReached:
        return False
    return True


@pytest.mark.parametrize(
    ("present", "enough"),
    [
        ((), False),
        ((PERSONS[0],), False),
        ((PERSONS[0], SUBSTITUTES[0]), False),
        ((PERSONS[0], some_id("adviser"), some_id("anybody")), False),
        ((PERSONS[0], PERSONS[1]), True),
        ((PERSONS[0], SUBSTITUTES[3]), True),
        (tuple(PERSONS[:4]), True),
    ],
)
def test_half_of_the_mandates_that_vote_are_present_or_substituted(present: tuple[UUID, ...], enough: bool) -> None:
    assert reaches(an_instance_that_votes(), *present) is enough


@pytest.mark.parametrize(("quorum", "enough"), [(1, True), (25, True), (26, False), (100, False)])
def test_one_mandate_of_four_is_a_quarter_exactly(quorum: int, enough: bool) -> None:
    instance = an_instance_that_votes([BodyRules(body=PLENARY, quorum_percent=quorum)])

    assert reaches(instance, PERSONS[0]) is enough


def test_one_mandate_of_a_hundred_and_one_is_less_than_a_percent() -> None:
    percent = [BodyRules(body=PLENARY, quorum_percent=1)]

    assert reaches(an_instance_that_votes(percent, seats=100), PERSONS[0])
    assert not reaches(an_instance_that_votes(percent, seats=101), PERSONS[0])


def test_only_the_mandates_of_the_day_of_the_meeting_count() -> None:
    instance = an_instance_that_votes()
    for number in range(2):
        instance.vacate_seat(PLENARY, some_id(f"seat {number}"), "Départ.", on=TODAY)

    assert reaches(instance, PERSONS[2])
    assert not reaches(instance, *PERSONS[:2])
    assert not reaches(instance, PERSONS[2], days=-1)


def test_a_body_without_a_mandate_that_votes_reaches_no_quorum() -> None:
    assert not reaches(an_instance_that_votes(seats=0), *PERSONS)


@pytest.mark.parametrize(
    "instance",
    [
        an_instance_that_votes(needed=None),
        an_instance_that_votes(needed=False),
        an_instance_that_votes([]),
        an_instance_that_votes([BodyRules(body=PLENARY, gives_verdicts=True)]),
        an_instance_that_votes([BodyRules(body=CHAMBER, quorum_percent=50)]),
        an_instance_with_a_plenary(LIEGE),
    ],
    ids=["silent", "not needed", "of no body", "of no percentage", "of another body", "no règlement"],
)
def test_no_quorum_is_asked_where_the_rules_of_order_ask_none(instance: InstanceBassin) -> None:
    assert reaches(instance)


def test_a_quorum_is_that_of_the_body_that_sits() -> None:
    rules = [BodyRules(body=CHAMBER, quorum_percent=1), BodyRules(body=PLENARY, quorum_percent=100)]
    instance = an_instance_that_votes(rules)

    assert not reaches(instance, *PERSONS, body=CHAMBER)
    assert not reaches(instance, *PERSONS[:3])
    assert reaches(instance, *PERSONS)


def test_the_quorum_of_the_day_of_the_meeting_counts() -> None:
    instance = an_instance_that_votes()
    instance.adopt_rules_of_order(HALF, on=TOMORROW)

    assert [reaches(instance, days=days) for days in (-2, -1, 0, 1)] == [True, False, False, True]


def test_a_verdict_counts_the_persons_who_were_present_at_its_meeting() -> None:
    sitting = a_sitting(LIEGE, held=None)
    sitting = type(sitting)(sitting.meeting, an_instance_that_votes())
    check_quorum(None)
    check_quorum(sitting)
    present, excused = (tuple(Attendee(person=each) for each in some) for some in (PERSONS[:1], PERSONS[1:4]))

    sitting.meeting.hold(REMOTE, present, excused, on=TODAY)

    with pytest.raises(QuorumNotReached, match="1 sur 4"):
        check_quorum(sitting)
