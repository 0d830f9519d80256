"""Attempts of a coordinator with every right of one Instance to bypass a rule by a correction."""

from datetime import date
from functools import partial
from uuid import UUID

import pytest

from efe_domain.catalogue import CORRECTIONS
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.refusals import NotCarried
from efe_domain.decision.wording import Wording
from efe_domain.operator.refusals import NotYourBassin
from efe_domain.platform import Platform
from efe_domain.pole.modalities import Modalities
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NameTaken
from efe_domain.shared.correction import NotRectifiable, SameCoordinator
from efe_domain.shared.days import TooEarly
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Refusal
from efe_domain.shared.record_events import Patch
from tests.domain.given import HEATING, NOTE, TODAY, YESTERDAY, some_id
from tests.domain.opinions import REQUEST
from tests.infra.commands.correction_stage import CONSTITUTED, SECOND_COORDINATOR
from tests.infra.commands.stage import (
    COMPANY,
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    SCHOOL,
    TRAINING,
    Attempt,
    Stage,
    a_pole_of_liege,
    by,
    events_of,
    last_position,
)

DECISION = CORRECTIONS["decision"].events

MINUTES = Document(sha256="a" * 64, size=1, media_type="text/plain")
LONG_AGO = date(2020, 1, 1)
IN_ITS_BATCH = pytest.mark.parametrize("is_batch", [False, True], ids=["one by one", "in one batch"])


def in_turn(platform: Platform, *commands: Attempt, is_batch: bool) -> Refusal | None:
    """The first refusal."""
    if is_batch:
        return next((each for each in platform.perform_together(commands) if isinstance(each, Refusal)), None)
    for command in commands:
        try:
            command()
        except Refusal as refusal:
            return refusal
    return None


def rectify(platform: Platform, kind: str, entity: UUID, *patches: Patch, **cited: object) -> Attempt:
    return partial(platform.rectify, kind, entity, patches, "Erreur.", **cited)  # type: ignore[arg-type]


def version_of(platform: Platform, entity: UUID, fact: str) -> int:
    return next(
        each.originator_version
        for each in events_of(platform)
        if each.originator_id == entity and type(each).__name__ == fact
    )


def test_a_site_is_not_moved_to_a_bassin_of_which_another_instance_speaks(stage: Stage) -> None:
    """By `openSite` it is refused likewise; the site that was none is annulled."""
    moving = rectify(stage.platform, "operator", COMPANY, Patch(2, {"commune": "92094"}))

    with by(COORDINATOR), pytest.raises(NotYourBassin):
        moving()
    with by(COORDINATOR):
        rectify(stage.platform, "operator", COMPANY, Patch(2, {"commune": "62051"}))()


def test_modalities_stay_those_on_which_the_pole_decided(stage: Stage) -> None:
    platform, pole = stage.platform, stage.constituted
    modalities = Modalities(meeting_every_months=3, quorum_percent=80)
    wording = Wording(title="Modalités", text="Quorum.", subject_hash=modalities.hash_for(pole))
    with by(COORDINATOR):
        decision = platform.propose_decision(
            some_id("modalities"), pole, DecisionKind.MODALITIES, wording, subject=pole, on=YESTERDAY
        ).entity
        hashed = wording.hash_for(DecisionKind.MODALITIES, pole)
        for member in (COMPANY, TRAINING, SCHOOL):
            platform.take_position(decision, member, Stance.AGREE, content_hash=hashed, document=NOTE, on=YESTERDAY)
        platform.adopt_decision(decision, on=YESTERDAY)
        platform.agree_modalities(pole, 3, quorum_percent=80, decision_id=decision, on=YESTERDAY)
        agreed = version_of(platform, pole, "ModalitiesAgreed")

        with pytest.raises(NotCarried):
            rectify(platform, "pole", pole, Patch(agreed, {"quorum_percent": 1}), document=MINUTES)()


def test_nobody_is_made_silent_by_a_deadline_that_was_never_announced(stage: Stage) -> None:
    platform, pole = stage.platform, stage.constituted
    with by(COORDINATOR):
        wording = Wording(title="Vite", text="Sans attendre.", deadline=date(2026, 12, 31))
        decision = platform.propose_decision(
            some_id("hurried"), pole, DecisionKind.DECISION, wording, on=YESTERDAY
        ).entity

        with pytest.raises(NotRectifiable):
            rectify(platform, "decision", decision, Patch(1, {"deadline": str(YESTERDAY)}))()


def test_no_two_poles_bear_a_name_at_once_by_an_end_that_is_taken_back(stage: Stage) -> None:
    platform = stage.platform
    with by(COORDINATOR):
        first = platform.create_pole("liege", HEATING, "Deux fois", on=YESTERDAY).entity
        platform.dissolve_pole(first, "Fin.", on=YESTERDAY)
        second = platform.create_pole("liege", HEATING, "Deux fois", on=YESTERDAY).entity
        ended = version_of(platform, first, "PoleDissolved")
        rectify(platform, "pole", first, Patch(ended))()
    with by(SECOND_COORDINATOR), pytest.raises(NameTaken):
        platform.confirm_rectification("pole", first, 3)

    with by(COORDINATOR):
        with pytest.raises(NameTaken):
            rectify(platform, "pole", first, Patch(ended, {"effective_on": str(TODAY)}))()
        platform.dissolve_pole(second, "Fin.")
    with by(SECOND_COORDINATOR):
        platform.confirm_rectification("pole", first, 3)

    assert Pole.replay(first, list(platform.events.get(first))).dissolved_on is None  # type: ignore[arg-type]


def test_a_name_is_not_borne_before_it_was_free(stage: Stage) -> None:
    platform = stage.platform
    with by(COORDINATOR):
        first = platform.create_pole("liege", HEATING, "Libre plus tard", on=YESTERDAY).entity
        platform.dissolve_pole(first, "Fin.", on=TODAY)
        second = platform.create_pole("liege", HEATING, "Autre encore", on=YESTERDAY).entity

        with pytest.raises(TooEarly):
            rectify(platform, "pole", second, Patch(1, {"name": "Libre plus tard"}))()


def test_a_name_that_is_given_back_is_borne_again(stage: Stage) -> None:
    """The day of the renaming that never was keeps nobody from the name."""
    platform = stage.platform
    with by(COORDINATOR):
        pole = platform.create_pole("liege", HEATING, "D'origine", on=YESTERDAY).entity
        platform.rename_pole(pole, "Passager", on=TODAY)
        rectify(platform, "pole", pole, Patch(2))()

        with pytest.raises(NameTaken):
            platform.create_pole("liege", HEATING, "D'origine")


@pytest.mark.parametrize("kind", ["zone", "analysis", "opinion"])
def test_nothing_is_moved_to_before_its_instance_was_established(stage: Stage, kind: str) -> None:
    platform = stage.platform
    with by(COORDINATOR_OF_NAMUR):
        zone = platform.designate_zone_representative("namur", some_id("of the zone"), on=YESTERDAY).entity
        named = version_of(platform, zone, "ZoneRepresentativeDesignated")
    with by(COORDINATOR):
        analysis = platform.request_data(some_id("asked too early"), "liege", REQUEST, on=YESTERDAY).entity
    entity, version, actor = {
        "zone": (zone, named, COORDINATOR_OF_NAMUR),
        "analysis": (analysis, 1, COORDINATOR),
        "opinion": (stage.opinions.transmitted, 1, COORDINATOR),
    }[kind]

    with by(actor), pytest.raises(TooEarly, match="établissement de l'Instance"):
        rectify(platform, kind, entity, Patch(version, {"effective_on": str(LONG_AGO)}))()


@IN_ITS_BATCH
def test_who_proposes_does_not_confirm(stage: Stage, is_batch: bool) -> None:
    platform, pole = stage.platform, stage.companion
    before = last_position(platform)
    with by(COORDINATOR):
        refused = in_turn(
            platform,
            rectify(platform, "pole", pole, Patch(CONSTITUTED, {"ends": str(TODAY)})),
            partial(platform.confirm_rectification, "pole", pole, 6),
            is_batch=is_batch,
        )

    assert isinstance(refused, SameCoordinator)
    assert last_position(platform) == before + (not is_batch)


@IN_ITS_BATCH
def test_a_correction_sees_what_came_just_before(stage: Stage, is_batch: bool) -> None:
    """The pôle was constituted of the member whose designation is annulled."""
    platform = stage.platform
    with by(COORDINATOR):
        pole = a_pole_of_liege(platform, "Sans école")
        refused = in_turn(
            platform,
            partial(platform.constitute_pole, pole, on=YESTERDAY),
            rectify(platform, "pole", pole, Patch(4)),
            is_batch=is_batch,
        )

    assert refused is not None
    assert getattr(refused, "breaks", 0) == CONSTITUTED


@IN_ITS_BATCH
def test_a_correction_questions_what_was_decided_just_before(stage: Stage, is_batch: bool) -> None:
    platform = stage.platform
    pole, member = stage.constituted, Patch(2, {"representative": str(some_id("another voice"))})
    decision = some_id("decided just before")
    before = last_position(platform)
    with by(COORDINATOR):
        refused = in_turn(
            platform,
            partial(platform.propose_decision, decision, pole, DecisionKind.DECISION, Wording(title="A", text="B")),
            rectify(platform, "pole", pole, member),
            is_batch=is_batch,
        )

    assert refused is None
    questioned = [each for each in events_of(platform)[before:] if isinstance(each, DECISION.questioned)]
    assert decision in {each.originator_id for each in questioned}
