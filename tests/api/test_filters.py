"""A list is narrowed by what its reader may see, and by nothing else."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import GraphQLInputObjectType

from efe_graphql.schema import schema
from tests.api.given import Api, Client
from tests.api.opinions import an_adopted_list, an_opinion
from tests.api.projects import a_constituted_pole, emerge

SHOWN = {
    "AnalysisFilter": {
        "adopted": "adoptedOn",
        "bassin": "bassin",
        "lateOn": "late",
        "received": "receivedOn",
        "remindableOn": "remindOn",
        "source": "source",
        "subject": "subject",
    },
    "AuditFilter": {
        "actorId": "actor", "kinds": "kind", "recordedFrom": "recordedAt", "recordedUntil": "recordedAt",
        "ruleKey": "rule", "subjectId": "subject", "personId": "actor subject changes",
        "operatorId": "onBehalfOf subject changes",
    },
    "DecisionFilter": {
        "bassin": "bassin", "kind": "kind", "poleId": "pole", "search": "title text", "state": "state",
    },
    "FundingCallFilter": {
        "bassin": "bassin",
        "closingFrom": "closes",
        "openOn": "opens closes withdrawnOn",
        "search": "name executive",
        "withdrawn": "withdrawnOn",
    },
    "InvitationFilter": {
        "bassin": "pole", "openOn": "state answerBy", "poleId": "pole", "projectId": "project", "state": "state",
    },
    "MeetingFilter": {
        "bassin": "bassins",
        "bodyId": "body",
        "poleId": "pole",
        "zone": "kind bassins",
        "search": "place agenda",
        "since": "day",
        "until": "day",
    },
    "OperatorFilter": {
        "axisKey": "competences",
        "bassin": "sites",
        "inForceOn": "competences sites",
        "kind": "kind",
        "namePrefix": "name",
        "search": "name number",
    },
    "OpinionFilter": {
        "bassin": "bassin",
        "kind": "kind",
        "overdueOn": "overdue",
        "poleId": "pole",
        "projectId": "project",
        "search": "title conclusion impact file requester",
        "state": "state",
        "themeId": "theme",
    },
    "PoleFilter": {
        "axisKind": "axis",
        "bassin": "bassin",
        "inForceOn": "state",
        "search": "name axis",
        "state": "state",
    },
    "ProjectFilter": {
        "bassin": "bassins", "joint": "bassins", "outcome": "outcome", "poleId": "dossier", "search": "title",
        "state": "dossier", "zone": "zone",
    },
    "ThemeListFilter": {"adopted": "adoptedOn", "bassin": "bassin", "inForceOn": "starts ends supersededSince"},
}  # fmt: skip
"""By which fields of an object a reader knows what a filter asks: a new filter is entered here."""
HIDEABLE = {"OpinionFilter": {"projectId": "project", "themeId": "theme"}}
"""Those fields that are hidden from some who see the object, and are no dossier: each has its test below."""
LISTED = """
    query ($filter: OpinionFilter) {
        opinions(filter: $filter, first: 50) { totalCount edges { node { id project { id } theme { id } } } }
    }
"""


def filters() -> Mapping[str, GraphQLInputObjectType]:
    types = schema._schema.type_map.values()
    return {
        each.name: each for each in types if isinstance(each, GraphQLInputObjectType) and each.name.endswith("Filter")
    }


def test_each_filter_asks_what_an_object_shows() -> None:
    asked = {name: set(found.fields) for name, found in filters().items()}

    assert asked == {name: set(fields) for name, fields in SHOWN.items()}


def test_what_a_filter_asks_is_a_field_of_the_object() -> None:
    types = schema._schema.type_map
    objects = {"AuditFilter": "AuditEntry"}

    unknown = [
        (name, each)
        for name, fields in SHOWN.items()
        for shown in fields.values()
        for each in shown.split()
        if each not in types[objects.get(name, name.removesuffix("Filter"))].fields  # type: ignore[attr-defined]
    ]

    assert unknown == []


def test_no_list_is_ordered_by_what_its_reader_chooses() -> None:
    """The trail and decisions are in the order of recording, which they show, whichever end comes first."""
    ordered = [
        (name, argument)
        for name, field in schema._schema.query_type.fields.items()  # type: ignore[union-attr]
        for argument in field.args
        if "order" in argument.lower() or "sort" in argument.lower()
    ]

    assert ordered == [("auditTrail", "order"), ("decisions", "order")]


@pytest.fixture
def about(liege: Client) -> dict[str, str]:
    """A project and a theme that are not published, of which published opinions speak."""
    pole, _ = a_constituted_pole(liege)
    project, theme = emerge(liege, pole), an_adopted_list(liege)["themes"][0]["id"]
    an_opinion(liege, transmitted=True, subject={"projectId": project})
    an_opinion(liege, transmitted=True, kind="ORIENTATION", subject={"themeId": theme})
    return {"projectId": project, "themeId": theme}


@pytest.mark.parametrize("asked", HIDEABLE["OpinionFilter"])
def test_an_opinion_is_found_by_what_its_reader_sees_of_it(
    api: Api, liege: Client, namur: Client, about: dict[str, str], asked: str
) -> None:
    for by in (liege, namur, api.visitor):
        everything, found = seen(by), seen(by, **{asked: about[asked]})

        assert len(everything) == 2
        known = [
            each for each in everything if (each[HIDEABLE["OpinionFilter"][asked]] or {}).get("id") == about[asked]
        ]
        assert found == known
    assert len(seen(liege, **{asked: about[asked]})) == 1


def seen(by: Client, **asked: Any) -> list[dict[str, Any]]:
    page = by.ask(LISTED, filter=asked)["opinions"]
    assert page["totalCount"] == len(page["edges"])
    return [edge["node"] for edge in page["edges"]]
