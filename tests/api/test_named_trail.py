"""Names in the audit trail: the author, the objects, and the correction that changed an entry since."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.messages import Language, format_day
from efe_graphql.request.context import day_in_law
from efe_graphql.schema import schema
from tests.api.decisions import a_deciding_pole, propose, say
from tests.api.documents import stored
from tests.api.followers import Process, data, played, settled
from tests.api.forgotten_person import Story
from tests.api.given import AXIS, Api, Client, a_composed_pole, a_pole, an_operator, day

TOLD = """
    { auditTrail(bassin: LIEGE, first: 100, order: NEWEST_FIRST) { edges { node { kind told sentence } } } }
"""
COMPARED = """
    query ($id: ID!, $from: AsOf!) { pole(id: $id) { compare(from: $from, first: 100) {
        edges { told changes { beforeText afterText } }
    } } }
"""


def told(by: Client, kind: str, language: str = "fr") -> str:
    """The account of the last entry of a kind."""
    edges = by.with_header("Accept-Language", language).ask(TOLD)["auditTrail"]["edges"]
    return str(next(edge["node"]["told"] for edge in edges if edge["node"]["kind"].startswith(f"{kind}.v")))


@pytest.fixture
def administrator(api: Api) -> Client:
    return api.granted("administration", Role.ADMINISTRATOR)


@pytest.fixture
def named(api: Api, liege: Client, administrator: Client) -> Client:
    """The coordinator of Liège, with a person behind the account."""
    person = liege.done("registerPerson", "person { id }", givenName="Nadia", familyName="Coordonne")["id"]
    account = f"Account:{api.account('coordination-liege')}"
    administrator.done("linkAccount", "person { id }", accountId=account, personId=person)
    return liege


def test_an_entry_names_its_author_its_object_and_whom_it_concerns(named: Client) -> None:
    pole, member = a_pole(named), an_operator(named)
    speaker = named.done("registerPerson", "person { id }", givenName="Jean", familyName="Parle")["id"]
    asked = {"poleId": pole, "operatorId": member, "representativeId": speaker}
    named.done("designateMember", "pole { id }", **asked, effectiveOn=day(-600))

    assert told(named, "pole.created") == (
        "Nadia Coordonne a créé le pôle « Chauffage » autour de l'axe Monteur en chauffage."
    )
    assert told(named, "pole.member-designated") == (
        "Nadia Coordonne a désigné Opérateur CEFA-liege (collège C) au pôle « Chauffage »,"
        " avec Jean Parle pour le représenter."
    )


def test_an_account_without_a_person_is_told_by_its_office_in_three_languages(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn="2026-03-01")

    assert [told(liege, "pole.constituted", language) for language in ("fr", "en", "de")] == [
        "La coordination (Liège) a constitué le pôle « Chauffage » du 1er mars 2026 au 28 février 2029.",
        "The coordination (Liège) constituted the pôle “Chauffage” from 1 March 2026 to 28 February 2029.",
        (
            "Die Koordination (Liège) hat den Synergiepol „Chauffage“ vom 1. März 2026"
            " bis zum 28. Februar 2029 konstituiert."
        ),
    ]


def test_a_forgotten_person_has_no_name(api: Api, liege: Client, administrator: Client) -> None:
    story = Story(api, liege, administrator)
    before = told(liege, "pole.representative-replaced")
    story.forget()

    assert "a nommé Marie Dupont pour représenter" in before
    assert "a nommé une personne oubliée pour représenter" in told(liege, "pole.representative-replaced")
    assert "Marie" not in str(liege.ask(TOLD))
    assert "eine anonymisierte Person" in told(liege, "pole.representative-replaced", "de")


def test_a_rectified_entry_is_marked_and_its_correction_names_it(liege: Client) -> None:
    created = {"bassin": "LIEGE", "axis": AXIS, "name": "Tardif", "effectiveOn": day(-10)}
    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS, effectiveOn=day(-20))
    pole = liege.done("createPole", "pole { id }", **created)["id"]
    change = {"version": 1, "patch": {"effectiveOn": day(-12)}}
    liege.done("rectify", "entity { id }", entityId=pole, changes=[change], reason="Mauvais jour")

    today = format_day(day_in_law(datetime.now(UTC)), Language.FRENCH)
    assert told(liege, "pole.created").endswith("(rectifié depuis : « Mauvais jour »).")
    assert told(liege, "pole.rectified") == (
        "La coordination (Liège) a rectifié des faits du pôle « Tardif » : Mauvais jour"
        f" ; acte visé : « Pôle créé », consigné le {today}."
    )
    assert "rectifié depuis" not in told(liege, "instance.axis-identified")


def test_what_is_on_behalf_of_a_member_says_so(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[0])

    assert told(liege, "decision.position-taken").startswith("La coordination (Liège), pour Opérateur ")
    assert ", a pris position sur la décision « Un atelier partagé » : " in told(liege, "decision.position-taken")


def test_persons_of_a_page_are_loaded_once(named: Client, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    a_composed_pole(named)
    vault, calls = api.installation.vault, []
    load = vault.persons

    def counted(ids: Any) -> Any:
        calls.append(set(ids))
        return load(ids)

    monkeypatch.setattr(vault, "persons", counted)
    edges = named.ask(TOLD)["auditTrail"]["edges"]

    assert sum("Voix Du Membre" in edge["node"]["told"] for edge in edges) == 3
    assert len(calls) <= 2
    assert sum(map(len, calls)) == len(set().union(*calls))


def test_a_subscription_has_ids_and_no_names(api: Api, liege: Client) -> None:
    async def scene(process: Process) -> None:
        query = "subscription { auditEntries(bassin: LIEGE) { seq kind told actor { id } } }"
        results: Any = await schema.subscribe(query, context_value=await process.context())
        task = asyncio.create_task(anext(results))
        await settled(process, 1)
        await process.identify("Carreleur")
        entry = data(await task)["auditEntries"]
        await results.aclose()

        assert entry["told"] is None
        assert entry["actor"]["id"]

    played(api, scene)


def test_a_comparison_is_told_in_sentences_with_names(named: Client) -> None:
    pole, members = a_composed_pole(named)
    before = named.ask("{ meta { position } }")["meta"]["position"]
    speaker = named.done("registerPerson", "person { id }", givenName="Jean", familyName="Parle")["id"]
    named.done("renamePole", "pole { id }", poleId=pole, name="Chaleur")
    heir = named.done("registerPerson", "person { id }", givenName="Ida", familyName="Suit")["id"]
    named.done(
        "replaceRepresentative", "pole { id }", sha256=stored(named), poleId=pole, operatorId=members[1],
        representativeId=heir, effectiveOn=day(-1),
    )  # fmt: skip
    named.done("nameSubstitute", "pole { id }", poleId=pole, operatorId=members[0], substituteId=speaker)
    compared = {
        language: [
            " ".join((edge["told"], *(str(each["afterText"]) for each in edge["changes"])))
            for edge in named.with_header("Accept-Language", language).ask(
                COMPARED, id=pole, **{"from": {"position": before}}
            )["pole"]["compare"]["edges"]
        ]
        for language in ("fr", "en", "de")
    }

    assert "Pôle (« Chaleur ») : Nom : « Chauffage » devient « Chaleur »" in " ".join(compared["fr"])
    assert "« Voix Du Membre » devient « Ida Suit »" in " ".join(compared["fr"])
    assert "« Ida Suit, depuis le" in " ".join(compared["fr"])
    assert "“Ida Suit, since" in " ".join(compared["en"])
    assert re.search(r"(?<!« )Ida Suit, depuis le", " ".join(compared["fr"]))
    assert "élément" not in " ".join(compared["fr"])
    assert "Suppléant : « Jean Parle »" in " ".join(compared["fr"])
    assert "“Chauffage” becomes “Chaleur”" in " ".join(compared["en"])
    assert "„Chauffage“ wird zu „Chaleur“" in " ".join(compared["de"])
    assert members[0].partition(":")[2] not in str(compared)
