"""Meaning of the stored lines of projects and of the zone for the code of today, in their order."""

from datetime import date
from typing import Any

from efe_domain.project import carrier_events as at_carriers
from efe_domain.project import events as at
from efe_domain.project import invitation_events as at_invitation
from efe_domain.project.content import ActionNature, Aspect, ProjectAction, ProjectContent, Public
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_domain.zone import events as zone_events
from tests.domain.given import TODAY, YESTERDAY, some_id

POLE, OTHER, DECISION, PERSON = (some_id(name) for name in ("pole", "other", "decision", "person"))
SUPPORT, APPLICATION = some_id("support"), some_id("application")
HASH, ROOT = "ab" * 32, "0f" * 32
ON: dict[str, Any] = {"effective_on": TODAY}
CONTENT = ProjectContent(
    title="Vidéos d'orientation « métiers du bois »",
    aims="Montrer les métiers\naux élèves.",
    actions=(
        ProjectAction(ActionNature.ADDITIONAL, "Tourner douze vidéos."),
        ProjectAction(ActionNature.EMERGENT, "Les diffuser."),
    ),
    aspects=(Aspect.AWARENESS, Aspect.COMPANIES),
    other_aspects=("Mobilité",),
    publics=(Public.JOB_SEEKERS, Public.SECONDARY),
    axis="filiere:metiers-du-bois",
    communes=("61031", "62063"),
    partners=(OTHER,),
    budget_cents=12_345_678_901,
    starts=YESTERDAY,
    ends=date(2028, 2, 29),
)

READ_AS: list[Event] = [
    at.ProjectEmerged(lead=POLE, bassin=Bassin.LIEGE, content=CONTENT, content_hash=HASH, **ON),
    at.ProjectAmended(number=2, content=CONTENT, content_hash=HASH, reason="Budget revu à la baisse.", **ON),
    at_carriers.PoleJoined(
        pole=OTHER,
        bassin=Bassin.HUY_WAREMME,
        decision=DECISION,
        content_hash=HASH,
        past_events=3,
        past_root=ROOT,
        **ON,
    ),
    at_carriers.AmendmentCarried(pole=OTHER, since=YESTERDAY, decision=DECISION, content_hash=HASH, **ON),
    at_carriers.PoleLeft(
        pole=OTHER,
        bassin=Bassin.HUY_WAREMME,
        since=YESTERDAY,
        concerned=(Bassin.LIEGE,),
        lead=POLE,
        uncounted=at.VerdictKind.REFUSED,
        reason="Autre priorité.",
        **ON,
    ),
    at.ProjectSubmitted(
        number=2, title=CONTENT.title, content_hash=HASH, instances=(Bassin.HUY_WAREMME, Bassin.LIEGE), **ON
    ),
    at.VerdictGiven(
        bassin=Bassin.LIEGE,
        verdict=at.VerdictKind.CONDITIONS,
        conditions=("Ouvrir aux CEFA.",),
        reasons="",
        meeting=some_id("meeting"),
        without_meeting="",
        number=2,
        content_hash=HASH,
        **ON,
    ),
    at.SupportGranted(
        support=SUPPORT,
        bassin=Bassin.LIEGE,
        kind=at.SupportKind.MATERIAL,
        phase=at.SupportPhase.ANALYSE,
        description="Une salle.",
        number=2,
        **ON,
    ),
    at.SupportEnded(support=SUPPORT, bassin=Bassin.LIEGE, reason="Fin du bail.", **ON),
    at.FundingAppliedFor(
        application=APPLICATION,
        pole=POLE,
        bassin=Bassin.LIEGE,
        authority=at.FundingAuthority.COCOF,
        procedure="Appel « équipement » 2026",
        amount_cents=9_999_999_999,
        **ON,
    ),
    at.FundingOutcomeRecorded(application=APPLICATION, granted_cents=None, comment="Crédits épuisés.", **ON),
    at.ProjectStarted(**ON),
    at.ProgressReported(pole=POLE, report="Six vidéos tournées.", **ON),
    at.ProjectCompleted(result="Douze vidéos diffusées.", **ON),
    at.ProjectAbandoned(reason="Faute de moyens.", **ON),
    zone_events.ZoneRepresentativeDesignated(bassin=Bassin.NAMUR, person=PERSON, **ON),
    zone_events.ZoneRepresentativeEnded(bassin=Bassin.NAMUR, person=PERSON, since=YESTERDAY, **ON),
]

READ_AS_SINCE_0_3_0: list[Event] = [
    at_invitation.PoleInvited(
        project=some_id("project"),
        pole=OTHER,
        bassin=Bassin.HUY_WAREMME,
        inviter=POLE,
        inviter_bassin=Bassin.LIEGE,
        number=2,
        content=CONTENT,
        content_hash=HASH,
        answer_by=date(2027, 1, 31),
        **ON,
    ),
    at_invitation.InvitationAccepted(decision=DECISION, **ON),
    at_invitation.InvitationDeclined(reason="Autre priorité.", **ON),
    at_invitation.InvitationWithdrawn(reason="Erreur de pôle.", **ON),
    at.VerdictGiven(
        bassin=Bassin.LIEGE,
        verdict=at.VerdictKind.CONDITIONS,
        conditions=("Ouvrir aux CEFA.", "Un bilan « après six mois »."),
        reasons="",
        meeting=None,
        without_meeting="Procédure écrite.",
        number=2,
        content_hash=HASH,
        **ON,
    ),
    at.VerdictRevised(
        bassin=Bassin.LIEGE,
        revises=5,
        previous=at.VerdictKind.CONDITIONS,
        verdict=at.VerdictKind.AGREED,
        conditions=(),
        reasons="",
        meeting=some_id("meeting"),
        without_meeting="",
        why="Les conditions n'ont plus d'objet.",
        number=2,
        content_hash=HASH,
        **ON,
    ),
    at.VerdictExpected(bassin=Bassin.LIEGE, expected_on=date(2027, 1, 31), number=2, **ON),
    at.ConditionMet(bassin=Bassin.LIEGE, verdict=5, condition=1, finding="Ouvert depuis mars.", **ON),
]

LEAD: list[Event] = [
    at_carriers.LeadOffered(pole=OTHER, bassin=Bassin.HUY_WAREMME, **ON),
    at_carriers.LeadHandedOver(lead=OTHER, bassin=Bassin.HUY_WAREMME, previous=POLE, decision=DECISION, **ON),
]
