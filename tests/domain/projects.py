"""Projects as tests begin with them: pôles of several bassins around one trade, and what they carry."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import Wording
from efe_domain.instance.instance import InstanceBassin
from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Assembly, AssemblyKind, Attendee, Venue
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.events import OperatorKind
from efe_domain.pole.pole import Pole
from efe_domain.project.content import ActionNature, Aspect, ProjectAction, ProjectContent, Public
from efe_domain.project.events import (
    FundingAppliedFor,
    FundingAuthority,
    SupportGranted,
    SupportKind,
    SupportPhase,
    VerdictKind,
)
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.project.verdicts import Sitting, Verdict
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import encode
from efe_domain.shared.ids import ZONE, invitation_id, pole_id
from efe_domain.transparency import merkle
from efe_domain.zone.zone import ZONE_BASSINS, Zone
from tests.domain.given import (
    HEATING,
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    an_instance,
    an_operator,
    some_id,
    speaker_of,
)

LIEGE, NAMUR, HUY, SOUTH = Bassin.LIEGE, Bassin.NAMUR, Bassin.HUY_WAREMME, Bassin.HAINAUT_SUD
COMMUNES = {LIEGE: "62063", NAMUR: "92094", HUY: "61031", SOUTH: "52011"}
HOMES = {LIEGE: "Liège", NAMUR: "Namur", HUY: "Huy", SOUTH: "Charleroi"}
FLORENNES, COUVIN = "93022", "93014"
"""Communes of the zone, of Namur and of Hainaut Sud."""

PROJECT, SUPPORT, APPLICATION = some_id("project"), some_id("support"), some_id("application")
CONTENT = ProjectContent(
    title="Un plateau technique partagé",
    aims="Former ensemble au chauffage durable.",
    actions=(ProjectAction(ActionNature.ADDITIONAL, "Ouvrir un atelier commun."),),
    aspects=(Aspect.EQUIPMENT,),
    publics=(Public.SECONDARY,),
    communes=(COMMUNES[LIEGE],),
    budget_cents=1_250_000,
)
WRITTEN = "Procédure écrite."
AGREED = Verdict(kind=VerdictKind.AGREED, without_meeting=WRITTEN)
REFUSED = Verdict(kind=VerdictKind.REFUSED, reasons="Trop cher.", without_meeting=WRITTEN)
ON_CONDITION = Verdict(
    kind=VerdictKind.CONDITIONS,
    conditions=("Ouvrir aux écoles du bassin.", "Faire un bilan après six mois."),
    without_meeting=WRITTEN,
)


@cache
def three_colleges_of(bassin: Bassin, axis: Axis = HEATING) -> tuple[Any, ...]:
    kinds = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.ENSEIGNEMENT_SECONDAIRE)
    return tuple(
        an_operator(kind, communes=[HOMES[bassin]], axes=[axis], name=f"{kind} {bassin}").as_candidate()
        for kind in kinds
    )


def a_pole_of(bassin: Bassin, axis: Axis = HEATING, name: str = "Chauffage") -> Pole:
    """Constituted for three years from today."""
    pole = Pole(pole_id(bassin, axis, name, 1))
    pole.create(bassin, axis, name, on=REGISTER_OPENED)
    members = three_colleges_of(bassin, axis)
    for member in members:
        pole.designate(member, speaker_of(member.operator), on=REGISTER_OPENED)
    pole.constitute(members, ends=None, on=TODAY)
    return pole


def acting_in(*bassins: Bassin) -> ProjectContent:
    """The content, in those bassins."""
    return replace(CONTENT, communes=tuple(COMMUNES[bassin] for bassin in bassins))


def a_project(pole: Pole | None = None, content: ProjectContent = CONTENT) -> Project:
    project = Project(PROJECT)
    project.emerge(pole or a_pole_of(LIEGE), content, on=TODAY)
    return project


def adopted(
    pole: Pole,
    subject: UUID,
    subject_hash: str,
    *,
    kind: DecisionKind = DecisionKind.PROJECT,
    name: str = "",
    on: date = TODAY,
) -> Decision:
    """A decision of the pôle to carry a project, or on another act, by consensus; another one under each name."""
    decision = Decision(some_id(f"{pole.id} {subject_hash}{name}"))
    wording = Wording(title="Porter un projet", text="Le pôle porte ce projet.", subject_hash=subject_hash)
    decision.propose(pole, kind, subject, wording, on=on)
    for operator in pole.members_on(on):
        decision.take_position(pole, operator, Stance.AGREE, "", content_hash=decision.content_hash, on=on)
    decision.adopt(pole, three_colleges_of(pole.bassin, pole.axis), str, on=on)
    return decision


def invited(
    project: Project, pole: Pole, *, on: date = TODAY, answer_by: date = TOMORROW, one_axis: bool = False
) -> Invitation | None:
    """The invitation of a pôle that neither leads nor carries the project, to carry the content of now."""
    if pole.id == project.lead or pole.id in project.carriers:
        return None
    invitation = Invitation(invitation_id(project.id, project.lead, pole.id))
    project.invite(pole, invitation, answer_by=answer_by, one_axis=one_axis, on=on)
    return invitation


def carry(project: Project, *poles: Pole, one_axis: bool = False) -> Project:
    """Each pôle is invited, adopts the content of now, and joins with that."""
    for pole in poles:
        invitation = invited(project, pole, one_axis=one_axis)
        decision = adopted(pole, project.id, project.content_hash)
        if decision.id in project.carriers._decisions:
            decision = adopted(pole, project.id, project.content_hash, name=str(project.version))
        events, root = past_of(project)
        project.join(pole, decision, invitation, past_events=events, past_root=root, one_axis=one_axis, on=TODAY)
    return project


def past_of(project: Project) -> tuple[int, str]:
    leaves = [merkle.leaf_hash(encode(event)) for event in project._pending]
    return project.version, merkle.root(leaves).hex()


def a_carried_project(*bassins: Bassin, content: ProjectContent | None = None) -> Project:
    """Carried by a pôle of each bassin; that of the first leads."""
    poles = [a_pole_of(bassin) for bassin in bassins or (LIEGE,)]
    return carry(a_project(poles[0], content or acting_in(*bassins or (LIEGE,))), *poles)


def submit(project: Project, *, zone: Zone | None = None) -> Project:
    project.submit([], zone or Zone(ZONE), on=TODAY)
    return project


PLENARY = some_id("plenary")


def an_instance_with_a_plenary(bassin: Bassin) -> InstanceBassin:
    instance = an_instance(bassin)
    instance.set_up_body(PLENARY, "Plénière", Rule.M6, on=REGISTER_OPENED)
    return instance


def a_sitting(bassin: Bassin, *, kind: AssemblyKind = AssemblyKind.BODY, held: date | None = TODAY) -> Sitting:
    """Of the plenary of the Instance, which was held that day, or not at all."""
    meeting = Meeting(some_id(f"sitting of {bassin}"))
    assembly = Assembly(kind=kind, id=PLENARY, bassins=(bassin,))
    meeting.convene(assembly, held or TODAY, Venue(remote=True, place=""), on=REGISTER_OPENED)
    if held:
        meeting.hold(Venue(remote=True, place=""), (Attendee(person=some_id("anne")),), (), on=held)
    return Sitting(meeting, an_instance_with_a_plenary(bassin))


def a_submitted_project(*bassins: Bassin) -> Project:
    return submit(a_carried_project(*bassins))


def judge(project: Project, verdicts: Iterable[tuple[Bassin, Verdict]]) -> Project:
    for bassin, verdict in verdicts:
        project.give_verdict(bassin, verdict, project.content_hash, on=TODAY)
    return project


def an_agreed_project(*bassins: Bassin) -> Project:
    return judge(a_submitted_project(*bassins), [(bassin, AGREED) for bassin in bassins or (LIEGE,)])


def amend(project: Project, title: str = "Un autre titre") -> Project:
    project.amend(replace(project.content, title=title), "À la demande d'une Instance.", on=TODAY)
    return project


def support(bassin: Bassin = LIEGE, *, support: UUID = SUPPORT, on: Any = TODAY) -> SupportGranted:
    return SupportGranted(
        support=support,
        bassin=bassin,
        kind=SupportKind.HUMAN,
        phase=SupportPhase.EMERGENCE,
        description="Une chargée de mission à mi-temps.",
        number=1,
        effective_on=on,
    )


def application(pole: UUID, *, application: UUID = APPLICATION) -> FundingAppliedFor:
    return FundingAppliedFor(
        application=application,
        pole=pole,
        bassin=LIEGE,
        authority=FundingAuthority.GOUVERNEMENT_WALLON,
        procedure="Appel à projets 2026",
        amount_cents=900_000,
        effective_on=TODAY,
    )


def a_represented_zone() -> Zone:
    zone = Zone(ZONE)
    for bassin in ZONE_BASSINS:
        zone.designate(bassin, some_id(f"person of {bassin}"), on=TODAY)
    return zone
