"""Several members designated at once, with new persons; and a series of meetings convened at once."""

import sys
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from strawberry import ID

from efe_graphql.mutations.composite import digest_of
from efe_graphql.mutations.pole_composition import (
    ComposedMemberInput,
    ComposePoleInput,
    NewPersonInput,
    RepresentativeInput,
)
from tests.api.given import CREATED, Api, Client, a_pole, an_operator, day
from tests.api.killed_lines import killed_at
from tests.api.meetings import a_body
from tests.api.recorded_meetings import events

pytestmark = pytest.mark.platform("module")
ANNE = {"givenName": "Anne", "familyName": "Vanderborght", "email": "anne@exemple.be"}
LUC = {"givenName": "Luc", "familyName": "Delacroix"}
MEMBERS = "pole { dossier { memberships { operator { id } representative { givenName } } } } planned { kind }"


class Composing:
    """A pôle without members, two operators, and a person of the vault."""

    def __init__(self, liege: Client) -> None:
        self.liege, self.pole = liege, a_pole(liege)
        self.operators = [an_operator(liege, kind) for kind in ("CEFA", "FORMATION")]
        named = {"givenName": "Zoé", "familyName": "Dubois"}
        self.person = str(liege.done("registerPerson", "person { id }", **named)["id"])

    def asked(self, *new: dict[str, str], **more: Any) -> dict[str, Any]:
        """The first members are represented by new persons, the others by the person of the vault."""
        people: list[dict[str, Any]] = [{"newPerson": each} for each in new]
        people += [{"personId": self.person}] * (len(self.operators) - len(new))
        members = [
            {"operatorId": operator, "representative": person}
            for operator, person in zip(self.operators, people, strict=True)
        ]
        return {"poleId": self.pole, "members": members, "effectiveOn": CREATED, **more}

    def compose(self, *new: dict[str, str], **more: Any) -> dict[str, Any]:
        return self.liege.do("composePole", MEMBERS, **self.asked(*new, **more))


@pytest.fixture
def composing(liege: Client) -> Composing:
    return Composing(liege)


def persons(api: Api) -> list[str]:
    with psycopg.connect(api.installation.database.admin) as connection:
        found = connection.execute("select family_name from vault.person order by 1").fetchall()
    return [name for (name,) in found]


def test_members_are_designated_with_new_persons(api: Api, composing: Composing) -> None:
    before = len(events(api))

    payload = composing.compose(ANNE)

    memberships = payload["pole"]["dossier"]["memberships"]
    assert payload["userErrors"] == []
    assert sorted(each["representative"]["givenName"] for each in memberships) == ["Anne", "Zoé"]
    assert [topic.partition(".v")[0] for topic in events(api, before)] == ["pole.member-designated"] * 2


def test_repeated_it_registers_nobody_twice_and_other_persons_are_another_command(
    api: Api, composing: Composing
) -> None:
    key = {"commandId": str(uuid4())}
    composing.compose(ANNE, LUC, **key)
    before, people = events(api), persons(api)

    again = composing.compose(ANNE, LUC, **key)
    other = composing.compose({**ANNE, "familyName": "Autre"}, LUC, **key)

    assert again["userErrors"] == []
    assert [(each["code"], each["path"]) for each in other["userErrors"]] == [
        ("COMMAND_REUSED", ["input", "commandId"])
    ]
    assert (events(api), persons(api)) == (before, people)


def test_a_refused_member_leaves_neither_event_nor_person(api: Api, composing: Composing) -> None:
    before, people = events(api), persons(api)
    composing.operators[1] = "Operator:00000000-0000-4000-8000-000000000000"

    payload = composing.compose(ANNE, LUC)

    assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [
        ("NOT_FOUND", ["input", "members", "1"])
    ]
    assert (events(api), persons(api)) == (before, people)


def test_a_dry_run_registers_nobody(api: Api, composing: Composing) -> None:
    before, people = events(api), persons(api)

    payload = composing.compose(ANNE, LUC, dryRun=True)

    assert [each["kind"] for each in payload["planned"]] == ["pole.member-designated.v2"] * 2
    assert (events(api), persons(api)) == (before, people)


@pytest.mark.parametrize("dry", [True, False])
def test_a_text_that_names_a_new_person_is_refused(api: Api, composing: Composing, dry: bool) -> None:
    people = persons(api)

    payload = composing.compose(ANNE, source="Note de Vanderborght Anne, reçue.", dryRun=dry)

    assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [("INVALID", ["input", "source"])]
    assert persons(api) == people


def test_wrong_names_are_named_together(api: Api, composing: Composing) -> None:
    people = persons(api)

    payload = composing.compose({"givenName": " ", "familyName": "n" * 201}, {**LUC, "email": "\u200b"})

    assert sorted(".".join(each["path"]) for each in payload["userErrors"]) == [
        "input.members.0.representative.newPerson.familyName",
        "input.members.0.representative.newPerson.givenName",
        "input.members.1.representative.newPerson.email",
    ]
    assert persons(api) == people


def test_the_ledger_keeps_nothing_of_a_name() -> None:
    """Two inputs that differ in names only have one digest, which the ledger keeps."""
    digests = {
        digest_of(
            ComposePoleInput(
                pole_id=ID("Pole:1"),
                members=[
                    ComposedMemberInput(
                        operator_id=ID("Operator:1"),
                        representative=RepresentativeInput(
                            new_person=NewPersonInput(given_name=name, family_name="Dubois")
                        ),
                    )
                ],
            )
        )
        for name in ("Anne", "Eve")
    }

    assert len(digests) == 1


@pytest.mark.platform("own")
def test_killed_at_any_line_the_pole_is_composed_whole_or_not_at_all(api: Api, composing: Composing) -> None:
    before, key = len(events(api)), {"commandId": str(uuid4())}
    asked, line = composing.asked(ANNE, LUC, **key), 1
    query = "mutation ($input: ComposePoleInput!) { composePole(input: $input) { userErrors { code } } }"
    while True:
        with killed_at(line) as lines:
            answer = composing.liege.http.post(
                {"query": query, "variables": {"input": asked}}, composing.liege.headers
            )
        assert len(events(api)) - before in (0, 2)
        if lines() < line:
            break
        line += 37

    assert answer["data"]["composePole"]["userErrors"] == []
    assert len(events(api)) - before == 2
    assert sorted(each for each in persons(api) if each in {"Vanderborght", "Delacroix"}) == [
        "Delacroix",
        "Vanderborght",
    ]
    assert line > 37 * 10
    assert "killed" not in map(sys.monitoring.get_tool, range(6))


def test_a_series_is_convened_at_once(api: Api, liege: Client) -> None:
    meetings = [{"day": day(7 * nth), "place": f"Salle {nth}"} for nth in range(1, 5)]
    asked: dict[str, Any] = {"assembly": {"poleId": a_pole(liege)}, "meetings": meetings, "commandId": str(uuid4())}

    refused = liege.do("conveneSeries", **asked)
    body = a_body(liege)
    before = len(events(api))
    done = liege.do("conveneSeries", "meeting { day } meetings { day place }", **{**asked, "assembly": body})
    again = liege.do("conveneSeries", "meeting { day } meetings { day place }", **{**asked, "assembly": body})

    assert [each["path"] for each in refused["userErrors"]] == [["input", "meetings", str(nth)] for nth in range(4)]
    assert [each["place"] for each in done["meetings"]] == ["Salle 1", "Salle 2", "Salle 3", "Salle 4"]
    assert done["meeting"] == {"day": day(7)}
    assert again == done
    assert [topic.partition(".v")[0] for topic in events(api, before)] == ["meeting.convened"] * 4


def test_a_wrong_hour_is_named_in_its_meeting(liege: Client) -> None:
    body = a_body(liege)
    meetings = [{"day": day(7), "place": "A"}, {"day": day(14), "place": " "}, {"day": day(21), "endsAt": "16:00"}]

    payload = liege.do("conveneSeries", assembly=body, meetings=meetings)

    assert [each["path"][1:] for each in payload["userErrors"]] == [
        ["meetings", "1", "place"],
        ["meetings", "2", "startsAt"],
    ]
