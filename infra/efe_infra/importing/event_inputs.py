"""Inverse of the commands, for exports: the command of an event, and its input."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, time
from enum import Enum
from typing import Any, Final, NamedTuple
from uuid import UUID

from strawberry.utils.str_converters import to_camel_case

from efe_domain.meeting.events import AssemblyKind
from efe_domain.opinion.content import OpinionSubjectKind
from efe_domain.shared.event import Event
from efe_graphql.mutations.decision_mutations import SUBJECTS
from efe_infra.importing.inputs import LEFT_OUT, NAMES

type Said = dict[str, Any]
type Part = Callable[[Any], Any]

KINDS: Final[Mapping[str, str]] = {
    "account": "Account",
    "analysis": "Analysis",
    "body": "Body",
    "decision": "Decision",
    "funding_call": "FundingCall",
    "invitation": "Invitation",
    "meeting": "Meeting",
    "operator": "Operator",
    "opinion": "Opinion",
    "person": "Person",
    "pole": "Pole",
    "project": "Project",
    "representative": "Person",
    "seat": "BodySeat",
    "site": "Site",
    "substitute": "Person",
    "support": "Support",
    "theme_list": "ThemeList",
}
"""Types of the ids in inputs, by the name of the field without `_id`."""
_OWN: Final = {"call": "funding_call", "themes": "theme_list"}
"""Kinds of streams that have another name in inputs."""


class FieldSources(NamedTuple):
    """Functions from an event to fields of its command with other names; `new` returns the id of a new object."""

    parts: Mapping[str, Part] = {}
    new: Part | None = None


class Inverse(NamedTuple):
    """Command that records an event, and the sources of its fields (see `FieldSources`)."""

    command: str
    parts: Mapping[str, Part] = {}
    new: Part | None = None


def input_of_event(event: Event, inverse: Inverse) -> Said:
    """Returns the input of the event's command, in JSON form."""
    kind: Any = NAMES[inverse.command]
    attested = event.metadata.get("source")
    input_fields = {to_camel_case(kind.ATTESTED_BY): attested} if attested else {}
    for each in fields(kind):
        name = to_camel_case(each.name)
        if name not in LEFT_OUT:
            part = inverse.parts.get(each.name)
            value = part(event) if part else _named(event, each.name)
            if value not in (None, [], "") or (value is not None and _is_wanted(each)):
                input_fields[name] = json_form(value)
    return input_fields


def _is_wanted(field: Field[Any]) -> bool:
    """Tells whether the command requires the field, be it empty."""
    return field.default is MISSING and field.default_factory is MISSING


def _named(event: Event, name: str) -> Any:
    what = name.removesuffix("_id")
    if what == name:
        return getattr(event, name, None)
    own = event.TOPIC.partition(".")[0]
    about = event.originator_id if _OWN.get(own, own) == what else None
    return an_id(KINDS[what], getattr(event, what, about)) if what in KINDS else None


def an_id(kind: str, key: object) -> str | None:
    return f"{kind}:{key}" if key else None


def ids(kind: str, keys: Any) -> list[str]:
    return [f"{kind}:{key}" for key in keys]


def json_form(value: Any) -> Any:  # noqa: PLR0911 - one a form
    """Writes a value in the JSON form of GraphQL inputs: enumeration names, days, camel case."""
    match value:
        case Enum():
            return value.name
        case time():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case tuple() | list():
            return [json_form(each) for each in value]
        case dict():
            return {name: json_form(each) for name, each in value.items() if each not in (None, [], ())}
        case _:
            return value


def axis(event: Any) -> Said:
    pole_axis = event.axis
    codes = [{"system": each.system, "code": each.code} for each in pole_axis.codes]
    return {"kind": pole_axis.kind, "label": pole_axis.label, "codes": codes}


def own_bassin(event: Event) -> str:
    """Returns the bassin of an Instance, from its own event."""
    return event.bassins[0].upper().replace("-", "_")


def objection(event: Any) -> str:
    return f"Objection:{event.originator_id}/{event.objection}"


def subject(event: Any) -> str | None:
    return an_id(SUBJECTS.get(event.kind, "Project"), event.subject)


def replaced(event: Any) -> str | None:
    return an_id("Decision", event.replaces)


def assembly(event: Any) -> Said:
    who = event.assembly
    match who.kind:
        case AssemblyKind.BODY:
            return {"body": {"bassin": who.bassins[0], "bodyId": f"Body:{who.id}"}}
        case AssemblyKind.POLE:
            return {"poleId": f"Pole:{who.id}"}
        case _:
            return {"zone": "ENTRE_SAMBRE_ET_MEUSE"}


def attendees(name: str) -> Part:
    def part(event: Any) -> list[Said]:
        return [
            {"operatorId": an_id("Operator", each.operator), "personId": an_id("Person", each.person)}
            for each in getattr(event, name)
        ]

    return part


def represented(event: Any) -> list[Said]:
    return [
        {"operatorId": an_id("Operator", each.operator), "byId": an_id("Operator", each.by)}
        for each in event.represented
    ]


def rules(event: Any) -> list[Said]:
    return [
        {
            "bodyId": f"Body:{each.body}",
            "quorumPercent": each.quorum_percent,
            "majorityPercent": each.majority_percent,
            "givesVerdicts": each.gives_verdicts,
        }
        for each in event.rules
    ]


def criteria(event: Any) -> list[Said]:
    return [{"label": each.label, "finding": each.finding} for each in event.criteria]


def themes(event: Any) -> list[Said]:
    return [
        {
            "label": each.label,
            "kinds": list(each.kinds),
            "axisKeys": list(each.axes),
            "analysisIds": ids("Analysis", each.analyses),
            "orientation": each.orientation,
        }
        for each in event.themes
    ]


def brief(request: Any) -> Said:
    about = request.subject
    subjects = {
        OpinionSubjectKind.PROJECT: {"projectId": an_id("Project", about.id)},
        OpinionSubjectKind.THEME: {"themeId": f"Theme:{about.themes}/{about.id}"},
        OpinionSubjectKind.FILE: {"file": about.file},
    }
    return {
        "kind": request.kind,
        "bassin": request.bassin,
        "poleId": an_id("Pole", request.pole),
        "bodyId": an_id("Body", request.body),
        "subject": subjects[about.kind],
        "target": {"kind": request.target.kind, "name": request.target.name} if request.target else None,
        "followsId": an_id("Opinion", request.follows),
    }


def opinion_content(event: Any) -> Said:
    content = event.content
    return {
        "title": content.title,
        "impact": content.impact,
        "criteria": [
            {"topic": each.topic, "label": each.label, "finding": each.finding} for each in content.criteria
        ],
        "conclusion": content.conclusion,
        "operatorIds": ids("Operator", content.operators),
        "operatorKinds": list(content.operator_kinds),
    }


def project_content(event: Any) -> Said:
    content = event.content
    return {
        "title": content.title,
        "aims": content.aims,
        "actions": [{"nature": each.nature, "description": each.description} for each in content.actions],
        "aspects": list(content.aspects),
        "otherAspects": list(content.other_aspects),
        "publics": list(content.publics),
        "communes": list(content.communes),
        "partnerIds": ids("Operator", content.partners),
        "budget": str(content.budget_cents),
        "starts": content.starts,
        "ends": content.ends,
        "zone": content.zone,
    }


def planned_actions(event: Any) -> list[Said]:
    return [
        {
            "rank": each.rank,
            "operatorIds": ids("Operator", each.operators),
            "starts": each.starts,
            "ends": each.ends,
            "expectedResult": each.expected_result,
        }
        for each in event.actions
    ]


def budget_lines(event: Any) -> list[Said]:
    return [
        {"what": each.what, "kind": each.kind, "year": each.year, "amount": str(each.amount_cents)}
        for each in event.budget_lines
    ]


def financing(event: Any) -> list[Said]:
    return [
        {"fundingId": an_id("Funding", each.application), "amount": str(each.amount_cents)}
        for each in event.financing
    ]


def action_name(event: Any) -> Said | None:
    return event.action and {"number": event.action.number, "rank": event.action.rank}


def joint_meeting(event: Any) -> str:
    return f"JointMeeting:{event.originator_id}/{event.meeting}"


def joined_meeting(event: Any) -> str | None:
    return event.joint and f"JointMeeting:{event.joint.project}/{event.joint.meeting}"


def replaced_call(event: Any) -> int | None:
    return event.number - 1 if event.number > 1 else None
