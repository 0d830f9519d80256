"""What was planned is checked when it is sent: a right, a meeting or a choice may have ended in between."""

from datetime import timedelta

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.notices.hours import next_digest
from efe_infra.notices.kinds import Choice
from tests.api.given import CREATED, Client, an_operator, day
from tests.api.projects import Joint
from tests.infra.notices.acts import choose, replace
from tests.infra.notices.conftest import Clock, Notified, address, person
from tests.infra.notices.mail_server import text_of

LEAVING = "partante@exemple.be"
REPLACED = "Votre représentation a pris fin"


@pytest.fixture
def leaving(notified: Notified) -> str:
    """A member of the pôle whose representative has an address, and is about to be replaced."""
    member = an_operator(notified.by, "CEFA")
    asked = {"poleId": notified.pole, "operatorId": member, "effectiveOn": CREATED}
    notified.by.done("designateMember", "pole { id }", representativeId=person(notified.by, LEAVING), **asked)
    return member


def plan(notified: Notified) -> None:
    notified.seal()
    with notified.leading() as leader:
        leader.plan()


def test_a_representative_replaced_after_the_planning_gets_nothing_of_the_meeting(
    notified: Notified, leaving: str
) -> None:
    notified.convene(20)
    plan(notified)

    replace(notified, leaving)
    notified.step()

    assert [mail["Subject"] for mail in notified.box.to(LEAVING)] == [REPLACED]
    assert len(notified.box.to(address(0))) == 1


def test_a_digest_says_nothing_of_a_pole_that_a_person_has_left(
    notified: Notified, leaving: str, clock: Clock
) -> None:
    notified.run(
        "insert into vault.notice_choice select id, 'meeting-convened', 'daily' from vault.person where email = %s",
        LEAVING,
    )
    choose(notified, 0, "meeting-convened", "daily")
    notified.convene(21)
    plan(notified)

    replace(notified, leaving)
    clock.now = next_digest(Choice.DAILY, clock.now) + timedelta(minutes=1)
    notified.step()

    assert "Une réunion est convoquée" not in "".join(map(text_of, notified.box.to(LEAVING)))
    assert "Une réunion est convoquée" in "".join(map(text_of, notified.box.to(address(0))))


def test_a_coordinator_whose_role_ended_is_asked_for_no_verdict(notified: Notified, namur: Client) -> None:
    vault = notified.api.installation.vault
    for subject in ("partant", "restant"):
        notified.api.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
        key = vault.register_person(given_name="Luc", family_name=subject, email=f"{subject}@exemple.be")
        vault.link(notified.api.account(subject), key)
    Joint(notified.by, namur, mark=" demis").submitted()
    plan(notified)

    account = f"Account:{notified.api.account('partant')}"
    revoked = {"bassin": "LIEGE", "accountId": account, "role": "COORDINATOR", "effectiveOn": day(0)}
    notified.by.do("revokeAccess", **revoked)
    notified.step()

    assert notified.box.to("partant@exemple.be") == []
    subjects = [mail["Subject"] for mail in notified.box.to("restant@exemple.be")]
    assert "Un verdict est demandé à votre Instance" in subjects


@pytest.fixture(scope="module")
def namur(platform: Notified) -> Client:
    return platform.api.coordinator(Bassin.NAMUR)


def test_a_meeting_cancelled_before_the_convocation_left_convokes_no_person(notified: Notified) -> None:
    meeting = notified.convene(22)
    plan(notified)

    notified.by.do("cancelMeeting", meetingId=meeting, reason="Salle fermée", effectiveOn=day(0))
    notified.step()

    assert [mail["Subject"] for mail in notified.box.to(address(0))] == ["Réunion annulée"]


def test_an_address_and_a_choice_of_after_the_planning_count(notified: Notified) -> None:
    notified.convene(23)
    plan(notified)

    notified.amend(0, "neuve@exemple.be")
    choose(notified, 1, "meeting-convened", "never")
    notified.step()

    assert [mail["Subject"] for mail in notified.box.to("neuve@exemple.be")] == ["Convocation à une réunion"]
    assert notified.box.to(address(1)) == []
    assert "Convocation à une réunion" not in [mail["Subject"] for mail in notified.box.to(address(0))]
    assert len(notified.box.to(address(2))) == 1
