"""An Instance bassin, its rules of order, its bodies, its axes, and who may act for it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.instance.events import (
    NO_SETTINGS,
    BodyDissolved,
    BodyRules,
    BodySetUp,
    InstanceEstablished,
    OrderSettings,
    RulesOfOrderAdopted,
)
from efe_domain.instance.instance import (
    AlreadyEstablished,
    BodyAlreadySetUp,
    BodyIsDissolved,
    BodyNameTaken,
    InstanceBassin,
)
from efe_domain.instance.orders import SameRulesOfOrder
from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.shared.ids import instance_id
from tests.domain.given import (
    HEATING,
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    an_instance,
    given,
    recorded,
    some_id,
)

PLENARY, CHAMBER = some_id("plenary"), some_id("chamber")


def an_instance_with_a_plenary() -> InstanceBassin:
    instance = an_instance()
    instance.set_up_body(PLENARY, "Plénière", Rule.M6, on=YESTERDAY)
    return instance


def test_an_instance_is_established_for_its_bassin() -> None:
    instance = InstanceBassin(instance_id(Bassin.LIEGE))

    instance.establish(Bassin.LIEGE, on=TODAY)

    assert recorded(instance) == [
        InstanceEstablished(bassin=Bassin.LIEGE, name="Instance bassin EFE – Liège", effective_on=TODAY)
    ]


def test_an_instance_concerns_its_bassin_from_its_first_event() -> None:
    instance = InstanceBassin(instance_id(Bassin.LIEGE))

    instance.establish(Bassin.LIEGE, on=TODAY)

    (event,) = instance.collect_events()
    assert (event.originator_id, event.originator_version, event.bassins) == (instance.id, 1, ("liege",))


def test_an_instance_is_not_established_twice() -> None:
    instance = given(an_instance())

    with pytest.raises(AlreadyEstablished):
        instance.establish(Bassin.LIEGE, on=TODAY)

    assert recorded(instance) == []


def test_rules_of_order_are_adopted_for_its_bodies() -> None:
    instance = given(an_instance_with_a_plenary())
    rules = (BodyRules(body=PLENARY, quorum_percent=50, majority_percent=66),)

    instance.adopt_rules_of_order(rules, on=TODAY)

    assert recorded(instance) == [RulesOfOrderAdopted(rules=rules, settings=NO_SETTINGS, effective_on=TODAY)]


def test_rules_of_order_that_change_nothing_are_refused() -> None:
    instance = an_instance_with_a_plenary()
    rules = (BodyRules(body=PLENARY, quorum_percent=50),)
    instance.adopt_rules_of_order(rules, on=YESTERDAY)
    instance = given(instance)

    with pytest.raises(SameRulesOfOrder):
        instance.adopt_rules_of_order(rules, on=TODAY)

    assert recorded(instance) == []


def test_rules_of_order_do_not_replace_later_ones() -> None:
    instance = an_instance_with_a_plenary()
    instance.adopt_rules_of_order((BodyRules(body=PLENARY, quorum_percent=50),), on=TODAY)
    instance = given(instance)

    with pytest.raises(TooEarly):
        instance.adopt_rules_of_order((BodyRules(body=PLENARY, quorum_percent=60),), on=YESTERDAY)

    assert recorded(instance) == []


def test_rules_of_order_do_not_name_a_body_that_is_not_its_own() -> None:
    instance = given(an_instance_with_a_plenary())

    with pytest.raises(NotFound):
        instance.adopt_rules_of_order((BodyRules(body=CHAMBER),), on=TODAY)

    assert recorded(instance) == []


def test_rules_of_order_do_not_name_a_body_before_it_is_set_up() -> None:
    instance = given(an_instance_with_a_plenary())

    with pytest.raises(TooEarly):
        instance.adopt_rules_of_order((BodyRules(body=PLENARY),), on=REGISTER_OPENED)

    assert recorded(instance) == []


def test_rules_of_order_do_not_name_a_dissolved_body() -> None:
    instance = an_instance_with_a_plenary()
    instance.dissolve_body(PLENARY, on=TODAY)
    instance = given(instance)

    with pytest.raises(BodyIsDissolved):
        instance.adopt_rules_of_order((BodyRules(body=PLENARY),), on=TODAY)

    assert recorded(instance) == []


def test_rules_of_order_recorded_late_may_name_a_body_dissolved_since() -> None:
    instance = an_instance_with_a_plenary()
    instance.dissolve_body(PLENARY, on=TODAY)
    instance = given(instance)

    instance.adopt_rules_of_order((BodyRules(body=PLENARY),), on=YESTERDAY)

    assert recorded(instance) == [
        RulesOfOrderAdopted(rules=(BodyRules(body=PLENARY),), settings=NO_SETTINGS, effective_on=YESTERDAY)
    ]


def test_rules_of_order_name_a_body_once() -> None:
    instance = given(an_instance_with_a_plenary())
    twice = (BodyRules(body=PLENARY, quorum_percent=50), BodyRules(body=PLENARY, quorum_percent=60))

    with pytest.raises(Invalid):
        instance.adopt_rules_of_order(twice, on=TODAY)

    assert recorded(instance) == []


def test_a_quorum_may_be_everybody() -> None:
    instance = given(an_instance_with_a_plenary())
    rules = (BodyRules(body=PLENARY, quorum_percent=100, majority_percent=1),)

    instance.adopt_rules_of_order(rules, on=TODAY)

    assert recorded(instance) == [RulesOfOrderAdopted(rules=rules, settings=NO_SETTINGS, effective_on=TODAY)]


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_quorum_is_a_percentage(percent: int) -> None:
    instance = given(an_instance_with_a_plenary())

    with pytest.raises(Invalid):
        instance.adopt_rules_of_order((BodyRules(body=PLENARY, quorum_percent=percent),), on=TODAY)

    assert recorded(instance) == []


def test_a_body_is_set_up_under_a_mission() -> None:
    instance = given(an_instance())

    instance.set_up_body(CHAMBER, "  Chambre Enseignement ", Rule.M7, on=TODAY)

    events = recorded(instance)
    assert events == [BodySetUp(body=CHAMBER, name="Chambre Enseignement", mission=Rule.M7, effective_on=TODAY)]
    assert events[0].rule is Rule.M7


def test_a_body_is_of_no_other_mission() -> None:
    instance = given(an_instance())

    with pytest.raises(Invalid):
        instance.set_up_body(CHAMBER, "Chambre", Rule.M5, on=TODAY)

    assert recorded(instance) == []


def test_nothing_happens_in_an_instance_before_it_is_established() -> None:
    instance = given(an_instance())
    before = REGISTER_OPENED.replace(year=2023)
    commands: tuple[Callable[[], None], ...] = (
        lambda: instance.adopt_rules_of_order((), on=before),
        lambda: instance.set_up_body(CHAMBER, "Chambre", Rule.M6, on=before),
        lambda: instance.identify_axis(HEATING, on=before),
        lambda: instance.grant_access(CHAMBER, Role.COORDINATOR, on=before),
    )

    for command in commands:
        with pytest.raises(TooEarly):
            command()

    assert recorded(instance) == []


def test_a_body_is_not_set_up_twice() -> None:
    instance = given(an_instance_with_a_plenary())

    with pytest.raises(BodyAlreadySetUp):
        instance.set_up_body(PLENARY, "Chambre", Rule.M6, on=TODAY)

    assert recorded(instance) == []


def test_two_living_bodies_do_not_bear_one_name() -> None:
    instance = given(an_instance_with_a_plenary())

    with pytest.raises(BodyNameTaken):
        instance.set_up_body(CHAMBER, "PLENIERE", Rule.M6, on=TODAY)

    assert recorded(instance) == []


def test_a_name_is_compared_with_its_namesakes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many bodies an Instance has had."""
    instance, compared = given(an_instance_with_a_plenary()), list[str]()
    slug = texts.slug

    def noted(value: str) -> str:
        compared.append(value)
        return slug(value)

    monkeypatch.setattr(texts, "slug", noted)

    for number in range(20):
        compared.clear()
        instance.set_up_body(uuid4(), f"Groupe {number}", Rule.M6, on=TODAY)
        assert set(compared) == {f"Groupe {number}"}


def test_a_dissolved_body_leaves_its_name_from_that_day() -> None:
    instance = given(an_instance_with_a_plenary())

    instance.dissolve_body(PLENARY, on=TODAY)
    instance.set_up_body(CHAMBER, "Plénière", Rule.M6, on=TODAY)

    assert recorded(instance) == [
        BodyDissolved(body=PLENARY, effective_on=TODAY),
        BodySetUp(body=CHAMBER, name="Plénière", mission=Rule.M6, effective_on=TODAY),
    ]


def test_a_body_is_not_dissolved_twice() -> None:
    instance = an_instance_with_a_plenary()
    instance.dissolve_body(PLENARY, on=TODAY)
    instance = given(instance)

    with pytest.raises(BodyIsDissolved):
        instance.dissolve_body(PLENARY, on=TOMORROW)

    assert recorded(instance) == []


def test_a_body_is_not_dissolved_before_it_is_set_up() -> None:
    instance = given(an_instance_with_a_plenary())

    with pytest.raises(TooEarly):
        instance.dissolve_body(PLENARY, on=REGISTER_OPENED)

    assert recorded(instance) == []


def test_rules_of_order_set_what_the_law_does_not() -> None:
    instance = given(an_instance())

    instance.adopt_rules_of_order((), OrderSettings(renewal_window_days=180), on=YESTERDAY)
    instance.adopt_rules_of_order((), on=TODAY)

    assert [each.settings for each in recorded(instance) if isinstance(each, RulesOfOrderAdopted)] == [
        OrderSettings(renewal_window_days=180),
        NO_SETTINGS,
    ]
    assert instance.settings_on(YESTERDAY - timedelta(1)) == NO_SETTINGS
    assert instance.settings_on(YESTERDAY).renewal_window_days == 180
    assert instance.settings_on(TODAY) == NO_SETTINGS


@pytest.mark.parametrize("days", [0, -1, 36_501])
def test_a_window_of_no_days_is_refused(days: int) -> None:
    instance = given(an_instance())

    with pytest.raises(Invalid):
        instance.adopt_rules_of_order((), OrderSettings(renewal_window_days=days), on=TODAY)

    assert recorded(instance) == []
