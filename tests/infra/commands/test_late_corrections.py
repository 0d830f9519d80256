"""A date is not moved back further than the règlement allows without a source, as no fact is recorded so late."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from efe_domain.instance.events import OrderSettings
from efe_domain.platform import Platform
from efe_domain.shared.days import LateWithoutSource
from efe_domain.shared.documents import Document
from efe_domain.shared.record_events import Patch
from tests.domain.given import TODAY, some_id
from tests.infra.commands.correction_stage import CONSTITUTED, SECOND_COORDINATOR
from tests.infra.commands.stage import COORDINATOR, SCHOOL, Stage, a_pole_of_liege, by, events_of, last_position

LATER = TODAY + timedelta(days=60)
NOTE = Document(sha256="a" * 64, size=1, media_type="text/plain")
MEMBERSHIP_ENDED = 5


@pytest.fixture
def left(stage: Stage) -> Stage:
    """A member left the pôle 60 days after all else, and a fact is late after 30 days."""
    with by(COORDINATOR, today=LATER):
        stage.platform.adopt_rules_of_order("liege", (), settings=OrderSettings(late_after_days=30), on=LATER)
        stage.platform.end_membership(stage.formed, SCHOOL, "Départ.", on=LATER)
    return stage


def moved(platform: Platform, stage: Stage, on: date, **cited: object) -> None:
    patch = Patch(MEMBERSHIP_ENDED, {"effective_on": str(on)})
    platform.rectify("pole", stage.formed, (patch,), "Mauvais jour.", **cited)  # type: ignore[arg-type]


def test_a_date_is_moved_far_back_by_a_source(left: Stage) -> None:
    platform, before = left.platform, last_position(left.platform)
    with by(COORDINATOR, today=LATER), pytest.raises(LateWithoutSource):
        moved(platform, left, TODAY)
    assert last_position(platform) == before

    with by(COORDINATOR, today=LATER, source="Lettre du membre."):
        moved(platform, left, TODAY)

    assert events_of(platform)[-1].metadata["source"] == "Lettre du membre."


def test_a_document_that_is_cited_is_a_source(left: Stage) -> None:
    with by(COORDINATOR, today=LATER):
        moved(left.platform, left, TODAY, document=NOTE)


def test_a_preview_says_so(left: Stage) -> None:
    patch = (Patch(MEMBERSHIP_ENDED, {"effective_on": str(TODAY)}),)
    with by(COORDINATOR, today=LATER):
        with pytest.raises(LateWithoutSource):
            left.platform.preview_rectification("pole", left.formed, patch, "Mauvais jour.")
        left.platform.preview_rectification("pole", left.formed, patch, "Mauvais jour.", document=NOTE)


def test_what_is_not_moved_back_that_far_needs_none(left: Stage) -> None:
    """Neither another reason of the old fact, nor a day that is within the delay, nor a later one."""
    platform = left.platform
    with by(COORDINATOR, today=LATER):
        moved(platform, left, LATER - timedelta(days=30))
        moved(platform, left, LATER)
        reason = {"representative": str(some_id("another voice"))}
        platform.rectify("pole", left.formed, (Patch(2, reason),), "Oubli.")


def test_it_is_the_reglement_of_today_that_says_so(stage: Stage) -> None:
    """Without a setting, no source is needed."""
    with by(COORDINATOR, today=LATER):
        stage.platform.end_membership(stage.formed, SCHOOL, "Départ.", on=LATER)
        moved(stage.platform, stage, TODAY)


def test_what_is_proposed_keeps_its_source_for_who_confirms_it(left: Stage) -> None:
    platform, pole = left.platform, constituted_late(left)
    with by(COORDINATOR, today=LATER), pytest.raises(LateWithoutSource):
        earlier(platform, pole)
    with by(COORDINATOR, today=LATER, source="Acte constitutif."):
        earlier(platform, pole)

    with by(SECOND_COORDINATOR, today=LATER):
        platform.confirm_rectification("pole", pole, CONSTITUTED + 1)


def test_a_proposal_is_confirmed_by_the_reglement_of_then(stage: Stage) -> None:
    platform, pole = stage.platform, constituted_late(stage)
    with by(COORDINATOR, today=LATER):
        earlier(platform, pole)
        platform.adopt_rules_of_order("liege", (), settings=OrderSettings(late_after_days=30), on=LATER)

    with by(SECOND_COORDINATOR, today=LATER), pytest.raises(LateWithoutSource):
        platform.confirm_rectification("pole", pole, CONSTITUTED + 1)
    with by(SECOND_COORDINATOR, today=LATER, source="Acte constitutif."):
        platform.confirm_rectification("pole", pole, CONSTITUTED + 1)


def constituted_late(stage: Stage) -> UUID:
    with by(COORDINATOR):
        pole = a_pole_of_liege(stage.platform, "Constitué tard")
    with by(COORDINATOR, today=LATER):
        return stage.platform.constitute_pole(pole, on=LATER).entity


def earlier(platform: Platform, pole: UUID) -> None:
    platform.rectify("pole", pole, (Patch(CONSTITUTED, {"effective_on": str(TODAY)}),), "Mauvais jour.")
