"""Corrections of recorded facts: the corrector, the second person, the questions, and races."""

from datetime import date
from functools import partial
from uuid import UUID

import pytest
from msgspec.structs import replace

from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands import correction_consequences
from efe_domain.commands.handler import CommandResult
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.law.rules import Rule
from efe_domain.operator.operator import Operator
from efe_domain.opinion.content import OpinionSubject, OpinionSubjectKind
from efe_domain.platform import Platform
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NameTaken, TermOver
from efe_domain.shared.consequences import TooManyConsequences
from efe_domain.shared.correction import (
    DocumentNeeded,
    FactIsUsed,
    MinutesNotAdopted,
    NothingToConfirm,
    SameCoordinator,
)
from efe_domain.shared.days import InTheFuture, TooEarly
from efe_domain.shared.errors import Forbidden, VersionConflict
from efe_domain.shared.record_events import Patch
from efe_domain.themes.themes import CommonThemes
from tests.domain.given import HEATING, NOTE, TODAY, TOMORROW, YESTERDAY, some_id
from tests.domain.opinions import INFORMATION, SAYING
from tests.infra.commands.conftest import Opening
from tests.infra.commands.correction_stage import CONSTITUTED, MINUTES, QUESTION, ROUNDS, SECOND_COORDINATOR
from tests.infra.commands.decision_stage import WORDING
from tests.infra.commands.opinion_stage import PERIOD
from tests.infra.commands.races import at_once
from tests.infra.commands.stage import (
    COMPANY,
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    HALL,
    SCHOOL,
    TRAINING,
    Stage,
    a_pole_of_liege,
    by,
    events_of,
    last_position,
)

DECISION = CORRECTIONS["decision"].events
OPERATOR = CORRECTIONS["operator"].events
POLE = CORRECTIONS["pole"].events
THEMES = CORRECTIONS["themes"].events


def standing[A: (Pole, Decision, Operator)](platform: Platform, kind: type[A], entity: UUID) -> A:
    return kind.replay(entity, list(platform.events.get(entity)))  # type: ignore[arg-type]


def name(stage: Stage, to: str = "Chauffage juste") -> CommandResult:
    return stage.platform.rectify("pole", stage.formed, (Patch(1, {"name": to}),), "Coquille.")


def shorten(stage: Stage, ends: date = TODAY, **cited: object) -> CommandResult:
    patch = Patch(CONSTITUTED, {"ends": str(ends)})
    return stage.platform.rectify("pole", stage.companion, (patch,), "Mauvais terme.", **cited)  # type: ignore[arg-type]


def test_the_next_command_sees_what_stands_now(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.end_membership(stage.formed, SCHOOL, "Départ.", on=TODAY)
        stage.platform.rectify("pole", stage.formed, (Patch(5),), "Il n'est pas parti.")

        stage.platform.end_membership(stage.formed, SCHOOL, "Départ.", on=TODAY)

    assert standing(stage.platform, Pole, stage.formed).version == 7


def test_another_process_sees_it_too(stage: Stage, opening: Opening) -> None:
    """The other process had the earlier pôle in its cache."""
    other = opening(Platform)
    with by(COORDINATOR):
        other.agree_modalities(stage.formed, 3)
        stage.platform.rectify("pole", stage.formed, (Patch(4, {"effective_on": str(TODAY)}),), "Mauvais jour.")

        with pytest.raises(TooEarly):
            other.end_membership(stage.formed, SCHOOL, "Départ.", on=YESTERDAY)


def test_a_coordinator_of_another_instance_corrects_nothing(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR_OF_NAMUR):
        with pytest.raises(Forbidden):
            name(stage)
        with pytest.raises(Forbidden):
            stage.platform.rectify("operator", TRAINING, (Patch(1, {"name": "Autre"}),), "Coquille.")

    assert last_position(stage.platform) == before


def test_the_instance_that_recorded_it_corrects_a_fact_of_the_common_register(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.rectify("operator", TRAINING, (Patch(1, {"name": "Centre n° 2"}),), "Coquille.")

    assert isinstance(events_of(stage.platform)[-1], OPERATOR.rectified)
    assert standing(stage.platform, Operator, TRAINING).name == "Centre n° 2"


@pytest.mark.parametrize("kind", ["person", "register", "nothing"])
def test_of_access_and_of_persons_nothing_is_corrected(stage: Stage, kind: str) -> None:
    with by(COORDINATOR), pytest.raises(Exception, match="Rien de cet objet ne se rectifie"):
        stage.platform.rectify(kind, some_id("person"), (Patch(1),), "Non.")


def test_a_fact_of_tomorrow_is_not_what_happened(stage: Stage) -> None:
    with by(COORDINATOR), pytest.raises(InTheFuture):
        stage.platform.rectify("pole", stage.formed, (Patch(4, {"effective_on": str(TOMORROW)}),), "Non.")


def test_the_version_that_was_read_counts_what_was_recorded(stage: Stage) -> None:
    with by(COORDINATOR):
        name(stage)
    with by(COORDINATOR, expected_version=4), pytest.raises(VersionConflict):
        name(stage, "Encore autre")
    with by(COORDINATOR, expected_version=5):
        name(stage, "Encore autre")


def test_a_correction_is_recorded_once(stage: Stage) -> None:
    with by(COORDINATOR, command_id=some_id("c")):
        first, again = name(stage), name(stage)

    assert (again.position, again.repeated) == (first.position, True)


def test_what_two_are_to_see_is_proposed_first(stage: Stage) -> None:
    with by(COORDINATOR):
        proposed = shorten(stage)
        with pytest.raises(SameCoordinator):
            stage.platform.confirm_rectification("pole", stage.companion, 6)
    assert isinstance(events_of(stage.platform)[proposed.position - 1], POLE.proposed)
    assert standing(stage.platform, Pole, stage.companion).terms.last.ends > TODAY

    with by(SECOND_COORDINATOR):
        confirmed = stage.platform.confirm_rectification("pole", stage.companion, 6)

    rectified = events_of(stage.platform)[confirmed.position - 1]
    assert isinstance(rectified, (POLE.rectified, POLE.questioned, DECISION.questioned))
    assert standing(stage.platform, Pole, stage.companion).terms.last.ends == TODAY
    with by(SECOND_COORDINATOR), pytest.raises(NothingToConfirm):
        stage.platform.confirm_rectification("pole", stage.companion, 6)


def test_a_proposal_that_is_given_up_is_not_confirmed(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.corrections.drop()
        with pytest.raises(NothingToConfirm):
            stage.corrections.confirm()


def test_adopted_minutes_take_the_place_of_a_second_one(stage: Stage) -> None:
    with by(COORDINATOR):
        with pytest.raises(MinutesNotAdopted):
            shorten(stage, minutes=stage.held)
        stage.platform.adopt_minutes(stage.held, MINUTES, on=YESTERDAY)

        shorten(stage, minutes=stage.held)

    assert standing(stage.platform, Pole, stage.companion).terms.last.ends == TODAY


def test_a_content_is_corrected_by_its_document(stage: Stage) -> None:
    patch = (Patch(6, {"conclusion": "Le pôle fonctionne bien."}),)
    with by(COORDINATOR):
        with pytest.raises(DocumentNeeded):
            stage.platform.rectify("pole", stage.constituted, patch, "Le rapport le dit.")

        stage.platform.rectify("pole", stage.constituted, patch, "Le rapport le dit.", document=MINUTES)


def test_a_body_that_a_meeting_names_is_not_annulled(stage: Stage) -> None:
    chamber = some_id("chamber")
    with by(COORDINATOR):
        made = stage.platform.set_up_body("liege", chamber, "Chambre", Rule.M6, on=YESTERDAY)
        version = events_of(stage.platform)[-1].originator_version
        stage.platform.convene_body(some_id("first"), "liege", chamber, TOMORROW, HALL)

        with pytest.raises(FactIsUsed):
            stage.platform.rectify("instance", made.entity, (Patch(version),), "Il n'existe pas.")

        stage.platform.rectify("instance", made.entity, (Patch(version, {"name": "Pré-chambre"}),), "Coquille.")


def test_a_decision_of_a_roster_that_was_otherwise_is_put_in_question(stage: Stage) -> None:
    """As the stage has it: a representative was forgotten when the decision was proposed."""
    found = standing(stage.platform, Decision, stage.corrections.decision)

    assert found.questions[QUESTION].findings == ("roster",)
    assert found.questions[QUESTION].cause == stage.corrections.pole

    with by(COORDINATOR):
        stage.corrections.confirm_fact()
        with pytest.raises(NothingToConfirm):
            stage.corrections.confirm_fact()

    assert standing(stage.platform, Decision, stage.corrections.decision).questions == {}


def test_what_would_put_too_much_in_question_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the decisions of the stage in which the member is on the roster."""
    platform, patch = stage.platform, Patch(2, {"representative": str(some_id("Marie"))})
    before = last_position(platform)

    monkeypatch.setattr(correction_consequences, "MAX_CONSEQUENCES", 2)
    with by(COORDINATOR), pytest.raises(TooManyConsequences, match="2"):
        platform.rectify("pole", stage.constituted, (patch,), "Oubli.")

    assert last_position(platform) == before


def test_words_put_nothing_in_question(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR):
        stage.corrections.rectify()

    assert [type(event) for event in events_of(stage.platform)[before:]] == [POLE.rectified]


def test_no_other_pole_is_created_by_the_name_that_was_rectified(stage: Stage) -> None:
    with by(COORDINATOR):
        renamed = stage.corrections.rename().entity
        with pytest.raises(NameTaken):
            stage.platform.create_pole("liege", HEATING, "chauffage  JUSTE")
        with pytest.raises(NameTaken):
            stage.platform.rectify("pole", stage.formed, (Patch(1, {"name": "Chauffage juste"}),), "Même nom.")

        other = stage.platform.create_pole("liege", HEATING, "Chauffage rectifié").entity
        stage.platform.dissolve_pole(renamed, "Fin.")
        again = stage.platform.create_pole("liege", HEATING, "Chauffage juste").entity

    assert len({renamed, other, again}) == 3


def test_a_list_that_begins_another_day_ends_the_one_before_it_that_day(stage: Stage) -> None:
    """A derived fact is rectified without a review."""
    platform, ends = stage.platform, date(2027, 12, 31)
    with by(COORDINATOR):
        platform.adopt_themes(stage.opinions.drafted_list, starts=YESTERDAY, ends=ends, on=YESTERDAY)
        following = platform.draft_themes("liege", "D'après", (stage.opinions.theme,), on=YESTERDAY).entity
        adopted = platform.adopt_themes(following, starts=date(2027, 1, 1), ends=ends, on=YESTERDAY)
        before = adopted.position

        platform.rectify("themes", following, (Patch(2, {"starts": "2027-02-01"}),), "Mauvais jour.")

    assert [type(each) for each in events_of(platform)[before:]] == [THEMES.rectified, THEMES.rectified]
    found = CommonThemes.replay(stage.opinions.drafted_list, list(platform.events.get(stage.opinions.drafted_list)))  # type: ignore[arg-type]
    assert found.superseded_since == date(2027, 2, 1)


def test_an_opinion_is_not_dated_before_the_list_whose_theme_it_is_about(stage: Stage) -> None:
    platform, themes = stage.platform, stage.opinions.drafted_list
    theme = CommonThemes.replay(themes, list(platform.events.get(themes))).themes[0].id  # type: ignore[arg-type]
    about = OpinionSubject(kind=OpinionSubjectKind.THEME, id=theme, themes=themes)
    with by(COORDINATOR):
        platform.adopt_themes(themes, **PERIOD)
        undertaken = platform.undertake_opinion(some_id("about"), replace(INFORMATION, subject=about), SAYING)

        with pytest.raises(TooEarly, match="adoption"):
            platform.rectify("opinion", undertaken.entity, (Patch(1, {"effective_on": str(YESTERDAY)}),), "Hier.")

    assert last_position(platform) == undertaken.position


def test_a_site_that_was_elsewhere_puts_the_seats_in_question(stage: Stage) -> None:
    """The member was never local: the pôle that counted it, and no other stream of the operator."""
    before = last_position(stage.platform)

    with by(COORDINATOR):
        stage.platform.rectify("operator", stage.corrections.members[0], (Patch(2),), "Le site est à Namur.")

    questioned = [event for event in events_of(stage.platform)[before:] if isinstance(event, POLE.questioned)]
    assert {event.originator_id for event in questioned} == {stage.corrections.pole}
    assert "NOT_LOCAL" in questioned[0].findings


def test_an_adoption_is_in_time_or_put_in_question(stage: Stage, opening: Opening) -> None:
    """The term turns out to have ended before: whoever comes first, the decision does not stand unseen."""
    other = opening(Platform)
    for number in range(ROUNDS):
        with by(COORDINATOR):
            pole = a_pole_of_liege(stage.platform, f"Course {number}")
            stage.platform.constitute_pole(pole, on=YESTERDAY)
            decision = stage.platform.propose_decision(
                some_id(f"race {number}"), pole, DecisionKind.DECISION, WORDING, on=YESTERDAY
            ).entity
            for member in (COMPANY, TRAINING, SCHOOL):
                stage.platform.take_position(
                    decision, member, Stance.AGREE, content_hash=stage.decisions.hash, document=NOTE, on=YESTERDAY
                )
            patch = Patch(CONSTITUTED, {"ends": str(YESTERDAY)})
            stage.platform.rectify("pole", pole, (patch,), "Mauvais terme.")

        adopted, confirmed = at_once(
            (COORDINATOR, partial(other.adopt_decision, decision, on=TODAY)),
            (SECOND_COORDINATOR, partial(stage.platform.confirm_rectification, "pole", pole, 6)),
        )

        assert isinstance(confirmed, CommandResult)
        found = standing(stage.platform, Decision, decision)
        if isinstance(adopted, CommandResult):
            assert adopted.position < confirmed.position
            assert [each.findings for each in found.questions.values()] == [("TERM_OVER",)]
        else:
            assert isinstance(adopted, TermOver)
            assert found.questions == {}


def test_of_two_corrections_at_once_both_stand(stage: Stage, opening: Opening) -> None:
    other = opening(Platform)
    for number in range(ROUNDS):
        one, two = at_once(
            (COORDINATOR, partial(name, stage, f"Nom {number}")),
            (
                COORDINATOR,
                partial(
                    other.rectify,
                    "pole",
                    stage.formed,
                    (Patch(2, {"representative": str(some_id(f"person {number}"))}),),
                    "Oubli.",
                ),
            ),
        )

        assert isinstance(one, CommandResult)
        assert isinstance(two, CommandResult)
        pole = standing(stage.platform, Pole, stage.formed)
        assert (pole.name, pole.members.representative_on(COMPANY, TODAY)) == (
            f"Nom {number}",
            some_id(f"person {number}"),
        )
