"""The command of each kind of event, by its topic without the version."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final

from efe_domain.corrections import CORRECTIONS
from efe_infra.importing.inverse import (
    Inverse,
    an_id,
    assembly,
    attendees,
    axis,
    criteria,
    ids,
    objection,
    opinion_content,
    own_bassin,
    project_content,
    rules,
    subject,
    themes,
)
from efe_infra.importing.rectifications import entity_id, proposed_changes

COMPANIONS: Final = frozenset(
    {
        "invitation.accepted",
        "meeting.hours-set",
        "operator.number-reserved",
        "opinion.undertaken",
        "pole.composition-broken",
        "pole.name-reserved",
        "themes.superseded",
    }
    | {f"{kind}.questioned" for kind in CORRECTIONS}
)
"""Recorded with another event, by the command of that one."""
OF_THE_VAULT: Final = frozenset({"person.amended", "person.forgotten", "person.replaced"})
"""Recorded by the vault, of what it holds of somebody, or holds no more: no file says it."""
_OWN: dict[str, Any] = {"bassin": own_bassin}
_AXIS = {"axis": axis}
_AXIS_KEY = {"axis_key": attrgetter("key")}
_AXES = _OWN | _AXIS_KEY | {"other_axis_key": attrgetter("other_key")}
_OBJECTION = {"objection_id": objection}
_ITSELF = attrgetter("originator_id")


def _cents(name: str) -> Any:
    def part(event: Any) -> str | None:
        found = getattr(event, name)
        return None if found is None else str(found)

    return part


def _signed(event: Any) -> str | None:
    return event.document.sha256 if event.document else None


def _nothing(_: Any) -> None:
    """Of a field that another one says."""


_CONDITIONS: dict[str, Any] = {"conditions": _nothing, "condition_list": attrgetter("conditions")}


def _hour(name: str) -> Any:
    return lambda event: getattr(event.hours, name, None)


def _venue(event: Any) -> Any:
    return {"remote": lambda it: it.venue.remote, "place": lambda it: it.venue.place} | event


def _named(path: str, kind: str) -> Any:
    return lambda event: an_id(kind, attrgetter(path)(event))


def _of_record(kind: str) -> Mapping[str, Inverse]:
    """Of what is said of the record itself; what was asked for, the exporter finds out."""
    entity: dict[str, Any] = {"entity_id": entity_id}
    asked = entity | {"changes": _nothing, "document_sha256": _signed, "minutes_meeting_id": _nothing}
    return {
        f"{kind}.confirmed": Inverse("confirmFact", entity),
        f"{kind}.rectification-dropped": Inverse("dropRectification", entity),
        f"{kind}.rectification-proposed": Inverse("rectify", asked | {"changes": proposed_changes}),
        f"{kind}.rectified": Inverse("rectify", asked),
    }


def _withdrawals(kind: str) -> Mapping[str, Inverse]:
    entity: dict[str, Any] = {"entity_id": entity_id}
    asked = entity | {"act": lambda it: it.patches[0].version, "document_sha256": _signed}
    return {
        f"{kind}.withdrawal-dropped": Inverse("dropWithdrawal", entity),
        f"{kind}.withdrawal-proposed": Inverse("withdrawAct", asked | {"minutes_meeting_id": _nothing}),
        f"{kind}.withdrawn": Inverse("confirmWithdrawal", entity),
    }


CONFIRMING: Final = Inverse("confirmRectification", {"entity_id": entity_id})
"""Of a rectification that was proposed before."""
WITHDRAWING: Final = Inverse(
    "withdrawAct", {"entity_id": entity_id, "document_sha256": _nothing, "minutes_meeting_id": _nothing}
)
"""Of an act withdrawn by adopted minutes, which nobody proposed."""
_ATTACHED: dict[str, Any] = {"sha256": attrgetter("document.sha256")}
INVERSES: Final[Mapping[str, Inverse]] = {
    **{
        topic: inverse
        for kind, each in CORRECTIONS.items()
        if each.withdrawable
        for topic, inverse in _withdrawals(kind).items()
    },
    **{topic: inverse for kind in CORRECTIONS for topic, inverse in _of_record(kind).items()},
    "analysis.contribution-received": Inverse("receiveContribution", {"sha256": attrgetter("document.sha256")}),
    "analysis.data-requested": Inverse(
        "requestData",
        {
            name: attrgetter(f"request.{name}")
            for name in ("subject", "source", "provider", "question", "due_on", "remind_on")
        },
        _ITSELF,
    ),
    "analysis.reminder-recorded": Inverse("recordReminder"),
    "analysis.synthesis-adopted": Inverse("adoptSynthesis"),
    "analysis.synthesis-written": Inverse(
        "writeSynthesis", {"crosses_ids": lambda event: ids("Analysis", event.crosses)}
    ),
    "decision.adopted": Inverse("adoptDecision"),
    "decision.amended": Inverse("amendDecision"),
    "decision.closed": Inverse("closeWithoutConsensus"),
    "decision.communicated": Inverse("communicateDecision"),
    "decision.document-attached": Inverse("attachToDecision", _ATTACHED),
    "decision.erratum-noted": Inverse("noteDecisionErratum"),
    "decision.objection-answered": Inverse("answerObjection", _OBJECTION),
    "decision.objection-maintained": Inverse("maintainObjection", _OBJECTION),
    "decision.objection-withdrawn": Inverse("withdrawObjection", _OBJECTION | {"sha256": _signed}),
    "decision.position-taken": Inverse("takePosition", {"sha256": _signed}),
    "decision.proposed": Inverse("proposeDecision", {"subject_id": subject}, _ITSELF),
    "decision.received": Inverse("receiveDecision"),
    "document.purged": Inverse("purgeDocument"),
    "instance.access-granted": Inverse("grantAccess", _OWN),
    "instance.access-revoked": Inverse("revokeAccess", _OWN),
    "instance.axes-matched": Inverse("matchAxes", _AXES),
    "instance.axes-unmatched": Inverse("unmatchAxes", _AXES),
    "instance.axis-identified": Inverse("identifyAxis", _OWN | _AXIS),
    "instance.axis-withdrawn": Inverse("withdrawAxis", _OWN | _AXIS_KEY),
    "instance.body-dissolved": Inverse("dissolveBody", _OWN),
    "instance.body-set-up": Inverse("setUpBody", _OWN, attrgetter("body")),
    "instance.established": Inverse("establishInstance"),
    "instance.pole-access-granted": Inverse("grantPoleAccess"),
    "instance.pole-access-revoked": Inverse("revokePoleAccess"),
    "instance.rules-of-order-adopted": Inverse(
        "adoptRulesOfOrder",
        {
            **_OWN,
            "rules": rules,
            "renewal_window_days": attrgetter("settings.renewal_window_days"),
            "late_after_days": attrgetter("settings.late_after_days"),
        },
    ),
    "instance.seat-filled": Inverse(
        "fillSeat",
        {
            **_OWN,
            "category": attrgetter("mandate.category"),
            "voting": attrgetter("mandate.voting"),
            "person_id": _named("mandate.person", "Person"),
            "substitute_id": _named("mandate.substitute", "Person"),
            "mandate_ends": attrgetter("mandate.ends"),
        },
        attrgetter("seat"),
    ),
    "instance.seat-vacated": Inverse("vacateSeat", _OWN),
    "invitation.declined": Inverse("declineInvitation"),
    "invitation.sent": Inverse("invitePole"),
    "invitation.withdrawn": Inverse("withdrawInvitation"),
    "meeting.agenda-set": Inverse("setAgenda"),
    "meeting.cancelled": Inverse("cancelMeeting"),
    "meeting.convened": Inverse("conveneMeeting", _venue({"assembly": assembly}), _ITSELF),
    "meeting.document-attached": Inverse("attachToMeeting", _ATTACHED),
    "meeting.held": Inverse(
        "holdMeeting", _venue({"present": attendees("present"), "excused": attendees("excused")})
    ),
    "meeting.minutes-adopted": Inverse("adoptMinutes", {"sha256": attrgetter("document.sha256")}),
    "meeting.postponed": Inverse("postponeMeeting", _venue({"starts_at": _hour("starts"), "ends_at": _hour("ends")})),
    "operator.competence-recognised": Inverse("recogniseCompetence", _AXIS),
    "operator.competence-withdrawn": Inverse("withdrawCompetence", _AXIS_KEY),
    "operator.kind-changed": Inverse("changeOperatorKind"),
    "operator.registered": Inverse("registerOperator"),
    "operator.renamed": Inverse("renameOperator"),
    "operator.renumbered": Inverse("renumberOperator"),
    "operator.ressort-ended": Inverse("endRessort"),
    "operator.ressort-recorded": Inverse("recordRessort"),
    "operator.site-closed": Inverse("closeSite"),
    "operator.site-opened": Inverse("openSite", {}, attrgetter("site")),
    "opinion.acknowledged": Inverse("acknowledgeOpinion"),
    "opinion.adopted": Inverse("adoptOpinion"),
    "opinion.amended": Inverse("amendOpinion", {"content": opinion_content}),
    "opinion.answered": Inverse("answerOpinion"),
    "opinion.document-attached": Inverse("attachToOpinion", _ATTACHED),
    "opinion.drafted": Inverse("draftOpinion", {"content": opinion_content}, _ITSELF),
    "opinion.effect-observed": Inverse("observeEffect"),
    "opinion.erratum-noted": Inverse("noteOpinionErratum"),
    "opinion.requested": Inverse("requestOpinion", {}, _ITSELF),
    "opinion.transmitted": Inverse("transmitOpinion"),
    "pole.constituted": Inverse("constitutePole"),
    "pole.created": Inverse("createPole", _AXIS),
    "pole.dissolved": Inverse("dissolvePole"),
    "pole.evaluated": Inverse("evaluatePole", {"criteria": criteria}),
    "pole.member-designated": Inverse("designateMember"),
    "pole.membership-ended": Inverse("endMembership"),
    "pole.modalities-agreed": Inverse("agreeModalities"),
    "pole.modalities-proposed": Inverse("agreeModalities"),
    "pole.renamed": Inverse("renamePole"),
    "pole.renewed": Inverse("renewPole"),
    "pole.representative-replaced": Inverse("replaceRepresentative"),
    "pole.substitute-named": Inverse("nameSubstitute"),
    "pole.taken-over": Inverse("takeOverPole", {**_AXIS, "sha256": attrgetter("document.sha256")}),
    "pole.theme-cited": Inverse("citeTheme", {"theme_id": lambda event: f"Theme:{event.themes}/{event.theme}"}),
    "project.abandoned": Inverse("abandonProject"),
    "project.amended": Inverse("amendProject", {"content": project_content}),
    "project.amendment-carried": Inverse("joinProject"),
    "project.completed": Inverse("completeProject"),
    "project.condition-met": Inverse("meetCondition"),
    "project.document-attached": Inverse("attachToProject", _ATTACHED),
    "project.emerged": Inverse(
        "emergeProject", {"content": project_content, "pole_id": _named("lead", "Pole")}, _ITSELF
    ),
    "project.erratum-noted": Inverse("noteProjectErratum"),
    "project.funding-applied-for": Inverse(
        "applyForFunding", {"amount": _cents("amount_cents")}, attrgetter("application")
    ),
    "project.funding-outcome-recorded": Inverse(
        "recordFundingOutcome",
        {"funding_id": _named("application", "Funding"), "granted": _cents("granted_cents")},
    ),
    "project.lead-handed-over": Inverse("takeLead", {"pole_id": _named("lead", "Pole")}),
    "project.lead-offered": Inverse("offerLead"),
    "project.pole-joined": Inverse("joinProject"),
    "project.pole-left": Inverse("leaveProject"),
    "project.progress-reported": Inverse("reportProgress"),
    "project.started": Inverse("startProject"),
    "project.submitted": Inverse("submitProject"),
    "project.support-ended": Inverse("endSupport"),
    "project.support-granted": Inverse("grantSupport", {}, attrgetter("support")),
    "project.verdict-expected": Inverse("expectVerdict"),
    "project.verdict-given": Inverse("giveVerdict", _CONDITIONS),
    "project.verdict-revised": Inverse("reviseVerdict", _CONDITIONS),
    "register.access-granted": Inverse("grantPlatformAccess"),
    "register.access-revoked": Inverse("revokePlatformAccess"),
    "themes.adopted": Inverse("adoptThemes"),
    "themes.amended": Inverse("amendThemes", {"themes": themes}),
    "themes.diffused": Inverse("diffuseThemes", {"operator_ids": lambda event: ids("Operator", event.operators)}),
    "themes.drafted": Inverse("draftThemes", {"themes": themes}),
    "zone.representative-designated": Inverse("designateZoneRepresentative"),
    "zone.representative-ended": Inverse("endZoneRepresentative"),
}
