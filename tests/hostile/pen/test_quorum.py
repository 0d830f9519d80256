"""A verdict of a body that did not reach its quorum: shown, or refused where the règlement says so."""

from typing import Any

import pytest

from tests.api.given import Api, Client, day
from tests.api.meetings import HALL, a_body, a_person, convened, rule_of
from tests.api.projects import SELECT, Joint, hash_of
from tests.hostile.pen.evenings import a_second_coordinator
from tests.hostile.pen.joint_meetings import version_of

BOARD = """
    query ($id: ID!) { project(id: $id) { dossier { board { verdictGiven { quorum { present seats percent } } } } } }
"""
QUESTIONS = """
    { instance(bassin: LIEGE) { dossier { waiting { toReconsider { edges { node { findings entity { id } } } } } } } }
"""
RULES = "instance { rulesOfOrder { verdictsNeedQuorum } }"


class Chamber:
    """A body of Liège with three seats that vote and one that does not, and a project that it judges."""

    def __init__(self, joint: Joint) -> None:
        self.by, self.project, self.body = joint.liege, joint.project, a_body(joint.liege)
        self.holders = [self.seated(voting=nth < 3) for nth in range(4)]

    def seated(self, *, voting: bool, **asked: Any) -> str:
        person = a_person(self.by)
        seat = {"personId": person, "category": "Forem", "voting": voting, **self.body["body"], **asked}
        self.by.done("fillSeat", "instance { id }", effectiveOn=day(-60), **seat)
        return person

    def order(self, *, on: int, **settings: Any) -> Any:
        rules = [{"bodyId": self.body["body"]["bodyId"], "quorumPercent": 60}]
        adopted = {"bassin": "LIEGE", "rules": rules, "effectiveOn": day(on), **settings}
        return self.by.done("adoptRulesOfOrder", RULES, **adopted)["rulesOfOrder"]

    def meet(self, *present: str, on: int = -1) -> str:
        meeting = convened(self.by, self.body, on)
        attended = [{"personId": each} for each in present]
        self.by.done(
            "holdMeeting", "meeting { id }", meetingId=meeting, **HALL, present=attended, effectiveOn=day(on)
        )
        return meeting

    def verdict(self, meeting: str, verdict: str = "AGREED", **asked: Any) -> dict[str, Any]:
        judged = {"projectId": self.project, "bassin": "LIEGE", "contentHash": hash_of(self.by, self.project)}
        return {**judged, "meetingId": meeting, "verdict": verdict, **asked}

    def quorum(self) -> dict[str, int]:
        lines = self.by.ask(BOARD, id=self.project)["project"]["dossier"]["board"]
        [found] = [each["verdictGiven"]["quorum"] for each in lines if each["verdictGiven"]]
        return dict(found)


@pytest.fixture
def chamber(liege: Client, namur: Client) -> Chamber:
    return Chamber(Joint(liege, namur).submitted())


def test_a_verdict_without_the_quorum_is_refused_where_the_regulation_says_so(chamber: Chamber) -> None:
    said = chamber.order(on=-10, verdictsNeedQuorum=True)
    meeting = chamber.meet(chamber.holders[0], chamber.holders[3], a_person(chamber.by))

    given = chamber.by.refused("giveVerdict", **chamber.verdict(meeting))
    refusing = chamber.by.refused("giveVerdict", **chamber.verdict(meeting, "REFUSED", reasons="Trop cher."))

    assert said == {"verdictsNeedQuorum": True}
    assert rule_of(given) == rule_of(refusing) == ("QUORUM_NOT_REACHED", "ART-7")
    assert "60 %" in given["message"]
    assert "1 sur 3" in given["message"]


def test_nobody_has_the_quorum_by_leaving_the_seats_empty(chamber: Chamber) -> None:
    empty = a_body(chamber.by, name="Chambre vide")
    chamber.body = empty
    chamber.order(on=-10, verdictsNeedQuorum=True)

    assert chamber.by.refused("giveVerdict", **chamber.verdict(chamber.meet(chamber.holders[0])))["code"] == (
        "QUORUM_NOT_REACHED"
    )


def test_two_of_three_and_a_substitute_have_it(chamber: Chamber) -> None:
    substitute = a_person(chamber.by)
    chamber.seated(voting=True, substituteId=substitute)
    chamber.order(on=-10, verdictsNeedQuorum=True)

    meeting = chamber.meet(*chamber.holders[:2], substitute)
    chamber.by.done("giveVerdict", SELECT, **chamber.verdict(meeting))

    assert chamber.quorum() == {"present": 3, "seats": 4, "percent": 75}


@pytest.mark.parametrize("settings", [{}, {"verdictsNeedQuorum": False}])
def test_a_silent_regulation_only_shows_it(chamber: Chamber, settings: dict[str, Any]) -> None:
    chamber.order(on=-10, **settings)

    chamber.by.done("giveVerdict", SELECT, **chamber.verdict(chamber.meet(chamber.holders[0])))

    assert chamber.quorum() == {"present": 1, "seats": 3, "percent": 33}


def test_the_regulation_of_the_day_of_the_meeting_holds(chamber: Chamber) -> None:
    """A later one asks nothing of an earlier meeting, nor does it free one."""
    chamber.order(on=-10, verdictsNeedQuorum=True)
    before, under = chamber.meet(chamber.holders[0], on=-20), chamber.meet(chamber.holders[0], on=-5)
    chamber.order(on=-2)

    refused = chamber.by.refused("giveVerdict", **chamber.verdict(under))
    chamber.by.done("giveVerdict", SELECT, **chamber.verdict(before))

    assert refused["code"] == "QUORUM_NOT_REACHED"


def test_a_revision_needs_it_too(chamber: Chamber) -> None:
    chamber.order(on=-10, verdictsNeedQuorum=True)
    chamber.by.done("giveVerdict", SELECT, **chamber.verdict(chamber.meet(*chamber.holders[:2])))
    alone = chamber.meet(chamber.holders[0])

    revised = chamber.by.refused("reviseVerdict", **chamber.verdict(alone, "REFUSED", reasons="Non.", why="Seul."))

    assert revised["code"] == "QUORUM_NOT_REACHED"


def test_a_corrected_attendance_puts_the_verdict_in_question(api: Api, chamber: Chamber) -> None:
    """Somebody wrote holders as present, and takes them off the list once the verdict is given."""
    a_second_coordinator(api)
    chamber.order(on=-10, verdictsNeedQuorum=True)
    meeting = chamber.meet(*chamber.holders[:2])
    chamber.by.done("giveVerdict", SELECT, **chamber.verdict(meeting))
    history = "query ($id: ID!) { meeting(id: $id) { version } }"
    version = int(chamber.by.ask(history, id=meeting)["meeting"]["version"])

    only = [{"version": version, "patch": {"present": [{"personId": chamber.holders[0]}]}}]
    chamber.by.done("rectify", "entity { id }", entityId=meeting, changes=only, reason="Elle était absente.")

    edges = chamber.by.ask(QUESTIONS)["instance"]["dossier"]["waiting"]["toReconsider"]["edges"]
    assert [each["node"] for each in edges] == [
        {"findings": ["QUORUM_NOT_REACHED"], "entity": {"id": chamber.project}}
    ]
    assert version_of(chamber.by, chamber.project, "project.verdict-given")
