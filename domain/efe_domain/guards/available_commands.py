"""Commands that each object admits: in whose name, with which inputs known, and what their guards say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from efe_domain.access.powers import Standing, opens
from efe_domain.analysis.analysis import Analysis
from efe_domain.decision.decision import Decision
from efe_domain.funding.funding_call import RegisteredCall
from efe_domain.guards.candidates import (
    Candidates,
    Inputs,
    Party,
    Scope,
    candidates,
    commands_beginning_with,
    corrections,
    of_instance,
    of_pole,
)
from efe_domain.guards.guards import CommandExamination, Guarded, Guards
from efe_domain.guards.missing_input import missing, missing_id, passes
from efe_domain.guards.project_candidates import on_invitation, on_project
from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.events import AssemblyKind
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.operator import Operator
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.pole import Pole
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import current_context
from efe_domain.shared.ids import instance_id, unused_id
from efe_domain.themes.themes import CommonThemes
from efe_domain.zone.zone import ZONE_BASSINS, Zone


@dataclass(frozen=True)
class Available:
    command: str
    party: Party | None
    guarded: Guarded


def available_commands(guards: Guards, kind: str, key: UUID, scope: Scope) -> list[Available]:
    """Returns the commands on an object for the account of the context, one for each party.

    `kind` is the type of the object in the contract. Reads the ledger; call it on a thread.
    """
    with guards.examination() as examination:
        considered = list(CANDIDATES[kind](examination, key, scope))
        guarded = [(each, examination.guard(each.command, each.inputs)) for each in considered]
    available = [Available(each.command, each.party, result) for each, result in guarded if result]
    return list({(each.command, each.party): each for each in reversed(available)}.values())[::-1]


def _on_pole(pole: Pole, _: Scope) -> Candidates:
    instance, own = of_instance(pole.bassin), of_pole(pole.id)
    chosen: Mapping[str, Inputs] = {
        "cite_theme": {"list_id": missing_id(bassin=pole.bassin, check_cites=passes)},
        "designate_member": {"operator_id": missing_id(as_candidate=missing)},
    }
    for command in commands_beginning_with("pole_id"):
        party = own if opens(Standing.REPRESENTATIVE, command) else instance
        yield from candidates(command, party, pole_id=pole.id, **chosen.get(command, {}))
    yield from candidates("convene_pole", own, pole_id=pole.id, day=current_context().today)
    yield from candidates("propose_decision", own, pole_id=pole.id, decision_id=unused_id("decision"))
    yield from candidates("emerge_project", own, pole_id=pole.id, project_id=unused_id("project"))
    brief = missing(bassin=pole.bassin, pole=pole.id, body=None, follows=None, subject=missing())
    yield from candidates("request_opinion undertake_opinion", own, brief=brief)


def _on_instance(instance: InstanceBassin, _: Scope) -> Candidates:
    bassin = Bassin(instance.bassins[0])
    own = of_instance(bassin)
    yield from candidates(
        """
        create_pole adopt_rules_of_order set_up_body identify_axis withdraw_axis match_axes unmatch_axes
        request_data draft_themes register_operator purge_document grant_access revoke_access open_funding_call
        set_letterhead
        """,
        own,
        bassin=bassin,
    )
    if bassin in ZONE_BASSINS:
        yield from candidates("designate_zone_representative end_zone_representative", own, bassin=bassin)
    yield from candidates("convene_body", own, bassin=bassin, body=missing())
    yield from candidates("take_over_pole", own, opening=missing(bassin=bassin))
    brief = missing(bassin=bassin, pole=None, body=None, follows=None, subject=missing())
    yield from candidates("request_opinion undertake_opinion", own, brief=brief)


def _on_body(examination: CommandExamination, body: UUID, scope: Scope) -> Candidates:
    for bassin in scope.coordinated:
        instance = examination.find(InstanceBassin, instance_id(bassin))
        if instance and body in instance.bodies:
            yield from candidates(
                "convene_body dissolve_body fill_seat vacate_seat", of_instance(bassin), bassin=bassin, body=body
            )


def _on_decision(examination: CommandExamination, key: UUID, scope: Scope) -> Candidates:
    if not (decision := examination.find(Decision, key)):
        return
    yield from candidates(
        """
        adopt_decision set_decision_deadline close_without_consensus communicate_decision note_decision_erratum
        """,
        of_pole(decision.pole),
        decision_id=decision.id,
    )
    wording = missing(subject_hash=_subject_hash(examination, decision))
    yield from candidates("amend_decision", of_pole(decision.pole), decision_id=decision.id, wording=wording)
    if decision.adopted_on:
        replacing = {"pole_id": decision.pole, "decision_id": unused_id("decision"), "replaces": decision.id}
        yield from candidates("propose_decision", of_pole(decision.pole), **replacing)
    yield from candidates(
        "receive_decision attach_to_decision", of_instance(decision.bassin), decision_id=decision.id
    )
    pole = examination.find(Pole, decision.pole)
    consulted = [seat.operator for seat in (*decision.roster, *decision.opening_roster)]
    late = pole.members if pole and decision.adopted_on else ()
    for operator in dict.fromkeys((*consulted, *late)):
        yield from candidates(
            "take_position",
            Party("Operator", (operator,)),
            decision_id=decision.id,
            operator=operator,
            content_hash=decision.content_hash,
        )
    for number in range(1, len(decision.objections) + 1):
        yield from candidates(
            "answer_objection maintain_objection withdraw_objection",
            Party("Objection", (decision.id, number)),
            decision_id=decision.id,
            objection=number,
        )
    yield from corrections(decision, scope)


def _subject_hash(examination: CommandExamination, decision: Decision) -> str:
    """Returns the hash of the content on which an amended text may decide: the current one of an own project."""
    project = examination.find(Project, decision.subject) if decision.subject else None
    if project and project.takes_part(decision.pole):
        return project.content_hash
    return decision.subject_hash


def _on_meeting(meeting: Meeting, scope: Scope) -> Candidates:
    assembly, bassins = meeting.assembly, scope.coordinated_among(meeting.bassins)
    own = [of_pole(assembly.id)] if assembly.kind is AssemblyKind.POLE else [of_instance(each) for each in bassins]
    for party in own[:1]:
        yield from candidates("hold_meeting cancel_meeting set_agenda", party, meeting_id=meeting.id)
        yield from candidates("postpone_meeting", party, meeting_id=meeting.id, day=current_context().today)
    for bassin in bassins[:1]:
        yield from candidates("adopt_minutes attach_to_meeting", of_instance(bassin), meeting_id=meeting.id)


def _on_opinion(opinion: Opinion, _: Scope) -> Candidates:
    brief, inputs = opinion.brief, {"opinion_id": opinion.id}
    author = of_pole(brief.pole) if brief.pole else of_instance(brief.bassin)
    yield from candidates("adopt_opinion", author, decision_id=missing() if brief.pole else None, **inputs)
    yield from candidates(
        """
        draft_opinion amend_opinion transmit_opinion acknowledge_opinion answer_opinion observe_effect
        note_opinion_erratum
        """,
        author,
        **inputs,
    )
    yield from candidates("attach_to_opinion", of_instance(brief.bassin), **inputs)


def _on_operator(operator: Operator, scope: Scope) -> Candidates:
    for bassin in scope.coordinated:
        yield from candidates(
            """
            rename_operator change_operator_kind renumber_operator open_site close_site recognise_competence
            withdraw_competence record_ressort end_ressort
            """,
            of_instance(bassin),
            bassin=bassin,
            operator_id=operator.id,
        )


def _on_analysis(analysis: Analysis, _: Scope) -> Candidates:
    yield from candidates(
        "record_reminder receive_contribution write_synthesis adopt_synthesis",
        of_instance(analysis.bassin),
        analysis_id=analysis.id,
    )


def _on_themes(themes: CommonThemes, _: Scope) -> Candidates:
    today = current_context().today
    yield from candidates("amend_themes diffuse_themes", of_instance(themes.bassin), list_id=themes.id)
    yield from candidates("adopt_themes", of_instance(themes.bassin), list_id=themes.id, starts=today, ends=today)


def _on_call(call: RegisteredCall, _: Scope) -> Candidates:
    yield from candidates("change_funding_call withdraw_funding_call", of_instance(call.bassin), call_id=call.id)


def _on_zone(_: Zone, scope: Scope) -> Candidates:
    for bassin in scope.coordinated_among(ZONE_BASSINS):
        yield from candidates(
            "designate_zone_representative end_zone_representative", of_instance(bassin), bassin=bassin
        )
    for bassin in scope.coordinated_among(ZONE_BASSINS)[:1]:
        yield from candidates("convene_zone", of_instance(bassin))


def _on_person(_: CommandExamination, person: UUID, scope: Scope) -> Candidates:
    for bassin in scope.coordinated:
        yield from candidates("amend_person", of_instance(bassin), bassin=bassin, person=person)
    yield from candidates("forget_person", None, person=person)


def _on_account(_: CommandExamination, account: UUID, scope: Scope) -> Candidates:
    for bassin in Bassin if scope.administers else scope.coordinated:
        yield from candidates("grant_access revoke_access", of_instance(bassin), bassin=bassin, account=account)
    yield from candidates("grant_platform_access revoke_platform_access", None, account=account)


def _of[A: Aggregate[Any]](
    kind: type[A], those: Callable[[A, Scope], Candidates]
) -> Callable[[CommandExamination, UUID, Scope], Candidates]:
    """Returns the candidates of an entity, with those that correct its facts."""

    def of_entity(examination: CommandExamination, key: UUID, scope: Scope) -> Candidates:
        if entity := examination.find(kind, key):
            yield from those(entity, scope)
            yield from corrections(entity, scope)

    return of_entity


CANDIDATES: Final[Mapping[str, Callable[[CommandExamination, UUID, Scope], Candidates]]] = {
    "Account": _on_account,
    "Analysis": _of(Analysis, _on_analysis),
    "Body": _on_body,
    "Decision": _on_decision,
    "FundingCall": _of(RegisteredCall, _on_call),
    "Instance": _of(InstanceBassin, _on_instance),
    "Invitation": _of(Invitation, on_invitation),
    "Meeting": _of(Meeting, _on_meeting),
    "Operator": _of(Operator, _on_operator),
    "Opinion": _of(Opinion, _on_opinion),
    "Person": _on_person,
    "Pole": _of(Pole, _on_pole),
    "Project": _of(Project, on_project),
    "ThemeList": _of(CommonThemes, _on_themes),
    "Zone": _of(Zone, _on_zone),
}
"""Candidates of each type of the contract that lists its commands."""
