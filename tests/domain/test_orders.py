"""What the règlement d'ordre intérieur in force on a day says, and what counts where it is silent (ART-7)."""

from datetime import date, timedelta

import pytest

from efe_domain.instance.events import NO_SETTINGS, BodyRules, OrderSettings
from efe_domain.instance.instance import BodyIsDissolved
from efe_domain.instance.orders import SameRulesOfOrder
from efe_domain.law.rules import Rule
from efe_domain.shared.days import LateWithoutSource, TooEarly, check_source
from efe_domain.shared.errors import Invalid, NotFound
from tests.domain.given import REGISTER_OPENED, TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.projects import LIEGE, PLENARY, an_instance_with_a_plenary

HALF = (BodyRules(body=PLENARY, quorum_percent=50, majority_percent=100),)
WINDOW = OrderSettings(renewal_window_days=180)


def test_the_rules_of_a_day_hold_from_it_to_the_eve_of_the_next_ones() -> None:
    instance = an_instance_with_a_plenary(LIEGE)
    instance.adopt_rules_of_order((), WINDOW, contest_days=45, on=TODAY)
    instance.adopt_rules_of_order((), contest_days=None, on=TOMORROW)
    days = (YESTERDAY, TODAY, TOMORROW)

    assert [instance.contest_days_on(day) for day in days] == [30, 45, 30]
    assert [instance.settings_on(day) for day in days] == [NO_SETTINGS, WINDOW, NO_SETTINGS]


def test_rules_that_change_nothing_are_not_adopted_again() -> None:
    instance = an_instance_with_a_plenary(LIEGE)
    instance.adopt_rules_of_order(HALF, WINDOW, contest_days=45, verdicts_need_quorum=False, on=TODAY)
    instance = given(instance)

    for needed in (False, None):
        with pytest.raises(SameRulesOfOrder):
            instance.adopt_rules_of_order(HALF, WINDOW, contest_days=45, verdicts_need_quorum=needed, on=TOMORROW)
    assert recorded(instance) == []
    instance.adopt_rules_of_order(HALF, WINDOW, contest_days=45, verdicts_need_quorum=True, on=TOMORROW)
    instance.adopt_rules_of_order(HALF, WINDOW, contest_days=46, verdicts_need_quorum=True, on=TOMORROW)
    instance.adopt_rules_of_order(HALF, NO_SETTINGS, contest_days=46, verdicts_need_quorum=True, on=TOMORROW)
    instance.adopt_rules_of_order((), NO_SETTINGS, contest_days=46, verdicts_need_quorum=True, on=TOMORROW)

    assert len(recorded(instance)) == 4


def test_rules_are_adopted_on_the_day_of_the_last_ones_or_later() -> None:
    instance = an_instance_with_a_plenary(LIEGE)
    instance.adopt_rules_of_order(HALF, on=TODAY)
    instance = given(instance)

    with pytest.raises(TooEarly):
        instance.adopt_rules_of_order((), on=YESTERDAY)

    assert recorded(instance) == []
    instance.adopt_rules_of_order((), on=TODAY)


@pytest.mark.parametrize("percent", [0, -1, 101])
@pytest.mark.parametrize("field", ["quorum_percent", "majority_percent"])
def test_a_percentage_lies_between_one_and_a_hundred(field: str, percent: int) -> None:
    instance = given(an_instance_with_a_plenary(LIEGE))

    with pytest.raises(Invalid):
        instance.adopt_rules_of_order((BodyRules(body=PLENARY, **{field: percent}),), on=TODAY)  # type: ignore[arg-type]

    assert recorded(instance) == []
    for allowed in (1, 100):
        instance.adopt_rules_of_order((BodyRules(body=PLENARY, **{field: allowed}),), on=TODAY)  # type: ignore[arg-type]


def test_rules_name_each_body_once_and_only_bodies_in_place() -> None:
    instance = an_instance_with_a_plenary(LIEGE)
    chamber = some_id("chamber")
    instance.set_up_body(chamber, "Chambre", Rule.M6, on=YESTERDAY)
    instance.dissolve_body(chamber, on=TOMORROW)
    instance = given(instance)
    both = (*HALF, BodyRules(body=chamber, quorum_percent=50))

    for rules, on, refusal in (
        ((*HALF, BodyRules(body=PLENARY)), TODAY, Invalid),
        ((BodyRules(body=some_id("stranger")),), TODAY, NotFound),
        (both, REGISTER_OPENED, TooEarly),
        (both, TOMORROW, BodyIsDissolved),
        (HALF, REGISTER_OPENED - timedelta(1), TooEarly),
    ):
        with pytest.raises(refusal):
            instance.adopt_rules_of_order(rules, on=on)
    assert recorded(instance) == []
    instance.adopt_rules_of_order(both, on=TODAY)


@pytest.mark.parametrize(
    ("day", "source", "after", "refused"),
    [
        (TODAY - timedelta(91), "", 90, True),
        (TODAY - timedelta(90), "", 90, False),
        (TODAY - timedelta(91), "Procès-verbal.", 90, False),
        (TODAY - timedelta(900), "", None, False),
        (TOMORROW, "", 1, False),
    ],
)
def test_a_fact_older_than_the_rules_allow_names_its_source(
    day: date, source: str, after: int | None, refused: bool
) -> None:
    if refused:
        with pytest.raises(LateWithoutSource):
            check_source(day, TODAY, source, after)
    else:
        check_source(day, TODAY, source, after)
