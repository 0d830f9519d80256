"""Consensus on a real ledger: own words, members that count, modalities of both parties, meetings, impartiality."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from msgspec.structs import replace

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionAdopted, DecisionKind, PositionTaken, Stance
from efe_domain.decision.refusals import CollegeNotHeard, NotCarried, OwnWordStands
from efe_domain.decision.wording import Wording
from efe_domain.meeting.events import Attendee
from efe_domain.meeting.meeting import MeetingNotHeld
from efe_domain.operator.events import CompetenceWithdrawn
from efe_domain.opinion.opinion import Opinion
from efe_domain.opinion.refusals import OwnProject
from efe_domain.platform import Platform
from efe_domain.pole.events import ModalitiesAgreed, ModalitiesProposed
from efe_domain.pole.modalities import Modalities
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import SameModalities
from efe_domain.shared.days import TooEarly
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound, Refusal
from tests.domain.given import HEATING, NOTE, TODAY, YESTERDAY, some_id
from tests.domain.opinions import OPPORTUNITY, SAYING
from tests.infra.commands.conftest import Opening
from tests.infra.commands.decision_stage import COMPANY, SCHOOL, TRAINING
from tests.infra.commands.overtaking import Overtaken, refused
from tests.infra.commands.project_stage import carry, emerged
from tests.infra.commands.stage import COORDINATOR, HALL, NOBODY, PERSON, Stage, by, events_of, last_position

MARIE = some_id("Marie")
SIGNED = Document(sha256="ab" * 32, size=1, media_type="application/pdf")
MODALITIES = Modalities(meeting_every_months=3, quorum_percent=60)


def object_itself(stage: Stage, decision: UUID) -> None:
    """Marie represents the training centre, and objects."""
    with by(COORDINATOR):
        stage.platform.replace_representative(
            stage.constituted, TRAINING, representative=MARIE, document=NOTE, on=YESTERDAY
        )
    with by(NOBODY, person=MARIE):
        stage.platform.take_position(
            decision, TRAINING, Stance.OBJECT, "Non.", content_hash=stage.decisions.hash, document=NOTE
        )


def test_a_coordinator_does_not_lift_what_a_member_said_itself(stage: Stage) -> None:
    platform, on = stage.platform, stage.decisions
    object_itself(stage, on.agreed)
    before = last_position(platform)

    with by(COORDINATOR):
        for stance in (Stance.AGREE, Stance.RESERVE, Stance.ABSTAIN):
            with pytest.raises(OwnWordStands):
                platform.take_position(
                    on.agreed, TRAINING, stance, "Au téléphone.", content_hash=on.hash, document=NOTE
                )
        with pytest.raises(OwnWordStands):
            platform.withdraw_objection(on.agreed, 1, "Au téléphone.", document=NOTE)
    assert last_position(platform) == before

    with by(NOBODY, person=MARIE):
        platform.take_position(on.agreed, TRAINING, Stance.AGREE, "Rassurée.", content_hash=on.hash)
    with by(COORDINATOR):
        platform.adopt_decision(on.agreed)

    taken = next(event for event in reversed(events_of(platform)) if isinstance(event, PositionTaken))
    assert (taken.own, taken.document, "on_behalf_of" in taken.metadata) == (True, None, False)


def test_a_member_objects_itself_while_a_coordinator_records_that_it_abstains(
    stage: Stage, overtaken: Overtaken
) -> None:
    on = stage.decisions

    def rival() -> None:
        with by(NOBODY, person=MARIE):
            stage.platform.take_position(
                on.agreed, TRAINING, Stance.OBJECT, "Non.", content_hash=on.hash, document=NOTE
            )

    with by(COORDINATOR):
        stage.platform.replace_representative(
            stage.constituted, TRAINING, representative=MARIE, document=NOTE, on=YESTERDAY
        )
    overtaken.rival = rival

    refused(
        OwnWordStands,
        stage,
        lambda: overtaken.take_position(
            on.agreed, TRAINING, Stance.ABSTAIN, "Absent.", content_hash=on.hash, document=NOTE
        ),
    )


def test_a_competence_is_withdrawn_while_the_decision_is_adopted(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.withdraw_competence("liege", COMPANY, HEATING.key)

    refused(CollegeNotHeard, stage, lambda: overtaken.adopt_decision(stage.decisions.agreed))


def test_of_an_adoption_and_a_withdrawal_of_competence_the_order_is_that_of_the_ledger(
    stage: Stage, opening: Opening
) -> None:
    """Threads on platforms of their own: what is adopted was adopted before the college lost its member."""
    platforms, start = [opening(Platform) for _ in range(4)], Barrier(4)

    def race(number: int) -> None:
        platform, decision = platforms[number], stage.decisions.agreed
        start.wait()
        with by(COORDINATOR):
            try:
                if number % 2:
                    platform.withdraw_competence("liege", COMPANY, HEATING.key)
                else:
                    platform.adopt_decision(decision)
            except Refusal:
                pass

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(race, range(4)))

    outcome = [
        type(event)
        for event in events_of(stage.platform)
        if isinstance(event, CompetenceWithdrawn)
        or (isinstance(event, DecisionAdopted) and event.originator_id == stage.decisions.agreed)
    ]
    assert outcome in ([CompetenceWithdrawn], [DecisionAdopted, CompetenceWithdrawn])


def a_decision_on(stage: Stage, modalities: Modalities, *, adopted: bool = True) -> UUID:
    platform, pole = stage.platform, stage.constituted
    wording = Wording(title="Modalités", text="Ainsi.", subject_hash=modalities.hash_for(pole))
    decision = some_id(f"on {modalities}")
    platform.propose_decision(decision, pole, DecisionKind.MODALITIES, wording, subject=pole)
    hashed = Decision.replay(decision, list(platform.events.get(decision))).content_hash  # type: ignore[arg-type]
    for member in (COMPANY, TRAINING, SCHOOL):
        platform.take_position(decision, member, Stance.AGREE, content_hash=hashed, document=NOTE)
    if adopted:
        platform.adopt_decision(decision)
    return decision


def modalities_of(stage: Stage) -> Modalities | None:
    pole = Pole.replay(stage.constituted, list(stage.platform.events.get(stage.constituted)))  # type: ignore[arg-type]
    return pole.modalities.in_force


def test_modalities_hold_once_the_pole_has_decided_and_the_instance_agrees(stage: Stage) -> None:
    platform, pole = stage.platform, stage.constituted

    with by(COORDINATOR):
        platform.agree_modalities(pole, 3, quorum_percent=60)
        alone = modalities_of(stage)
        proposed = events_of(platform)[-1]
        decision = a_decision_on(stage, MODALITIES)
        platform.agree_modalities(pole, 3, quorum_percent=60, decision_id=decision)

    agreed = events_of(platform)[-1]
    assert isinstance(proposed, ModalitiesProposed)
    assert isinstance(agreed, ModalitiesAgreed)
    assert (alone, modalities_of(stage), agreed.decision) == (None, MODALITIES, decision)


def test_the_instance_agrees_to_exactly_what_the_pole_decided(stage: Stage) -> None:
    platform, pole = stage.platform, stage.constituted
    with by(COORDINATOR):
        decision, discussed = (
            a_decision_on(stage, MODALITIES),
            a_decision_on(stage, replace(MODALITIES, quorum_percent=50), adopted=False),
        )
    before = last_position(platform)

    with by(COORDINATOR):
        for quorum, per_college, cited in (
            (59, False, decision),
            (60, True, decision),
            (None, False, decision),
            (50, False, discussed),
            (60, False, stage.decisions.adopted),
        ):
            with pytest.raises(NotCarried):
                platform.agree_modalities(
                    pole, 3, quorum_percent=quorum, agreement_per_college=per_college, decision_id=cited
                )
        with pytest.raises(NotCarried):
            platform.agree_modalities(stage.companion, 3, quorum_percent=60, decision_id=decision)
        with pytest.raises(NotFound):
            platform.agree_modalities(pole, 3, quorum_percent=60, decision_id=some_id("nothing"))
        with pytest.raises(TooEarly):
            platform.agree_modalities(pole, 3, quorum_percent=60, decision_id=decision, on=YESTERDAY)

    assert last_position(platform) == before


def test_the_same_modalities_are_agreed_once(stage: Stage) -> None:
    platform, pole = stage.platform, stage.constituted
    with by(COORDINATOR):
        decision = a_decision_on(stage, MODALITIES)
        platform.agree_modalities(pole, 3, quorum_percent=60, decision_id=decision)

        with pytest.raises(SameModalities):
            platform.agree_modalities(pole, 3, quorum_percent=60, decision_id=decision)
        with pytest.raises(SameModalities):
            platform.agree_modalities(pole, 3, quorum_percent=60)


def test_modalities_that_were_replaced_come_back_by_another_decision_of_the_pole(stage: Stage) -> None:
    """The Instance alone would lower a quorum that the pôle raised since."""
    platform, pole = stage.platform, stage.constituted
    with by(COORDINATOR):
        low, high = (a_decision_on(stage, each) for each in (MODALITIES, replace(MODALITIES, quorum_percent=90)))
        platform.agree_modalities(pole, 3, quorum_percent=60, decision_id=low)
        platform.agree_modalities(pole, 3, quorum_percent=90, decision_id=high)
    before = last_position(platform)

    with by(COORDINATOR), pytest.raises(NotCarried):
        platform.agree_modalities(pole, 3, quorum_percent=60, decision_id=low)

    assert last_position(platform) == before


def test_a_pole_decides_its_own_modalities_only(stage: Stage) -> None:
    wording = Wording(title="Modalités", text="Ainsi.", subject_hash=MODALITIES.hash_for(stage.companion))

    with by(COORDINATOR), pytest.raises(NotFound):
        stage.platform.propose_decision(
            some_id("new"), stage.constituted, DecisionKind.MODALITIES, wording, subject=stage.companion
        )


def test_a_decision_cites_a_meeting_that_its_own_pole_held(stage: Stage) -> None:
    platform, agreed = stage.platform, stage.decisions.agreed
    ahead, of_the_pole, of_another = (some_id(name) for name in ("ahead", "of the pôle", "of another"))
    with by(COORDINATOR):
        platform.convene_pole(ahead, stage.constituted, TODAY, HALL, on=YESTERDAY)
        for meeting, pole in ((of_the_pole, stage.constituted), (of_another, stage.companion)):
            platform.convene_pole(meeting, pole, TODAY, HALL, on=YESTERDAY)
            platform.hold_meeting(meeting, HALL, (Attendee(person=PERSON),), on=TODAY)
    before = last_position(platform)

    with by(COORDINATOR):
        for meeting in (of_another, stage.held, some_id("nothing"), stage.constituted):
            with pytest.raises(NotFound):
                platform.adopt_decision(agreed, meeting_id=meeting)
        with pytest.raises(MeetingNotHeld):
            platform.adopt_decision(agreed, meeting_id=ahead)
        with pytest.raises(TooEarly):
            platform.adopt_decision(agreed, meeting_id=of_the_pole, on=YESTERDAY)
        assert last_position(platform) == before
        platform.adopt_decision(agreed, meeting_id=of_the_pole)

    adopted = events_of(platform)[-1]
    assert isinstance(adopted, DecisionAdopted)
    assert adopted.meeting == of_the_pole


def test_a_pole_gives_no_opinion_on_a_project_that_it_leads_or_carries(stage: Stage) -> None:
    platform, pole = stage.platform, stage.constituted
    with by(COORDINATOR):
        carried = carry(platform, emerged(platform, stage.companion), pole)
    before = last_position(platform)

    for project in (stage.projects.emerged, carried):
        brief = replace(OPPORTUNITY, pole=pole, subject=replace(OPPORTUNITY.subject, id=project))
        with by(COORDINATOR):
            with pytest.raises(OwnProject):
                platform.undertake_opinion(some_id("new"), brief, SAYING)
            with pytest.raises(OwnProject):
                platform.request_opinion(some_id("new"), brief, "Jury")

    assert last_position(platform) == before


def test_an_opinion_is_not_gone_on_with_once_its_pole_carries_the_project(stage: Stage) -> None:
    platform, pole, opinion = stage.platform, stage.constituted, some_id("opinion")
    with by(COORDINATOR):
        project = emerged(platform, stage.companion)
        brief = replace(OPPORTUNITY, pole=pole, subject=replace(OPPORTUNITY.subject, id=project))
        platform.undertake_opinion(opinion, brief, SAYING)
        found = Opinion.replay(opinion, list(platform.events.get(opinion)))  # type: ignore[arg-type]
        decision = decided(platform, pole, opinion, found.content_hash)
        carry(platform, project, pole)
    before = last_position(platform)

    with by(COORDINATOR):
        with pytest.raises(OwnProject):
            platform.amend_opinion(opinion, replace(SAYING, conclusion="Réservé."))
        with pytest.raises(OwnProject):
            platform.adopt_opinion(opinion, decision_id=decision)

    assert last_position(platform) == before


def decided(platform: Platform, pole: UUID, opinion: UUID, hashed: str) -> UUID:
    decision = some_id("to give it")
    wording = Wording(title="Rendre l'avis", text="Le pôle rend cet avis.", subject_hash=hashed)
    platform.propose_decision(decision, pole, DecisionKind.OPINION, wording, subject=opinion)
    judged = Decision.replay(decision, list(platform.events.get(decision))).content_hash  # type: ignore[arg-type]
    for member in (COMPANY, TRAINING, SCHOOL):
        platform.take_position(decision, member, Stance.AGREE, content_hash=judged, document=NOTE)
    return platform.adopt_decision(decision).entity
