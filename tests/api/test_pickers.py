"""Pickers of persons and accounts: word beginnings without accents, only what the viewer may see."""

from typing import Any
from uuid import UUID

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import a_deciding_pole, propose
from tests.api.documents import stored
from tests.api.given import Api, Client, an_operator
from tests.api.meetings import a_body, convened

PEOPLE = "query ($words: String!) { people(search: $words) { familyName } }"
ACCOUNTS = "query ($words: String!) { accounts(search: $words) { id person { familyName } } }"


def listed(by: Client, what: str, shown: str, words: str, **asked: Any) -> list[Any]:
    kind = f"{what[0].upper()}{what[1:-1]}Filter"
    nodes = f"edges {{ node {{ {shown} }} }}"
    query = f"query ($filter: {kind}, $at: AsOf) {{ {what}(filter: $filter, asOf: $at) {{ {nodes} }} }}"
    return [edge["node"][shown] for edge in by.ask(query, filter={"search": words}, **asked)[what]["edges"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("stages", True),
        ("stag", True),
        ("ACCUEIL", True),
        ("l'accueil été", True),
        ("œuvre main", True),
        ("oeuvr", True),
        ("ages", False),
        ("stages hiver", False),
        ("!", False),
        ("100%", True),
        ("%", False),
    ],
)
def test_words_are_found_by_their_beginnings_in_any_order(liege: Client, words: str, found: bool) -> None:
    pole, _ = a_deciding_pole(liege)
    propose(liege, pole, title="STAGES (ÉTÉ) : l’accueil", text="Main-d'Œuvre, à 100% d’ici l’été.")

    assert listed(liege, "decisions", "title", words) == (["STAGES (ÉTÉ) : l’accueil"] if found else [])


def test_what_is_not_visible_is_not_found_and_the_past_is_searched_as_it_was(
    api: Api, liege: Client, namur: Client
) -> None:
    pole, _ = a_deciding_pole(liege)
    decision = propose(liege, pole, title="Stages", text="Premier.")
    before = liege.ask("{ meta { position } }")["meta"]["position"]
    liege.done("amendDecision", "decision { id }", decisionId=decision["id"], title="Ateliers", text="Second.")

    found = [listed(by, "decisions", "title", "atel") for by in (liege, namur, api.visitor)]
    past = listed(liege, "decisions", "title", "stag", at={"position": before})

    assert found == [["Ateliers"], [], []]
    assert past == ["Stages"]
    assert listed(liege, "decisions", "title", "stag") == []


def test_meetings_and_operators_are_found_by_their_words(liege: Client, namur: Client) -> None:
    meeting = convened(liege, a_body(liege))
    liege.done("setAgenda", "meeting { id }", meetingId=meeting, items=["Budget", "Équipement"])
    an_operator(liege, "CEFA", name="Athénée de Spa", number="95-B")

    meetings = [listed(by, "meetings", "id", "equip fete") for by in (liege, namur)]
    operators = [listed(liege, "operators", "name", words) for words in ("spa athe", "95", "thenee")]

    assert meetings == [[meeting], []]
    assert operators == [["Athénée de Spa"], ["Athénée de Spa"], []]


def registered(by: Client, given: str, family: str) -> str:
    return str(by.done("registerPerson", "person { id }", givenName=given, familyName=family)["id"])


def found(by: Client, words: str) -> list[str]:
    return [each["familyName"] for each in by.ask(PEOPLE, words=words)["people"]]


def test_persons_are_found_by_those_who_registered_them_or_see_their_seat(
    api: Api, liege: Client, namur: Client
) -> None:
    pole, [company, *_] = a_deciding_pole(liege)
    person = registered(liege, "Zoé", "Van den Bréau")
    registered(liege, "Zoé", "Autre")
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)
    before = [
        found(by, "zoe brea") for by in (liege, namur, auditor, administrator, api.client("personne"), api.visitor)
    ]

    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        poleId=pole,
        operatorId=company,
        representativeId=person,
    )
    api.installation.vault.link(api.account("zoe"), UUID(person.partition(":")[2]))
    after = [found(by, "bré ZO") for by in (liege, namur, auditor, api.client("zoe"))]

    name = ["Van den Bréau"]
    assert before == [name, [], [], [], [], []]
    assert after == [name, [], name, name]
    assert found(auditor, "zo") == name
    assert [found(liege, words) for words in ("reau", "", "'")] == [[], [], []]


def test_accounts_are_found_where_they_have_a_role(api: Api, liege: Client, namur: Client) -> None:
    reader, zoe = api.account("lecture-de-liege"), api.account("zoe")
    liege.done("grantAccess", "instance { id }", bassin="LIEGE", accountId=f"Account:{reader}", role="READER")
    person = registered(liege, "Zoé", "Bréau")
    api.installation.vault.link(zoe, UUID(person.partition(":")[2]))
    administrator = api.granted("administration", Role.ADMINISTRATOR)

    def seen(by: Client, words: str) -> list[Any]:
        return [each["person"] and each["person"]["familyName"] for each in by.ask(ACCOUNTS, words=words)["accounts"]]

    without = seen(liege, "brea")
    liege.done("grantAccess", "instance { id }", bassin="LIEGE", accountId=f"Account:{zoe}", role="READER")

    assert without == []
    assert [seen(by, "lecture li") for by in (liege, namur, administrator, api.visitor)] == [[None], [], [], []]
    assert [seen(by, "brea") for by in (liege, namur)] == [["Bréau"], []]


def test_a_stranger_makes_no_search_of_the_vault(api: Api) -> None:
    with psycopg.connect(api.installation.database.admin) as connection:
        connection.execute("lock table vault.person, vault.account in access exclusive mode")

        found = api.visitor.ask('{ people(search: "zoe") { id } accounts(search: "zoe") { id } }')

    assert found == {"people": [], "accounts": []}


def test_twenty_persons_are_found_at_most(liege: Client) -> None:
    for number in range(21):
        registered(liege, "Zoé", f"Bréau {number:02}")

    assert found(liege, "zoe") == [f"Bréau {number:02}" for number in range(20)]
