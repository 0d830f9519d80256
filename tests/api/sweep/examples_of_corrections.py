"""Inputs of the commands that correct: each field of a fact that a correction may give another value."""

from typing import Any
from uuid import UUID

from efe_domain.shared.ids import ZONE
from tests.api.sweep.prepared import DEPUTY, JO, Prepared
from tests.domain.given import YESTERDAY
from tests.infra.commands.correction_stage import CONSTITUTED, PROPOSAL, QUESTION
from tests.infra.commands.stage import PLENARY, SCHOOL, UNION
from tests.infra.commands.withdrawal_stage import PROPOSED, WHY

type Patch = dict[str, Any]

ATTENDEE = {"operatorId": f"Operator:{SCHOOL}", "personId": f"Person:{JO}"}
EXCUSED = {**ATTENDEE, "personId": f"Person:{DEPUTY}"}
MANDATE = {"category": "Écoles", "personId": f"Person:{JO}", "substituteId": f"Person:{DEPUTY}", "ends": "2030-12-31"}
REQUEST = {"provider": "ONEM", "question": "Combien ?", "dueOn": "2026-03-20", "remindOn": "2026-03-10"}


def inputs(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    corrections = it.stage.corrections
    pole, decision = f"Pole:{corrections.pole}", f"Decision:{corrections.decision}"
    return {
        "rectify": rectified(it),
        "confirmRectification": [{"entityId": pole, "proposal": PROPOSAL}],
        "dropRectification": [{"entityId": pole, "proposal": PROPOSAL, "reason": "C'était bien cela."}],
        **withdrawn(it),
        "confirmFact": [{"entityId": decision, "question": QUESTION, "reason": "Revu."}],
    }


def withdrawn(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    pole = f"Pole:{it.stage.withdrawals.pole}"
    act = {"entityId": f"Pole:{it.stage.companion}", "act": CONSTITUTED, "reason": WHY}
    return {
        "withdrawAct": [
            act | {"documentSha256": it.sha256},
            act | {"minutesMeetingId": f"Meeting:{it.correctable.meeting}"},
        ],
        "confirmWithdrawal": [{"entityId": pole, "proposal": PROPOSED}],
        "dropWithdrawal": [{"entityId": pole, "proposal": PROPOSED, "reason": "L'organe était en nombre."}],
    }


def rectified(it: Prepared) -> list[dict[str, Any]]:
    facts, documents = it.correctable, {"documentSha256": it.sha256}
    member = it.stage.corrections.members[0]

    def patched(kind: str, entity: UUID, fact: str, **patch: Any) -> dict[str, Any]:
        changes = [{"version": facts.version(entity, fact), "patch": patch}]
        return {"entityId": f"{kind}:{entity}", "changes": changes, "reason": "Erreur matérielle."}

    return [
        patched("Pole", facts.pole, "PoleCreated", name="Chauffage juste"),
        patched("Pole", facts.pole, "MemberDesignated", representativeId=f"Person:{JO}")
        | {"minutesMeetingId": f"Meeting:{facts.meeting}"},
        patched("Pole", facts.pole, "PoleConstituted", ends="2027-12-31"),
        patched(
            "Pole", facts.pole, "ModalitiesProposed", meetingEveryMonths=4, quorumPercent=60, agreementPerCollege=True
        )
        | documents,
        patched(
            "Pole",
            facts.pole,
            "PoleEvaluated",
            conclusion="Il fonctionne bien.",
            criteria=[{"label": "Réunions", "finding": "Tenues."}],
        )
        | documents,
        patched("Pole", facts.pole, "SubstituteNamed", substituteId=f"Person:{JO}"),
        patched("Operator", UNION, "RessortRecorded", basis="Statuts, article 4."),
        patched("Operator", member, "SiteOpened", commune="62051"),
        patched("Instance", facts.instance, "AxisIdentified", axisCodes=[{"system": "SFMQ", "code": "12"}]),
        patched("Instance", facts.instance, "SeatFilled", mandate=MANDATE),
        patched(
            "Instance",
            facts.instance,
            "RulesOfOrderAdopted",
            rules=[{"bodyId": f"Body:{PLENARY}", "quorumPercent": 52, "majorityPercent": 60}],
            renewalWindowDays=90,
            lateAfterDays=400,
            contestDays=60,
            verdictsNeedQuorum=False,
        )
        | documents,
        patched("Meeting", facts.meeting, "MeetingConvened", day="2026-03-02", place="Salle B"),
        patched("Meeting", facts.meeting, "AgendaSet", items=["Budget"]),
        patched(
            "Meeting",
            facts.meeting,
            "MeetingHeld",
            present=[ATTENDEE],
            excused=[{**ATTENDEE, "personId": f"Person:{DEPUTY}"}],
        ),
        patched(
            "Meeting",
            facts.meeting,
            "MeetingHeld",
            represented=[{"operatorId": f"Operator:{UNION}", "byId": f"Operator:{SCHOOL}"}],
        ),
        patched("Meeting", facts.meeting, "MinutesAdopted", documentSha256=it.sha256),
        patched("Meeting", facts.moved, "MeetingPostponed", startsAt="15:00", endsAt="17:00"),
        patched("Meeting", facts.moved, "MeetingDocumentAttached", title="Tableau des places"),
        patched("Analysis", facts.analysis, "DataRequested", dataRequest=REQUEST),
        patched("Analysis", facts.analysis, "ReminderRecorded", note="Second rappel.", remindOn="2026-03-20"),
        patched("Analysis", facts.analysis, "ContributionReceived", reference="Note 2"),
        patched("Opinion", facts.asked, "OpinionRequested", requester="Forem", dueOn="2026-03-20"),
        patched("Opinion", facts.opinion, "OpinionTransmitted", answerDueOn="2026-03-20"),
        patched("Opinion", facts.opinion, "OpinionAnswered", answer="Merci bien."),
        patched("Opinion", facts.opinion, "EffectObserved", effect="Deux options."),
        patched("Opinion", facts.opinion, "OpinionErratumNoted", text="Lire 30."),
        patched("ThemeList", facts.themes, "ThemesAdopted", starts="2020-02-01", ends="2020-11-30"),
        patched("Project", facts.project, "VerdictGiven", meetingId=f"Meeting:{facts.meeting}", withoutMeeting=""),
        patched("Project", facts.project, "VerdictGiven", withoutMeeting="Par écrit."),
        patched(
            "Project", facts.project, "VerdictGiven", verdict="CONDITIONS", conditions=["À quatre."], reasons="Utile."
        ),
        patched("Project", facts.followed, "VerdictGiven", conditionDueOn=["2026-12-31"]),
        patched("Project", facts.followed, "VerdictExpected", expectedOn="2026-03-20"),
        patched("Project", facts.followed, "ConditionMet", finding="Ouvert aux écoles."),
        patched("Project", facts.followed, "VerdictRevised", why="Les conditions sont remplies."),
        patched("Project", facts.project, "FundingAppliedFor", procedure="Appel 2025", amount="12500"),
        patched("Project", facts.project, "FundingOutcomeRecorded", granted="1200", comment="En partie."),
        patched("Project", facts.project, "ProgressReported", report="Tout va très bien."),
        patched("Project", facts.project, "ProjectCompleted", result="Deux ateliers ouverts."),
        patched("Project", it.stage.projects.started, "SupportGranted", description="Un plein temps.", hours=40),
        patched("Opinion", facts.opinion, "OpinionAnswered", operatorId=f"Operator:{facts.other_cefa}"),
        patched("Zone", ZONE, "ZoneRepresentativeDesignated", personId=f"Person:{JO}", effectiveOn=str(YESTERDAY)),
        patched("Pole", facts.pole, "MembershipEnded", reason="Autre raison."),
    ]
