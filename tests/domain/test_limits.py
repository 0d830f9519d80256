"""The largest thing that each limit allows is accepted, and the next one is refused."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace

from efe_domain.analysis.analysis import MOST_CROSSED
from efe_domain.instance.events import MAX_PERIOD_DAYS, OrderSettings, check_contest_days, check_settings
from efe_domain.instance.letterheads import MAX_ADDRESS_LINES, MAX_LOGO_BYTES, check_logo, clean_address
from efe_domain.meeting.attendance import MOST_ATTENDEES, check_attendance, check_represented
from efe_domain.meeting.events import Attendee, Proxy
from efe_domain.meeting.meeting import LONGEST_AGENDA, clean_agenda
from efe_domain.opinion.content import MOST_ADDRESSEES as MOST_READERS
from efe_domain.opinion.content import MOST_CRITERIA, CriterionTopic, OpinionCriterion, OpinionKind
from efe_domain.project import plan
from efe_domain.project.content import (
    LARGEST_AMOUNT,
    MOST_ACTIONS,
    MOST_ASPECTS,
    MOST_PARTNERS,
    ActionNature,
    ProjectAction,
    check_amount,
    clean,
)
from efe_domain.project.joint_meetings import MAX_JOINT_MEETINGS, JointMeetings
from efe_domain.project.means import MAX_SUPPORT_HOURS, Supports
from efe_domain.project.plan import MAX_PLAN_LINES, MAX_RESPONSIBLE
from efe_domain.project.verdicts import MOST_CONDITIONS, checked
from efe_domain.shared.annexes import MAX_ANNEXES, Annexes
from efe_domain.shared.colleges import College
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from efe_domain.themes.themes import MOST_ADDRESSEES, MOST_ANALYSES, MOST_AXES, MOST_THEMES, clean_theme
from tests.domain.given import TODAY, some_id
from tests.domain.joint_meetings import called
from tests.domain.opinions import LANGUAGES, SAYING, a_list, an_analysis
from tests.domain.plans import DATED, action, line, part
from tests.domain.projects import CONTENT, ON_CONDITION, support

LOGO = Document(sha256="a" * 64, size=1, media_type="image/png")
NAMES = [some_id(str(number)) for number in range(MOST_ATTENDEES + 1)]
ANNE = Attendee(person=some_id("anne"), operator=some_id("host"))


def persons(number: int) -> tuple[Attendee, ...]:
    return tuple(Attendee(person=each) for each in NAMES[:number])


def represent(number: int) -> None:
    check_represented(tuple(Proxy(operator=each, by=some_id("host")) for each in NAMES[:number]), (ANNE,), ())


def diffuse(number: int) -> None:
    a_list(adopted=True).diffuse(College.C, [(some_id(str(each)), College.C) for each in range(number)], on=TODAY)


def draft_themes(number: int) -> None:
    a_list(*(replace(LANGUAGES, label=f"Thématique {each}") for each in range(number)))


def cross(number: int) -> None:
    others = [an_analysis(f"analysis {each}", received=True) for each in range(number)]
    an_analysis(received=True).write_synthesis("Synthèse.", others, on=TODAY)


def clean_content(**said: Any) -> None:
    clean(replace(CONTENT, **said))


def examine(number: int) -> None:
    criteria = tuple(
        OpinionCriterion(topic=CriterionTopic.OTHER, label=f"Critère {each}", finding="Rien.")
        for each in NAMES[:number]
    )
    replace(SAYING, criteria=criteria).checked(OpinionKind.INFORMATION)


def plan_lines(number: int) -> None:
    plan.clean(part(action(), budget_lines=(line(),) * (number - 2)), DATED)


def attach(number: int) -> None:
    annexes = Annexes()
    for each in range(number):
        annexes.keep_document(annexes.attached(replace(LOGO, sha256=f"{each:064x}"), "Note")["document"])


def note_errata(number: int) -> None:
    annexes = Annexes()
    for each in range(number):
        annexes.keep_erratum(**annexes.erratum(1, f"Erratum {each}."))


def call_meetings(number: int) -> None:
    meetings, names = JointMeetings(), count()
    for _ in range(number):
        meetings.call(meetings.next_call(called(meeting=some_id(f"joint {next(names)}")), None))


LIMITS: list[tuple[int, Callable[[int], object]]] = [
    (LONGEST_AGENDA, lambda number: clean_agenda(("Point",) * number, "items")),
    (MOST_ATTENDEES, lambda number: check_attendance(persons(number), ())),
    (MOST_ATTENDEES, lambda number: check_attendance(persons(number - 1), (ANNE,))),
    (MOST_ATTENDEES, represent),
    (MOST_THEMES, draft_themes),
    (MOST_ADDRESSEES, diffuse),
    (MOST_AXES, lambda number: clean_theme(NAMES[0], replace(LANGUAGES, axes=tuple(map(str, range(number)))))),
    (MOST_ANALYSES, lambda number: clean_theme(NAMES[0], replace(LANGUAGES, analyses=tuple(NAMES[:number])))),
    (MOST_CROSSED, cross),
    (MOST_ACTIONS, lambda number: clean_content(actions=(ProjectAction(ActionNature.EMERGENT, "Agir."),) * number)),
    (MOST_ASPECTS, lambda number: clean_content(other_aspects=tuple(f"Aspect {each}" for each in range(number)))),
    (MOST_PARTNERS, lambda number: clean_content(partners=tuple(some_id(str(each)) for each in range(number)))),
    (LARGEST_AMOUNT, lambda number: clean_content(budget_cents=number)),
    (LARGEST_AMOUNT, lambda number: check_amount(number, "amount", least=1)),
    (MOST_CONDITIONS, lambda number: checked(replace(ON_CONDITION, conditions=("Agir.",) * number))),
    (MOST_CRITERIA, examine),
    (MOST_READERS, lambda number: replace(SAYING, operators=(NAMES[0],) * number).checked(OpinionKind.INFORMATION)),
    (MAX_PLAN_LINES, plan_lines),
    (MAX_RESPONSIBLE, lambda number: plan.clean(part(action(operators=tuple(NAMES[:number]))), DATED)),
    (MAX_SUPPORT_HOURS, lambda number: Supports().checked_grant(replace(support(), hours=number))),
    (MAX_ANNEXES, attach),
    (MAX_ANNEXES, note_errata),
    (MAX_JOINT_MEETINGS, call_meetings),
    (MAX_ADDRESS_LINES, lambda number: clean_address("\n".join(["Rue"] * number))),
    (MAX_LOGO_BYTES, lambda number: check_logo(replace(LOGO, size=number))),
    (MAX_PERIOD_DAYS, lambda number: check_settings(OrderSettings(renewal_window_days=number))),
    (365, check_contest_days),
]


@pytest.mark.parametrize(("most", "accept"), LIMITS)
def test_a_limit_allows_so_much_and_no_more(most: int, accept: Callable[[int], object]) -> None:
    accept(most)

    with pytest.raises(Invalid):
        accept(most + 1)


LEAST: list[tuple[int, Callable[[int], object]]] = [
    (0, lambda number: clean_content(budget_cents=number)),
    (1, lambda number: check_amount(number, "amount", least=1)),
    (1, lambda number: clean_agenda(("Point",) * number, "items")),
    (1, lambda number: check_attendance(persons(number), ())),
    (1, lambda number: Supports().checked_grant(replace(support(), hours=number))),
    (1, lambda number: check_logo(replace(LOGO, size=number))),
    (1, lambda number: check_settings(OrderSettings(renewal_window_days=number))),
    (7, check_contest_days),
]


@pytest.mark.parametrize(("least", "accept"), LEAST)
def test_so_little_is_enough_and_less_is_not(least: int, accept: Callable[[int], object]) -> None:
    accept(least)

    with pytest.raises(Invalid):
        accept(least - 1)
