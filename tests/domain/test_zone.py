"""The zone interbassin: two Instances, their representatives, the projects of its communes (PS-ESM, article 18)."""

import pytest
from msgspec.structs import replace

from efe_domain.project.events import ProjectSubmitted
from efe_domain.project.project import Project
from efe_domain.project.refusals import OutsideTheZone
from efe_domain.shared.days import TooEarly
from efe_domain.shared.ids import ZONE
from efe_domain.shared.record_events import Patch
from efe_domain.zone.events import ZoneRepresentativeDesignated, ZoneRepresentativeEnded
from efe_domain.zone.zone import AlreadyInTheZone, NotInTheZone, NotOfTheZone, Zone, ZoneNotRepresented
from tests.domain.corrections import Ledger, recorded_by
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.projects import (
    CONTENT,
    COUVIN,
    FLORENNES,
    LIEGE,
    NAMUR,
    PROJECT,
    SOUTH,
    a_carried_project,
    a_pole_of,
    a_project,
    a_represented_zone,
    carry,
    submit,
)

PERSON = some_id("person")
IN_THE_ZONE = replace(CONTENT, zone=True, communes=(FLORENNES, COUVIN))


def test_each_instance_designates_its_representatives() -> None:
    zone = given(Zone(ZONE))

    zone.designate(NAMUR, PERSON, on=TODAY)
    zone.designate(SOUTH, PERSON, on=TODAY)
    zone.end(NAMUR, PERSON, on=TOMORROW)
    events = zone.collect_events()

    assert {event.bassins for event in events} == {(SOUTH, NAMUR)}
    assert [type(event) for event in events] == [
        ZoneRepresentativeDesignated,
        ZoneRepresentativeDesignated,
        ZoneRepresentativeEnded,
    ]


def test_another_instance_is_not_of_the_zone() -> None:
    zone = given(Zone(ZONE))

    with pytest.raises(NotOfTheZone):
        zone.designate(LIEGE, PERSON, on=TODAY)

    assert recorded(zone) == []


def test_a_person_represents_an_instance_once_until_that_ends() -> None:
    zone = Zone(ZONE)
    zone.designate(NAMUR, PERSON, on=TODAY)
    zone = given(zone)

    with pytest.raises(AlreadyInTheZone):
        zone.designate(NAMUR, PERSON, on=TOMORROW)
    with pytest.raises(NotInTheZone):
        zone.end(SOUTH, PERSON, on=TODAY)
    with pytest.raises(TooEarly):
        zone.end(NAMUR, PERSON, on=YESTERDAY)

    assert recorded(zone) == []


def test_a_corrected_end_does_not_precede_the_designation() -> None:
    zone = Zone(ZONE)
    zone.designate(NAMUR, PERSON, on=TODAY)
    zone.end(NAMUR, PERSON, on=TOMORROW)
    ledger = Ledger(recorded_by(zone))

    with pytest.raises(TooEarly):
        ledger.correct(ZONE, [Patch(2, {"effective_on": str(YESTERDAY)})])


def test_a_project_of_the_zone_is_carried_by_poles_of_its_two_instances() -> None:
    strange = Project(PROJECT)
    with pytest.raises(OutsideTheZone):
        strange.emerge(a_pole_of(LIEGE), IN_THE_ZONE, on=TODAY)
    of_one = given(carry(a_project(a_pole_of(NAMUR), replace(IN_THE_ZONE, communes=(FLORENNES,))), a_pole_of(NAMUR)))

    with pytest.raises(OutsideTheZone):
        carry(of_one, a_pole_of(LIEGE))
    with pytest.raises(OutsideTheZone):
        submit(of_one, zone=a_represented_zone())

    assert recorded(strange) == recorded(of_one) == []


def test_an_amendment_does_not_take_a_project_into_the_zone_with_other_carriers() -> None:
    project = given(a_carried_project(LIEGE, NAMUR))

    with pytest.raises(OutsideTheZone):
        project.amend(IN_THE_ZONE, "Vers la zone.", on=TODAY)

    assert recorded(project) == []


def test_a_project_of_the_zone_is_submitted_where_both_instances_are_represented() -> None:
    project = given(a_carried_project(NAMUR, SOUTH, content=IN_THE_ZONE))
    half = Zone(ZONE)
    half.designate(SOUTH, PERSON, on=TODAY)

    with pytest.raises(ZoneNotRepresented) as refused:
        submit(project, zone=half)
    submit(project, zone=a_represented_zone())

    assert refused.value.reasons == ("Namur",)
    [submitted] = recorded(project)
    assert isinstance(submitted, ProjectSubmitted)
    assert submitted.instances == (SOUTH, NAMUR)
