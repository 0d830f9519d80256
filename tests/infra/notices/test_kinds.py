"""Each kind of notice reaches a real person through a real mail server: who gets it, and what it says."""

from datetime import timedelta
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.notices.hours import next_digest
from efe_infra.notices.kinds import Choice
from tests.api.decisions import an_adopted_decision, propose, say
from tests.api.documents import stored
from tests.api.given import Client, day
from tests.api.projects import Joint, judge
from tests.infra.notices.acts import choose
from tests.infra.notices.conftest import ORIGIN, Clock, Notified, address, person
from tests.infra.notices.mail_server import text_of

COORDINATOR = "coordinatrice@exemple.be"
AT_NAMUR = "namur@exemple.be"


@pytest.fixture(scope="module")
def namur(platform: Notified) -> Client:
    return platform.api.coordinator(Bassin.NAMUR)


def coordinator(notified: Notified, bassin: Bassin, email: str) -> None:
    """A further coordinator, who has an address."""
    subject = f"seconde-{bassin}"
    vault = notified.api.installation.vault
    notified.api.granted(subject, Role.COORDINATOR, bassin)
    vault.link(
        notified.api.account(subject), vault.register_person(given_name="Eva", family_name=subject, email=email)
    )


def subjects(notified: Notified, to: str) -> list[str]:
    return [str(mail["Subject"]) for mail in notified.box.to(to)]


def test_a_meeting_is_convened_moved_and_cancelled(notified: Notified) -> None:
    meeting = notified.convene(60)
    notified.step()
    moved = {"meetingId": meeting, "day": day(61), "place": "Ici", "reason": "Salle prise", "effectiveOn": day(0)}
    notified.by.done("postponeMeeting", "meeting { id }", **moved)
    notified.step()
    notified.by.do("cancelMeeting", meetingId=meeting, reason="Salle fermée", effectiveOn=day(0))
    notified.step()

    assert subjects(notified, address(0)) == ["Convocation à une réunion", "Réunion modifiée", "Réunion annulée"]


@pytest.mark.parametrize("choice", ["at-once", "daily"])
def test_adopted_minutes_are_offered_as_a_paper_to_each_member(notified: Notified, clock: Clock, choice: str) -> None:
    substitute = person(notified.by, f"{choice}@exemple.be", "Zoé")
    seat = {"poleId": notified.pole, "operatorId": notified.members[0], "effectiveOn": day(0)}
    notified.by.done("nameSubstitute", "pole { id }", substituteId=substitute, **seat)
    for number in range(3):
        choose(notified, number, "minutes-adopted", choice)
    chosen = "insert into vault.notice_choice values (%s, 'minutes-adopted', %s)"
    notified.run(chosen, substitute.partition(":")[2], choice)
    meeting = notified.convene(0)
    present = [{"operatorId": each} for each in notified.members]
    notified.by.done("holdMeeting", "meeting { id }", meetingId=meeting, place="Ici", present=present)
    notified.step()
    notified.box.kept.clear()

    content = f"%PDF-1.7 minutes {choice}".encode()
    notified.by.done("adoptMinutes", "meeting { id }", meetingId=meeting, sha256=stored(notified.by, content))
    if choice == "daily":
        notified.step()
        assert notified.box.kept == []
        clock.now = next_digest(Choice.DAILY, clock.now) + timedelta(minutes=1)
    notified.step()

    told = {
        to: text_of(mail).replace("\n", " ")
        for to in [address(0), address(2), f"{choice}@exemple.be"]
        for mail in notified.box.to(to)
    }
    assert len(told) == 3
    for text in told.values():
        assert "Le procès-verbal de la réunion du" in text
        assert "est adopté" in text
        assert f"{ORIGIN}/actes/minutes/{meeting.partition(':')[2]}.pdf" in text


def test_a_late_word_that_contests_is_told_to_the_members_and_the_coordinators(notified: Notified) -> None:
    coordinator(notified, Bassin.LIEGE, COORDINATOR)
    vault = notified.api.installation.vault
    vault.link(notified.api.account("opposee"), UUID(notified.persons[0].partition(":")[2]))
    decision = an_adopted_decision(notified.by, notified.pole, notified.members)
    notified.step()
    notified.box.kept.clear()

    say(notified.api.client("opposee"), decision, notified.members[0], "OBJECT", words="Non.")
    notified.step()

    assert subjects(notified, address(1)) == ["Une décision est contestée"]
    assert subjects(notified, COORDINATOR) == ["Une décision est contestée"]
    assert "Non." not in "".join(map(text_of, notified.box.mails))


def test_a_joint_project_invites_a_pole_asks_for_verdicts_and_tells_them(
    notified: Notified, namur: Client, clock: Clock
) -> None:
    coordinator(notified, Bassin.NAMUR, AT_NAMUR)
    joint = Joint(notified.by, namur, mark=" des sortes")
    joint.submitted()
    notified.step()

    assert subjects(notified, AT_NAMUR) == [
        "Invitation à un projet conjoint",
        "Un verdict est demandé à votre Instance",
    ]
    assert "Un plateau technique partagé" in text_of(notified.box.to(AT_NAMUR)[1])

    judge(notified.by, "LIEGE", joint.project)
    notified.step()
    clock.now = next_digest(Choice.DAILY, clock.now) + timedelta(minutes=1)
    notified.step()

    assert subjects(notified, AT_NAMUR)[2:] == ["Votre résumé"]
    assert "a rendu son verdict" in text_of(notified.box.to(AT_NAMUR)[2])


def test_a_weekly_digest_leaves_on_monday_with_what_waits(notified: Notified, clock: Clock) -> None:
    propose(notified.by, notified.pole)
    notified.step()
    clock.now = next_digest(Choice.WEEKLY, clock.now) - timedelta(minutes=1)
    notified.step()
    assert subjects(notified, address(1)) == []

    clock.pass_by(minutes=2)
    notified.step()

    assert subjects(notified, address(1)) == ["Votre résumé"]
    assert "Ce qui vous attend" in text_of(notified.box.to(address(1))[0])


def test_an_adopted_decision_is_told_in_the_digest(notified: Notified, clock: Clock) -> None:
    choose(notified, 2, "decision-adopted", "at-once")
    an_adopted_decision(notified.by, notified.pole, notified.members)
    notified.step()
    assert "Une décision est adoptée" in subjects(notified, address(2))
    assert "Une décision est adoptée" not in subjects(notified, address(1))

    clock.now = next_digest(Choice.DAILY, clock.now) + timedelta(minutes=1)
    notified.step()

    assert "a adopté une décision" in "".join(map(text_of, notified.box.to(address(1))))
