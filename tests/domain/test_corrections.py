"""Corrections one by one: what follows of them, what stays, and what refuses them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from efe_domain.catalogue import CORRECTIONS, all_events
from efe_domain.correction_table import correction_table
from efe_domain.decision.events import DecisionAdopted, DecisionProposed
from efe_domain.meeting.meeting import MeetingNotHeld
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.events import (
    CompositionBroken,
    MembershipEnded,
    PoleConstituted,
    PoleCreated,
    RepresentativeReplaced,
)
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import AlreadyMember, NotAMember, TermTooLong
from efe_domain.project.events import VerdictGiven
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.correction import FactIsUsed, NotRectifiable
from efe_domain.shared.days import TooEarly, last_day
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Patch, RecordEvent, Rectified
from efe_domain.shared.replay_decisions import Rectifiable
from tests.domain.corrections import (
    Ledger,
    a_pole_that_a_member_left,
    facts,
    ledger_of,
    operators,
    other_school,
    recorded_by,
)
from tests.domain.decisions import DEADLINE, SCHOOL, a_deciding_pole, a_decision, adopt, all_agree
from tests.domain.given import REGISTER_OPENED, TODAY, TOMORROW, YESTERDAY, a_pole, some_id, three_colleges
from tests.domain.opinions import INFORMATION
from tests.domain.projects import AGREED, a_pole_of, a_project, a_sitting, adopted, carry, judge, submit
from tests.domain.refused_corrections import an_analysis

NEVER_CORRECTED = {"call", "document", "invitation", "person", "register"}


def the[E: Event](kind: type[E], found: Sequence[Event]) -> E:
    [fact] = [each for each in found if isinstance(each, kind)]
    return fact


def test_a_typo_in_the_name_of_a_pole_is_corrected() -> None:
    pole = a_pole()
    ledger = ledger_of(pole)

    ledger.correct(pole.id, [Patch(1, {"name": "Chauffage central"})])

    assert the(PoleCreated, facts(ledger, pole)).name == "Chauffage central"
    assert ledger.load(Pole, pole.id).version == 2


def test_another_operator_was_designated_and_all_of_its_seat_follows() -> None:
    pole, right = a_pole_that_a_member_left(), other_school()
    ledger = Ledger([*recorded_by(*operators(), right), *recorded_by(pole)])
    [nth] = [each.originator_version for each in facts(ledger, pole) if getattr(each, "operator", None) == SCHOOL][:1]

    ledger.correct(pole.id, [Patch(nth, {"operator": str(right.id)})])

    named = [
        each.operator for each in facts(ledger, pole) if isinstance(each, RepresentativeReplaced | MembershipEnded)
    ]
    assert named == [right.id, right.id]


def test_an_earlier_day_moves_the_first_day_that_the_end_names() -> None:
    pole = a_pole_that_a_member_left()
    ledger = ledger_of(pole)
    nth = next(each.originator_version for each in facts(ledger, pole) if getattr(each, "operator", None) == SCHOOL)

    ledger.correct(pole.id, [Patch(nth, {"effective_on": str(REGISTER_OPENED + timedelta(3))})])

    assert the(MembershipEnded, facts(ledger, pole)).since == REGISTER_OPENED + timedelta(3)
    assert the(RepresentativeReplaced, facts(ledger, pole)).since == REGISTER_OPENED + timedelta(3)


def test_a_designation_that_a_later_fact_needs_is_not_annulled() -> None:
    pole = a_pole_that_a_member_left()
    ledger = ledger_of(pole)

    with pytest.raises(NotAMember) as refused:
        ledger.correct(pole.id, [Patch(4)])

    assert refused.value.breaks == 5
    assert refused.value.reasons[-1].startswith("Le fait n° 5 (Représentant d'un membre remplacé) du ")


def test_with_all_that_needs_it_a_designation_is_annulled() -> None:
    pole = a_pole_that_a_member_left()
    ledger = ledger_of(pole)

    ledger.correct(pole.id, [Patch(4), Patch(5), Patch(6)])

    assert ledger.load(Pole, pole.id).members_on(TODAY) == tuple(each.operator for each in three_colleges()[:2])


def test_the_alarm_follows_the_departure() -> None:
    """Annulled, nothing is left of it; on an earlier day, it is of that day."""
    pole = a_pole(members=three_colleges())
    pole.constitute(three_colleges(), ends=None, on=YESTERDAY)
    pole.end_membership(SCHOOL, "Départ.", members=three_colleges(), on=TODAY)
    ledger = ledger_of(pole)
    left = the(MembershipEnded, facts(ledger, pole)).originator_version

    ledger.correct(pole.id, [Patch(left, {"effective_on": str(YESTERDAY)})])
    assert the(CompositionBroken, facts(ledger, pole)).effective_on == YESTERDAY

    ledger.correct(pole.id, [Patch(left)])
    assert not any(isinstance(each, CompositionBroken | MembershipEnded) for each in facts(ledger, pole))


def test_a_departure_that_empties_a_college_after_all_raises_the_alarm_at_its_place() -> None:
    """Two of a college: the day of one departure shows whether the other left it empty."""
    second = other_school()
    members = [*three_colleges(), second.as_candidate()]
    pole = a_pole(members=members)
    pole.constitute(members, ends=None, on=YESTERDAY)
    pole.end_membership(SCHOOL, "Départ.", members=members, on=TODAY)
    ledger = Ledger([*recorded_by(*operators(), second), *recorded_by(pole)])
    designated = next(each for each in facts(ledger, pole) if getattr(each, "operator", None) == second.id)
    constituted = the(PoleConstituted, facts(ledger, pole))

    ledger.correct(pole.id, [Patch(designated.originator_version)])

    alarm, left = the(CompositionBroken, facts(ledger, pole)), the(MembershipEnded, facts(ledger, pole))
    assert alarm.originator_version == left.originator_version
    corrected = the(PoleConstituted, facts(ledger, pole))
    assert second.id in constituted.composition[2].operators
    assert second.id not in corrected.composition[2].operators


def test_a_term_without_a_last_day_of_its_own_follows_its_first_day() -> None:
    pole = a_pole(members=three_colleges())
    pole.constitute(three_colleges(), ends=None, on=TODAY)
    ledger = ledger_of(pole)
    nth = the(PoleConstituted, facts(ledger, pole)).originator_version

    ledger.correct(pole.id, [Patch(nth, {"effective_on": str(YESTERDAY)})])

    term = the(PoleConstituted, facts(ledger, pole))
    assert (term.starts, term.ends) == (YESTERDAY, last_day(YESTERDAY, 3))
    with pytest.raises(TermTooLong):
        ledger.correct(pole.id, [Patch(nth, {"ends": "2031-01-01"})])


def test_the_last_rectification_of_a_version_counts() -> None:
    pole = a_pole()
    ledger = ledger_of(pole)

    for name in ("Un", "Deux", "Trois"):
        ledger.correct(pole.id, [Patch(1, {"name": name})])

    assert the(PoleCreated, facts(ledger, pole)).name == "Trois"


def test_a_deadline_is_not_rectified() -> None:
    ledger = ledger_of(pole := a_deciding_pole(), decision := a_decision(pole, deadline=DEADLINE))

    with pytest.raises(NotRectifiable):
        ledger.correct(decision.id, [Patch(1, {"deadline": str(DEADLINE + timedelta(5))})])


def test_a_roster_stays_though_the_proposal_was_of_another_day() -> None:
    pole = a_deciding_pole(starts=YESTERDAY)
    pole.replace_representative(SCHOOL, some_id("anne"), on=TODAY)
    decision = a_decision(pole, on=TODAY)
    ledger = ledger_of(pole, decision)
    before = the(DecisionProposed, facts(ledger, decision))
    assert before.roster != pole.roster_on(YESTERDAY)

    ledger.correct(decision.id, [Patch(1, {"effective_on": str(YESTERDAY)})])

    after = the(DecisionProposed, facts(ledger, decision))
    assert (after.effective_on, after.roster) == (YESTERDAY, before.roster)


def test_an_adoption_stays_after_all_that_was_said() -> None:
    pole = a_deciding_pole(quorum=50, starts=YESTERDAY)
    decision = all_agree(a_decision(pole, deadline=TODAY), pole)
    adopt(decision, pole, on=TODAY + timedelta(1))
    ledger = ledger_of(pole, decision)

    with pytest.raises(NotRectifiable):
        ledger.correct(decision.id, [Patch(2, {"stance": "object"})])
    with pytest.raises(TooEarly) as refused:
        ledger.correct(decision.id, [Patch(5, {"effective_on": str(YESTERDAY)})])

    assert refused.value.breaks == 5
    assert the(DecisionAdopted, facts(ledger, decision)).silent == ()


def test_a_rule_that_a_fact_broke_already_does_not_hide_another_of_that_name() -> None:
    """A verdict of before 0.3.0 cites no meeting; corrected, it does not cite one that is still to come."""
    pole = a_pole_of(Bassin.LIEGE)
    project = judge(submit(carry(a_project(pole), pole)), [(Bassin.LIEGE, AGREED)])
    ahead, held = a_sitting(Bassin.LIEGE, held=None), a_sitting(Bassin.LIEGE)
    recorded = [*recorded_by(pole, held.instance, adopted(pole, project.id, project.content_hash), project)]
    silent = [replace(each, without_meeting="") if isinstance(each, VerdictGiven) else each for each in recorded]
    judged = the(VerdictGiven, silent).originator_version
    citing = [Patch(judged, {"meeting": str(held.meeting.id)})]

    with pytest.raises(MeetingNotHeld):
        Ledger([*silent, *recorded_by(ahead.meeting)]).correct(project.id, citing)

    ledger = Ledger([*silent, *recorded_by(held.meeting)])
    ledger.correct(project.id, [Patch(judged, {"effective_on": str(TOMORROW)})])
    ledger.correct(project.id, citing)
    assert the(VerdictGiven, facts(ledger, project)).meeting == held.meeting.id


def test_an_entity_of_which_nothing_stands_is_not_there() -> None:
    opinion = Opinion(some_id("opinion"))
    opinion.request(INFORMATION, "Forem", due_on=None, on=TODAY)
    ledger = ledger_of(opinion)

    ledger.correct(opinion.id, [Patch(1)])

    assert not ledger.load(Opinion, opinion.id).exists
    assert ledger.load(Opinion, opinion.id).version == 2


def test_the_first_fact_is_not_annulled_below_another() -> None:
    analysis = an_analysis()
    ledger = ledger_of(analysis)

    with pytest.raises(FactIsUsed) as refused:
        ledger.correct(analysis.id, [Patch(1)])
    assert refused.value.breaks == 2

    ledger.correct(analysis.id, [Patch(1), Patch(2)])
    assert not ledger.load(type(analysis), analysis.id).exists


def test_a_version_that_is_no_fact_is_not_found() -> None:
    pole = a_pole()
    ledger = ledger_of(pole)
    ledger.correct(pole.id, [Patch(1, {"name": "Un"})])

    for version in (0, 2, 3):
        with pytest.raises(NotFound):
            ledger.correct(pole.id, [Patch(version, {"name": "Deux"})])


@pytest.mark.parametrize("value", [7, "demain", "2026-02-30", None, ["2026-03-01"], {"day": 1}])
def test_a_value_that_a_field_cannot_have_is_invalid(value: object) -> None:
    pole = a_pole()

    with pytest.raises(Invalid):
        ledger_of(pole).correct(pole.id, [Patch(1, {"effective_on": value})])


def test_two_seats_of_one_operator_never_overlap() -> None:
    pole = a_pole_that_a_member_left()
    pole.designate(three_colleges()[2], None, on=TODAY)
    ledger = ledger_of(pole)

    with pytest.raises(AlreadyMember) as refused:
        ledger.correct(pole.id, [Patch(6, {"effective_on": str(TODAY + timedelta(1))})])

    assert refused.value.breaks == 7


def test_every_fact_is_on_the_page_of_corrections() -> None:
    facts = {topic for topic, event in all_events().items() if not issubclass(event, RecordEvent)}
    page = correction_table()

    corrected, _, others = page.partition("## of which nothing is corrected")
    assert {topic for topic in facts if f"| `{topic}` |" in others} == {
        topic for topic in facts if topic.partition(".")[0] in NEVER_CORRECTED
    }
    assert {topic for topic in facts if f"| `{topic}` |" in corrected} == {
        topic for topic in facts if topic.partition(".")[0] not in NEVER_CORRECTED
    }
    assert {each.TOPIC for known in CORRECTIONS.values() for each in known.facts} <= facts


TABLE = [(event, may) for known in CORRECTIONS.values() for event, may in known.facts.items()]


@pytest.mark.parametrize(("event", "may"), TABLE, ids=lambda each: getattr(each, "TOPIC", ""))
def test_the_table_of_corrections_names_fields_of_its_facts(event: type[Event], may: Rectifiable) -> None:
    own = {*event.__struct_fields__} - {*Event.__struct_fields__}

    assert may.fields | may.frozen <= own
    assert not may.fields & may.frozen
    assert may.confirmed | may.documented <= may.fields
    assert not (may.derived and (may.fields or may.annulment != "never"))


def test_a_kind_of_entity_is_corrected_unless_it_is_of_access() -> None:
    kinds = {topic.partition(".")[0] for topic in all_events()}

    assert {*CORRECTIONS} == kinds - NEVER_CORRECTED


def test_a_rectification_has_no_day_in_law() -> None:
    pole = a_pole()
    rectified = ledger_of(pole).correct(pole.id, [Patch(1, {"name": "Un"})])

    assert isinstance(rectified, Rectified)
    assert not hasattr(rectified, "effective_on")
