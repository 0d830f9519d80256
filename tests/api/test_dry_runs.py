"""A dry run is no oracle: it counts as a run, says what a run would, and takes nothing from the client."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.name_guesses import ALLOWED
from tests.api.corrections import of
from tests.api.given import AXIS, CREATED, Api, Client, a_pole, an_operator, mutation, represented
from tests.api.projects import a_constituted_pole, emerge
from tests.domain.projects import COMMUNES

NAMED, NOBODY = "Vu avec Marie Dupont.", "Vu avec Jeanne Durant {}."
SPENT = "TOO_MANY_NAMED_TEXTS"
PLANNED = "planned { kind sentence rule { key } subject { id } } consequences { hiddenEvents entities { id } }"


def tried(by: Client, command: str, **asked: Any) -> dict[str, Any]:
    return by.do(command, PLANNED, **asked, dryRun=True)


def events(api: Api) -> int:
    with psycopg.connect(api.installation.database.admin) as connection:
        [(count,)] = connection.execute("select count(*) from ledger.event").fetchall()
    return int(count)


@pytest.fixture
def marie(liege: Client) -> str:
    return str(liege.done("registerPerson", "person { id }", givenName="Marie", familyName="Dupont")["id"])


def test_it_says_what_would_be_recorded_and_records_nothing(api: Api, liege: Client) -> None:
    pole, before = a_pole(liege), events(api)

    payload = tried(liege, "dissolvePole", poleId=pole, reason="Fin du projet.")

    assert payload["userErrors"] == []
    assert [each["kind"] for each in payload["planned"]] == ["pole.dissolved.v1"]
    assert "Fin du projet" in payload["planned"][0]["sentence"]
    assert payload["planned"][0]["subject"] == {"id": pole}
    assert payload["consequences"] == {"hiddenEvents": 0, "entities": []}
    assert events(api) == before


def test_a_new_object_is_not_there_yet(liege: Client) -> None:
    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS, effectiveOn=CREATED)

    payload = tried(liege, "createPole", bassin="LIEGE", axis=AXIS, name="Chauffage")

    assert [(each["kind"], each["subject"]) for each in payload["planned"]] == [("pole.created.v1", None)]


def test_a_dry_run_of_an_erasure_erases_nobody(api: Api, liege: Client, marie: str) -> None:
    admin = api.granted("administration", Role.ADMINISTRATOR)

    payload = tried(admin, "forgetPerson", personId=marie)

    assert [each["kind"] for each in payload["planned"]] == ["person.forgotten.v1"]
    assert liege.refused("dissolvePole", poleId=a_pole(liege), reason=NAMED)["path"] == ["input", "reason"]


def test_no_idempotency_key_is_used_up(liege: Client) -> None:
    pole, key = a_pole(liege), str(uuid4())

    tried(liege, "dissolvePole", poleId=pole, reason="Fin.", commandId=key)
    done = liege.done("dissolvePole", "pole { id }", poleId=pole, reason="Autre fin.", commandId=key)
    again = tried(liege, "dissolvePole", poleId=pole, reason="Autre fin.", commandId=key)

    assert done == {"id": pole}
    assert (again["planned"], again["userErrors"]) == ([], [])


def test_an_outsider_learns_no_more_than_from_a_run(api: Api, liege: Client, namur: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    project = emerge(liege, pole)
    for asked in ({"projectId": project}, {"projectId": f"Project:{uuid4()}"}):
        for by in (namur, api.client("nobody"), api.visitor):
            query = mutation("submitProject")
            run = by.post(query, {"input": asked})
            dry = by.post(query, {"input": {**asked, "dryRun": True}})
            assert dry == run


def test_a_refusal_for_want_of_a_right_comes_alone(api: Api, liege: Client) -> None:
    pole, reader = a_pole(liege), api.granted("lectrice", Role.READER, Bassin.LIEGE)
    asked = {"poleId": pole, "name": " "}

    answers = [reader.post(mutation("renamePole"), {"input": {**asked, "dryRun": dry}}) for dry in (False, True)]

    assert answers[0] == answers[1]
    assert [error["extensions"]["code"] for error in answers[0]["errors"]] == ["FORBIDDEN"]
    assert "coordinateur" in answers[0]["errors"][0]["message"]


def test_errors_of_form_come_with_the_first_refusal_of_the_rules(liege: Client) -> None:
    pole = a_pole(liege)
    asked = {"poleId": pole, "title": " ", "text": "mot " * 1_500, "kind": "DECISION"}

    payloads = [liege.do("proposeDecision", **asked, dryRun=dry) for dry in (False, True)]

    assert payloads[0] == payloads[1]
    assert [(each["code"], each["path"]) for each in payloads[0]["userErrors"]] == [
        ("INVALID", ["input", "title"]),
        ("INVALID", ["input", "text"]),
        ("NOT_CONSTITUTED", ["input"]),
    ]


def test_names_are_guessed_a_few_times_at_most(liege: Client, marie: str) -> None:
    pole = a_pole(liege)

    hit = tried(liege, "dissolvePole", poleId=pole, reason=NAMED)
    misses = [tried(liege, "dissolvePole", poleId=pole, reason=NOBODY.format(n)) for n in range(ALLOWED - 1)]

    assert [each["path"] for each in hit["userErrors"]] == [["input", "reason"]]
    assert [each["userErrors"] for each in misses] == [[]] * (ALLOWED - 1)
    assert liege.code_of("dissolvePole", poleId=pole, reason="Fin.", dryRun=True) == SPENT
    assert liege.code_of("dissolvePole", poleId=pole, reason="Autre fin.") == SPENT


def test_who_records_what_was_tried_has_spent_nothing(liege: Client, marie: str) -> None:
    pole = a_pole(liege)

    for n in range(2 * ALLOWED):
        name = {"poleId": pole, "name": f"Chauffage {n}"}
        assert tried(liege, "renamePole", **name)["userErrors"] == []
        assert tried(liege, "renamePole", **name)["userErrors"] == []
        liege.done("renamePole", "pole { id }", **name)


def test_a_text_that_was_tried_is_recorded_though_no_guess_is_left(liege: Client, marie: str) -> None:
    pole = a_pole(liege)
    for n in range(ALLOWED):
        tried(liege, "renamePole", poleId=pole, name=NOBODY.format(n))

    liege.done("renamePole", "pole { id }", poleId=pole, name=NOBODY.format(3))

    liege.done("renamePole", "pole { id }", poleId=pole, name="Autre")


def test_what_others_see_alone_is_only_counted(liege: Client, namur: Client) -> None:
    school = an_operator(liege)
    common = {"bassin": "NAMUR", "operatorId": school, "effectiveOn": CREATED}
    namur.done("openSite", "operator { id }", **common, commune=COMMUNES[Bassin.NAMUR])
    namur.done("recogniseCompetence", "operator { id }", **common, axis=AXIS)
    hidden = a_pole(namur, bassin=Bassin.NAMUR)
    represented(namur, hidden, [school])

    payload = tried(liege, "rectify", **of(school, 1, operatorKind="FORMATION"))

    assert payload["consequences"] == {"hiddenEvents": 1, "entities": []}
    assert hidden.partition(":")[2] not in str(payload)


def test_a_batch_is_not_tried(liege: Client) -> None:
    commands = [{"dissolvePole": {"poleId": a_pole(liege), "reason": "Fin.", "dryRun": True}}]

    answer = liege.post(
        "mutation ($c: [CommandInput!]!) { performAll(commands: $c) { userErrors { code } } }", {"c": commands}
    )

    assert answer["errors"][0]["extensions"]["code"] == "INVALID"
