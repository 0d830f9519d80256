"""Access journal: a reading of an auditor is recorded before the answer, and coordinators see it."""

from hashlib import sha256

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client, a_pole, an_operator, ids_in
from tests.api.trails import JOURNAL, OF_ENTITY, readings

READ_AGAIN = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
TRAIL = "query ($filter: AuditFilter) { auditTrail(bassin: LIEGE, filter: $filter) { edges { node { id } } } }"
HISTORY = "query ($id: ID!) { pole(id: $id) { history { edges { node { id } } } } }"
VERSION = "query ($id: ID!) { pole(id: $id) { versionAt(at: { version: 1 }) { name } } }"
PROOFS = ('{ ledgerProof(position: "1") { leaf } }',)
OF_INSTANCE = '{ compare(bassin: LIEGE, from: { position: "1" }) { totalCount } }'


def read(by: Client) -> list[str]:
    return [each["field"] for each in readings(by)]


@pytest.fixture
def auditor(api: Api, liege: Client) -> Client:
    return api.granted("audit", Role.AUDITOR, Bassin.LIEGE)


def test_each_reading_of_an_auditor_is_written_once(api: Api, liege: Client, auditor: Client) -> None:
    pole, other = a_pole(liege), a_pole(liege, "Bois")

    [entry, *_] = sorted(ids_in(auditor.ask(TRAIL)))
    auditor.ask("{ one: auditTrail(bassin: LIEGE) { totalCount } two: auditTrail(bassin: LIEGE) { totalCount } }")
    auditor.ask(OF_INSTANCE)
    auditor.ask(OF_ENTITY, id=pole)
    acts = auditor.ask("{ poles { edges { node { history { edges { node { id } } } } } } }")
    auditor.ask(READ_AGAIN, ids=[entry, min(ids_in(acts))])

    *before, one, another = read(liege)
    assert before == [*["Query.auditTrail"] * 3, "Query.compare", "Pole.compare", *["Pole.history"] * 2]
    assert {one, another} == {"AuditEntry", "HistoryEntry"}  # of one answer, in whichever order they were read
    found = readings(liege)
    assert {each["account"]["id"] for each in found} == {f"Account:{api.account('audit')}"}
    assert {pole, other} <= {each["subjectId"] for each in found}


def test_what_an_auditor_asked_for_is_kept_without_text_or_token(liege: Client, auditor: Client) -> None:
    pole = a_pole(liege)
    asked = {"subjectId": pole, "kinds": ["pole.created.v1"], "ruleKey": "PS-NB"}

    assert auditor.refusal(TRAIL, filter={"kinds": ["Jeanne Dupont"]}) == "BAD_USER_INPUT"
    auditor.ask(TRAIL, filter=asked)
    auditor.ask(OF_ENTITY, id=pole)

    [trail, comparison] = readings(liege)
    now = trail["arguments"].pop("at")
    assert trail["arguments"] == {
        "first": 20,
        "filter": {"kinds": ["pole.created.v1"], "subject": pole.partition(":")[2], "rule": "PS-NB"},
    }
    assert comparison["arguments"] == {"from": 1, "to": now, "first": 20, "resumed": False}
    assert (comparison["field"], comparison["subjectId"]) == ("Pole.compare", pole)
    token = auditor.headers["Authorization"].partition(" ")[2]
    assert trail["token"] == sha256(token.encode()).hexdigest()
    assert trail["correlationId"] != comparison["correlationId"]


def test_a_past_version_is_read_as_a_history_is(api: Api, liege: Client, auditor: Client) -> None:
    pole = a_pole(liege)

    shown = auditor.ask(VERSION, id=pole)
    auditor.ask("query ($id: ID!) { pole(id: $id) { versionAt(at: { version: 9 }) { name } } }", id=pole)

    assert shown["pole"]["versionAt"]["name"] == "Chauffage"
    [found] = readings(liege)
    assert (found["field"], found["subjectId"]) == ("Pole.versionAt", pole)
    assert found["arguments"].keys() == {"at", "version"}


def test_a_proof_is_read_as_what_it_proves(api: Api, liege: Client, namur: Client, auditor: Client) -> None:
    a_pole(liege)
    head = api.installation.platform.recorder.max_notification_id()
    api.installation.sealer.run()
    asked = [query.replace('"1"', f'"{head}"') for query in PROOFS]

    shown = [auditor.ask(each) for each in asked]
    for by in (liege, namur):
        by.ask(asked[0])

    given = [next(iter(each)) for each in shown if next(iter(each.values()))]
    assert "ledgerProof" in given
    assert read(liege) == [f"Query.{each}" for each in given]
    assert readings(namur, bassin="NAMUR") == []


def test_what_others_read_is_not_written(api: Api, liege: Client, namur: Client, auditor: Client) -> None:
    pole = a_pole(liege)
    reader = api.granted("lecture", Role.READER, Bassin.LIEGE)

    for by in (liege, reader):
        by.ask(TRAIL)
        by.ask(HISTORY, id=pole)
        by.ask(OF_INSTANCE)
    auditor.ask("query ($id: ID!) { pole(id: $id) { name dossier { alarmOn } } }", id=pole)
    api.granted("audit de Namur", Role.AUDITOR, Bassin.NAMUR).ask(OF_INSTANCE)

    assert readings(liege) == []
    assert readings(namur, bassin="NAMUR") == []


def test_a_coordinator_who_is_an_auditor_too_reads_as_one(api: Api, liege: Client) -> None:
    both = api.granted(f"coordination-{Bassin.LIEGE}", Role.AUDITOR, Bassin.LIEGE)

    both.ask(TRAIL)

    assert read(liege) == ["Query.auditTrail"]


def test_there_is_no_answer_without_an_entry(api: Api, liege: Client, auditor: Client) -> None:
    pole = a_pole(liege)
    [entry, *_] = sorted(ids_in(liege.ask(TRAIL)))
    with psycopg.connect(api.installation.database.admin) as connection:
        connection.execute("revoke insert on journal.reading from efe_command")

    answers = [
        auditor.post(query, variables)
        for query, variables in (
            (TRAIL, {}),
            (HISTORY, {"id": pole}),
            (OF_ENTITY, {"id": pole}),
            (OF_INSTANCE, {}),
            (READ_AGAIN, {"ids": [entry]}),
            (VERSION, {"id": pole}),
        )
    ]

    assert [each["errors"][0]["extensions"]["code"] for each in answers] == ["DATABASE_REFUSED"] * 6
    assert [each["data"] for each in answers] == [
        None,
        {"pole": {"history": None}},
        {"pole": None},
        None,
        None,
        {"pole": {"versionAt": None}},
    ]
    assert len(ids_in(liege.ask(HISTORY, id=pole))) == 1


def test_a_journal_is_closed_to_others(api: Api, liege: Client, namur: Client, auditor: Client) -> None:
    auditor.ask(TRAIL)
    [reading] = readings(liege)
    reader = api.granted("lecture", Role.READER, Bassin.LIEGE)
    administrator = api.granted("administration", Role.ADMINISTRATOR)

    for by in (namur, reader, administrator, api.client("personne")):
        assert by.refusal(JOURNAL) == "FORBIDDEN"
        assert by.ask(READ_AGAIN, ids=[reading["id"]]) == {"nodes": [None]}
    assert api.visitor.refusal(JOURNAL) == "UNAUTHENTICATED"
    elsewhere = str(reading["id"]).replace(Bassin.LIEGE, Bassin.NAMUR)
    assert namur.ask(READ_AGAIN, ids=[elsewhere]) == {"nodes": [None]}
    assert readings(namur, bassin="NAMUR") == []
    assert liege.ask(READ_AGAIN, ids=[reading["id"]])["nodes"] == [{"id": reading["id"]}]


def test_an_auditor_sees_what_they_read_themselves(api: Api, liege: Client, auditor: Client) -> None:
    other = api.granted("cour", Role.AUDITOR)
    auditor.ask(TRAIL)
    other.ask(OF_INSTANCE)

    assert [read(by) for by in (liege, auditor, other)] == [
        ["Query.auditTrail", "Query.compare"],
        ["Query.auditTrail"],
        ["Query.compare"],
    ]
    [others] = readings(other)
    assert auditor.ask(READ_AGAIN, ids=[others["id"]]) == {"nodes": [None]}
    assert auditor.ask(JOURNAL)["accessJournal"]["totalCount"] == 1


def test_what_concerns_several_instances_is_in_the_journal_of_each(api: Api, liege: Client, namur: Client) -> None:
    operator = an_operator(liege)
    everywhere = api.granted("cour", Role.AUDITOR)

    everywhere.ask("query ($id: ID!) { operator(id: $id) { history { totalCount } } }", id=operator)

    [at_liege], [at_namur] = readings(liege), readings(namur, bassin="NAMUR")
    assert (at_liege["bassin"], at_namur["bassin"]) == ("LIEGE", "NAMUR")
    assert at_liege["subjectId"] == at_namur["subjectId"] == operator


def test_the_journal_is_read_page_by_page_and_goes_on(liege: Client, auditor: Client) -> None:
    for _ in range(3):
        auditor.ask(TRAIL)
    every = readings(liege)

    page = liege.ask(JOURNAL, first=2)["accessJournal"]
    auditor.ask(OF_INSTANCE)
    rest = readings(liege, after=page["pageInfo"]["endCursor"])

    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
    assert [each["id"] for each in rest][:1] == [every[2]["id"]]
    assert [each["field"] for each in rest] == ["Query.auditTrail", "Query.compare"]
    assert [liege.refusal(JOURNAL, **wrong) for wrong in ({"after": "x"}, {"first": 0})] == ["BAD_USER_INPUT"] * 2
