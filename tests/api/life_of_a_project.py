"""A joint project of three bassins over three years, in the hands of the coordinators of four Instances."""

from collections.abc import Iterable
from typing import Any, Final

from efe_domain.shared.bassins import Bassin
from tests.api.given import COMMUNES, KINDS, Api, Client, a_pole, an_operator, day, represented
from tests.api.meetings import HALL
from tests.api.projects import CONTENT, SELECT, hash_of

THREE: Final = (Bassin.LIEGE, Bassin.NAMUR, Bassin.VERVIERS)
CONSTITUTED: Final = -1000
"""A day of the life, as the number of days before today; the term ends in ninety days."""
TERM_ENDS: Final = 90
FOR_THREE: Final = {**CONTENT, "communes": [COMMUNES[each] for each in THREE], "ends": day(60)}
SEEN: Final = """query ($id: ID!, $at: AsOf) { project(id: $id, asOf: $at) {
    version outcome pending bassins
    dossier {
        state carriers { bassin until } contents { number reason }
        board {
            bassin verdict submittedNumber reopenedReason
            verdictGiven { conditionList { text metOn } }
            supports { kind hours until toReconfirm } fundings { call { name } granted late }
        }
        plan { overBudget undone { rank state } allParts { part bassin inForce } }
        progressReports { report state }
        jointMeetings { id day attendances { bassin operators { id } } }
        timelineTotal timeline { kind effectiveOn bassin } owed { kind bassin }
    }
} }"""


FUNDINGS: Final = "query ($id: ID!) { project(id: $id) { dossier { fundings { id } } } }"
SECOND_ACTION: Final = {"nature": "EMERGENT", "description": "Former les formateurs."}


class Partner:
    """A coordinator, and the constituted pôle of three members that they serve."""

    def __init__(self, api: Api, bassin: Bassin) -> None:
        self.by, self.bassin, self.project = api.coordinator(bassin), bassin, ""
        self.pole = a_pole(self.by, bassin=bassin)
        self.members = [an_operator(self.by, kind, bassin=bassin) for kind in KINDS]
        represented(self.by, self.pole, self.members)
        term = {"effectiveOn": day(CONSTITUTED), "ends": day(TERM_ENDS)}
        self.by.done("constitutePole", "pole { id }", poleId=self.pole, **term)

    def do(self, on: int, command: str, **asked: Any) -> dict[str, Any]:
        """The project after a command on it."""
        found: dict[str, Any] = self.by.done(command, SELECT, projectId=self.project, effectiveOn=day(on), **asked)
        return found

    def of_pole(self, on: int, command: str, **asked: Any) -> dict[str, Any]:
        return self.do(on, command, poleId=self.pole, **asked)

    def of_instance(self, on: int, command: str, **asked: Any) -> dict[str, Any]:
        return self.do(on, command, bassin=self.bassin.name, **asked)

    def judge(self, on: int, verdict: str = "AGREED", **said: Any) -> None:
        asked = {"contentHash": hash_of(self.by, self.project), "withoutMeeting": "Procédure écrite."}
        self.of_instance(on, "giveVerdict", verdict=verdict, **asked, **said)

    def convene(self, on: int, **asked: Any) -> str:
        """The id of a meeting of the pôle."""
        convened = {"assembly": {"poleId": self.pole}, "day": day(on), "effectiveOn": day(on), **HALL, **asked}
        return str(self.by.done("conveneMeeting", "meeting { id }", **convened)["id"])

    def hold(self, on: int, meeting: str, present: Iterable[str], select: str = "", **more: Any) -> dict[str, Any]:
        """Records a meeting of that day."""
        attended = {"present": [{"operatorId": each} for each in present], "effectiveOn": day(on), **HALL}
        payload = self.by.do("recordMeeting", select, meetingId=meeting, **attended, **more)
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload

    def decide(
        self, on: int, kind: str, reader: Client | None = None, *, joins: bool = False, **convened: Any
    ) -> str:
        """The id of the decision that all members adopt at a meeting of that day, on the content of now.

        The reader sees that content: a pôle that is only invited does not.
        """
        hashed = {"subjectId": self.project, "subjectHash": hash_of(reader or self.by, self.project)}
        proposed = {"poleId": self.pole, "kind": kind, "title": "Le projet", "text": f"Décidé : {kind}.", **hashed}
        decisions = [{"decision": {"proposed": proposed}, "outcome": "CONSENSUS", "joins": joins}]
        select = "decisions { adopted decision { id } }"
        payload = self.hold(on, self.convene(on, **convened), self.members, select, decisions=decisions)
        [decided] = payload["decisions"]
        assert decided["adopted"]
        return str(decided["decision"]["id"])

    def join(self, on: int, reader: Client, **convened: Any) -> None:
        """Carries the content of now, by the act in which the members decide it."""
        self.decide(on, "PROJECT", reader, joins=True, **convened)

    def write_part(self, on: int, **said: Any) -> None:
        """The part of the work plan: one action of the second member, and one line of the budget."""
        line = {"what": "Chaudières", "kind": "EQUIPMENT", "year": int(day(on)[:4]), "amount": "250000"}
        days = {"starts": day(on), "ends": day(on + 300), "expectedResult": "Un atelier ouvert."}
        actions = [{"rank": 1, "operatorIds": [self.members[1]], **days}]
        self.of_pole(on, "writePlanPart", **{"number": 1, "actions": actions, "budgetLines": [line], **said})

    def sees(self, at: int | None = None) -> Any:
        """The project as the coordinator sees it, or saw it at a position of the ledger."""
        return self.by.ask(SEEN, id=self.project, at=at and {"position": str(at)})["project"]


class Life:
    """The life of the project, a method for each time of it."""

    def __init__(self, api: Api) -> None:
        self.api, self.positions = api, dict[str, int]()
        self.support_version, self.met_at_namur = 0, ""
        self.lead, self.namur, self.leaver, self.late = (Partner(api, each) for each in (*THREE, Bassin.HUY_WAREMME))
        self.first = (self.lead, self.namur, self.leaver)
        self.last = (self.lead, self.namur, self.late)

    def emerges(self) -> None:
        begun = {"poleId": self.lead.pole, "content": FOR_THREE, "effectiveOn": day(-960)}
        project = self.lead.by.done("emergeProject", SELECT, **begun)["id"]
        for each in (*self.first, self.late):
            each.project = project
        self.lead.join(-955, self.lead.by)
        for each in self.first[1:]:
            self.invites(-950, each)
            each.join(-940, self.lead.by)

    def invites(self, on: int, partner: Partner) -> None:
        invited = {"projectId": self.lead.project, "poleId": partner.pole, "answerBy": day(30)}
        self.lead.by.done("invitePole", "invitation { id }", **invited, effectiveOn=day(on))

    def is_judged(self) -> None:
        self.lead.do(-930, "submitProject")
        self.lead.judge(-900)
        self.namur.judge(-895, "CONDITIONS", conditionList=["Ouvrir aux CEFA."], conditionDueOn=[day(-800)])
        self.leaver.judge(-890)
        self.namur.of_instance(-850, "meetCondition", condition=1, finding="Les CEFA sont inscrits.")

    def is_carried_out(self) -> None:
        self.lead.do(-840, "startProject")
        for each in self.first:
            each.write_part(-830)
        self.lead.of_pole(-700, "reportProgress", action={"number": 1, "rank": 1}, state="DONE")
        self.namur.of_pole(-690, "reportProgress", report="Les élèves arrivent.")
        given = {"kind": "HUMAN", "phase": "ACCOMPAGNEMENT", "description": "Une chargée de mission."}
        granted = self.namur.of_instance(-680, "grantSupport", hours=3200, **given)
        self.support_version = granted["version"]

    def calls(self, on: int) -> str:
        """The id of a joint meeting that the lead calls five days before."""
        self.lead.of_pole(on - 5, "callJointMeeting", day=day(on), agenda=["Le plan de travail"], **HALL)
        return str(self.lead.sees()["dossier"]["jointMeetings"][-1]["id"])

    def meets(self) -> None:
        """A joint meeting, to which each pôle comes by a meeting of its own; one of Namur is absent."""
        joint = self.calls(-690)
        own = [each.convene(-690, jointMeetingId=joint) for each in self.first]
        for each, meeting in zip(self.first, own, strict=True):
            each.hold(-690, meeting, each.members[1:])
        self.met_at_namur = own[1]

    def is_funded(self) -> None:
        on = {"bassin": "LIEGE", "effectiveOn": day(-670), "opens": day(-660), "closes": day(-640)}
        call = {"name": "Plateaux partagés", "executive": "Gouvernement wallon", "reference": "Courrier.", **on}
        opened = self.lead.by.done("openFundingCall", "fundingCall { id }", **call)["id"]
        asked = {"authority": "GOUVERNEMENT_WALLON", "amount": "900000", "fundingCallId": opened}
        self.namur.of_pole(-650, "applyForFunding", **asked)
        [funding] = self.namur.by.ask(FUNDINGS, id=self.lead.project)["project"]["dossier"]["fundings"]
        self.namur.do(-620, "recordFundingOutcome", fundingId=funding["id"], granted="450000")

    def is_amended(self) -> None:
        content = {**FOR_THREE, "actions": [*FOR_THREE["actions"], SECOND_ACTION]}
        self.amend(-600, content, self.first)

    def amend(self, on: int, content: dict[str, Any], carriers: Iterable[Partner]) -> None:
        """The lead amends by its decision; the carriers carry the new content, and each Instance judges it."""
        decision = self.lead.decide(on, "AMENDMENT")
        self.lead.do(on, "amendProject", content=content, reason="Une autre offre.", decisionId=decision)
        joint = self.calls(on + 10)
        for each in carriers:
            each.join(on + 10, self.lead.by, jointMeetingId=joint)
        self.lead.do(on + 20, "submitProject")
        for each in carriers:
            each.judge(on + 40)

    def changes_partners(self) -> None:
        """The pôle of Verviers leaves, by its decision; the one of Huy-Waremme joins late."""
        leaving = {"decisionId": self.leaver.decide(-400, "DEPARTURE"), "reason": "Autre priorité."}
        self.leaver.of_pole(-400, "leaveProject", **leaving)
        self.invites(-390, self.late)
        self.late.join(-380, self.lead.by)
        communes = [COMMUNES[each.bassin] for each in self.last]
        actions = [*FOR_THREE["actions"], SECOND_ACTION]
        self.amend(-370, {**FOR_THREE, "communes": communes, "actions": actions}, self.last)
        self.late.write_part(-320, number=3)

    def is_corrected(self) -> None:
        """The hours of a support were typed wrongly, and a member was forgotten in an attendance."""
        fact = {"version": self.support_version, "patch": {"hours": 320}}
        self.rectify(self.lead.project, fact, "Un zéro de trop.")
        present = [{"operatorId": each} for each in self.namur.members]
        self.rectify(self.met_at_namur, {"version": 2, "patch": {"present": present}}, "Un membre oublié.")

    def rectify(self, entity: str, fact: dict[str, Any], reason: str) -> None:
        self.namur.by.done("rectify", "position", entityId=entity, changes=[fact], reason=reason)

    def ends(self) -> None:
        self.lead.do(-10, "completeProject", result="Deux cents élèves formés.")

    def position(self) -> int:
        return int(self.lead.by.ask("{ meta { position } }")["meta"]["position"])
