"""Table for exports: the command that records an event, by the event's topic without its version."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final

from efe_domain.catalogue import CORRECTIONS, all_events
from efe_infra.importing.event_inputs import (
    FieldSources,
    Inverse,
    action_name,
    an_id,
    assembly,
    attendees,
    axis,
    budget_lines,
    criteria,
    financing,
    ids,
    joined_meeting,
    joint_meeting,
    objection,
    opinion_content,
    own_bassin,
    planned_actions,
    project_content,
    replaced,
    replaced_call,
    represented,
    rules,
    subject,
    themes,
)
from efe_infra.importing.rectifications import entity_id, proposed_changes

COMPANIONS: Final = frozenset(
    {
        "decision.document-purged",
        "decision.replaced",
        "invitation.accepted",
        "invitation.meeting-called",
        "meeting.hours-set",
        "operator.number-reserved",
        "opinion.undertaken",
        "pole.composition-broken",
        "pole.name-reserved",
        "project.meeting-attended",
        "themes.superseded",
    }
    | {f"{kind}.questioned" for kind in CORRECTIONS}
)
"""Events without a command of their own: the command of another event records them too."""
OF_THE_VAULT: Final = frozenset({"person.amended", "person.forgotten", "person.replaced"})
"""Events about persons, which the vault records; no file has them."""
_OWN: dict[str, Any] = {"bassin": own_bassin}
_AXIS = {"axis": axis}
_AXIS_KEY = {"axis_key": attrgetter("key")}
_AXES = _OWN | _AXIS_KEY | {"other_axis_key": attrgetter("other_key")}
_OBJECTION = {"objection_id": objection}
_ITSELF = attrgetter("originator_id")


def _cents(name: str) -> Any:
    def part(event: Any) -> str | None:
        amount = getattr(event, name)
        return None if amount is None else str(amount)

    return part


def _signed(event: Any) -> str | None:
    return event.document.sha256 if event.document else None


def _nothing(_: Any) -> None:
    """Omits a field whose content another field has."""


_BASIS: dict[str, Any] = {"sha256": _signed, "basis_meeting_id": lambda event: an_id("Meeting", event.meeting)}
_CONDITIONS: dict[str, Any] = {
    "conditions": _nothing,
    "condition_list": attrgetter("conditions"),
    "condition_due_on": attrgetter("due"),
}


def _hour(name: str) -> Any:
    return lambda event: getattr(event.hours, name, None)


def _venue(event: Any) -> Any:
    return {"remote": lambda it: it.venue.remote, "place": lambda it: it.venue.place} | event


def _named(path: str, kind: str) -> Any:
    return lambda event: an_id(kind, attrgetter(path)(event))


def _of_record(kind: str) -> Mapping[str, Inverse]:
    """Returns the inverses of events about the record; the exporter finds the requested changes."""
    entity: dict[str, Any] = {"entity_id": entity_id}
    requested_fields = entity | {"changes": _nothing, "document_sha256": _signed, "minutes_meeting_id": _nothing}
    return {
        f"{kind}.confirmed": Inverse("confirmFact", entity),
        f"{kind}.rectification-dropped": Inverse("dropRectification", entity),
        f"{kind}.rectification-proposed": Inverse("rectify", requested_fields | {"changes": proposed_changes}),
        f"{kind}.rectified": Inverse("rectify", requested_fields),
    }


def _withdrawals(kind: str) -> Mapping[str, Inverse]:
    entity: dict[str, Any] = {"entity_id": entity_id}
    requested_fields = entity | {"act": lambda it: it.patches[0].version, "document_sha256": _signed}
    return {
        f"{kind}.withdrawal-dropped": Inverse("dropWithdrawal", entity),
        f"{kind}.withdrawal-proposed": Inverse("withdrawAct", requested_fields | {"minutes_meeting_id": _nothing}),
        f"{kind}.withdrawn": Inverse("confirmWithdrawal", entity),
    }


CONFIRMING: Final = Inverse("confirmRectification", {"entity_id": entity_id})
"""Confirmation of a rectification that was proposed before."""
WITHDRAWING: Final = Inverse(
    "withdrawAct", {"entity_id": entity_id, "document_sha256": _nothing, "minutes_meeting_id": _nothing}
)
"""Withdrawal by adopted minutes, without a proposal."""
CANCELLING_JOINT_MEETING: Final = Inverse(
    "cancelJointMeeting", {"joint_meeting_id": joint_meeting, "replaces": replaced_call}
)
"""Call that cancels a joint meeting."""
_ATTACHED: dict[str, Any] = {"sha256": attrgetter("document.sha256")}
_FIELD_SOURCES: Final[Mapping[str, FieldSources]] = {
    "analysis.contribution-received": FieldSources({"sha256": attrgetter("document.sha256")}),
    "analysis.data-requested": FieldSources(
        {
            name: attrgetter(f"request.{name}")
            for name in ("subject", "source", "provider", "question", "due_on", "remind_on")
        },
        _ITSELF,
    ),
    "analysis.synthesis-written": FieldSources({"crosses_ids": lambda event: ids("Analysis", event.crosses)}),
    "call.changed": FieldSources({"sha256": _signed}),
    "call.opened": FieldSources({"sha256": _signed}, _ITSELF),
    "decision.adopted": FieldSources({"joins": _nothing}),
    "decision.document-attached": FieldSources(_ATTACHED),
    "decision.objection-answered": FieldSources(_OBJECTION),
    "decision.objection-maintained": FieldSources(_OBJECTION),
    "decision.objection-withdrawn": FieldSources(_OBJECTION | _BASIS),
    "decision.position-taken": FieldSources(_BASIS),
    "decision.proposed": FieldSources({"subject_id": subject, "replaces_id": replaced}, _ITSELF),
    "instance.access-granted": FieldSources(_OWN),
    "instance.access-revoked": FieldSources(_OWN),
    "instance.axes-matched": FieldSources(_AXES),
    "instance.axes-unmatched": FieldSources(_AXES),
    "instance.axis-identified": FieldSources(_OWN | _AXIS),
    "instance.axis-withdrawn": FieldSources(_OWN | _AXIS_KEY),
    "instance.body-dissolved": FieldSources(_OWN),
    "instance.body-set-up": FieldSources(_OWN, attrgetter("body")),
    "instance.letterhead-set": FieldSources(
        {**_OWN, "sha256": lambda event: event.logo.sha256 if event.logo else None}
    ),
    "instance.rules-of-order-adopted": FieldSources(
        {
            **_OWN,
            "rules": rules,
            "renewal_window_days": attrgetter("settings.renewal_window_days"),
            "late_after_days": attrgetter("settings.late_after_days"),
        },
    ),
    "instance.seat-filled": FieldSources(
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
    "instance.seat-vacated": FieldSources(_OWN),
    "meeting.convened": FieldSources(_venue({"assembly": assembly, "joint_meeting_id": joined_meeting}), _ITSELF),
    "meeting.document-attached": FieldSources(_ATTACHED),
    "meeting.held": FieldSources(
        _venue({"present": attendees("present"), "excused": attendees("excused"), "represented": represented})
    ),
    "meeting.minutes-adopted": FieldSources({"sha256": attrgetter("document.sha256")}),
    "meeting.postponed": FieldSources(_venue({"starts_at": _hour("starts"), "ends_at": _hour("ends")})),
    "operator.competence-recognised": FieldSources(_AXIS),
    "operator.competence-withdrawn": FieldSources(_AXIS_KEY),
    "operator.site-opened": FieldSources(new=attrgetter("site")),
    "opinion.amended": FieldSources({"content": opinion_content}),
    "opinion.document-attached": FieldSources(_ATTACHED),
    "opinion.drafted": FieldSources({"content": opinion_content}, _ITSELF),
    "opinion.requested": FieldSources(new=_ITSELF),
    "pole.constituted": FieldSources({"continues_id": _named("continues", "Pole")}),
    "pole.created": FieldSources(_AXIS),
    "pole.evaluated": FieldSources({"criteria": criteria}),
    "pole.representative-replaced": FieldSources({"sha256": _signed}),
    "pole.taken-over": FieldSources({**_AXIS, "sha256": attrgetter("document.sha256")}),
    "pole.theme-cited": FieldSources({"theme_id": lambda event: f"Theme:{event.themes}/{event.theme}"}),
    "project.amended": FieldSources({"content": project_content}),
    "project.document-attached": FieldSources(_ATTACHED),
    "project.emerged": FieldSources({"content": project_content, "pole_id": _named("lead", "Pole")}, _ITSELF),
    "project.funding-applied-for": FieldSources(
        {"amount": _cents("amount_cents"), "funding_call_id": _named("call", "FundingCall")},
        attrgetter("application"),
    ),
    "project.funding-outcome-recorded": FieldSources(
        {"funding_id": _named("application", "Funding"), "granted": _cents("granted_cents")},
    ),
    "project.lead-handed-over": FieldSources({"pole_id": _named("lead", "Pole")}),
    "project.meeting-called": FieldSources(
        _venue(
            {
                "joint_meeting_id": lambda event: joint_meeting(event) if event.number > 1 else None,
                "replaces": replaced_call,
                "starts_at": _hour("starts"),
                "ends_at": _hour("ends"),
            }
        ),
        attrgetter("meeting"),
    ),
    "project.plan-part-written": FieldSources(
        {"actions": planned_actions, "budget_lines": budget_lines, "financing": financing}
    ),
    "project.progress-reported": FieldSources({"action": action_name}),
    "project.support-granted": FieldSources(new=attrgetter("support")),
    "project.verdict-given": FieldSources(_CONDITIONS),
    "project.verdict-revised": FieldSources(_CONDITIONS),
    "themes.amended": FieldSources({"themes": themes}),
    "themes.diffused": FieldSources({"operator_ids": lambda event: ids("Operator", event.operators)}),
    "themes.drafted": FieldSources({"themes": themes}),
}
"""Fields of commands that are not attributes of the event under the same name."""
INVERSES: Final[Mapping[str, Inverse]] = {
    **{
        topic: inverse
        for kind, each in CORRECTIONS.items()
        if each.withdrawable
        for topic, inverse in _withdrawals(kind).items()
    },
    **{topic: inverse for kind in CORRECTIONS for topic, inverse in _of_record(kind).items()},
    **{
        topic: Inverse(event.COMMAND, *_FIELD_SOURCES.get(topic, FieldSources()))
        for topic, event in ((topic.rpartition(".")[0], event) for topic, event in all_events().items())
        if event.COMMAND
    },
}
