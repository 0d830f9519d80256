"""Names live in the vault: they show in dossiers, never enter the register, and can be erased."""

from typing import Any
from uuid import UUID

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.schema import schema
from efe_infra.postgres.database import DatabaseRole
from tests.api.given import AXIS, Api, Client, a_composed_pole, a_pole
from tests.api.representatives import MARIE, representatives, represented

pytestmark = pytest.mark.platform("module")


def test_a_representative_shows_in_the_dossier(liege: Client) -> None:
    pole, person = represented(liege)

    assert representatives(liege, pole) == [{"id": person, **MARIE}]


def test_an_erased_person_keeps_only_its_id(api: Api, liege: Client) -> None:
    pole, person = represented(liege)
    with psycopg.connect(api.installation.database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("delete from vault.person where id = %s", [UUID(person.partition(":")[2])])

    assert representatives(liege, pole) == [{"id": person, **dict.fromkeys(MARIE)}]


@pytest.mark.platform("own")
def test_the_person_behind_an_account_shows_to_who_reads_the_trail(api: Api, liege: Client) -> None:
    person = liege.done("registerPerson", "person { id }", **MARIE)["id"]
    account = api.account("coordination-liege")
    api.installation.vault.link(account, UUID(person.partition(":")[2]))
    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS)

    shown = "{ auditTrail(bassin: LIEGE) { edges { node { actor { displayName person { familyName } } } } } }"
    trail = liege.ask(shown)

    actors = [edge["node"]["actor"]["person"] for edge in trail["auditTrail"]["edges"]]
    assert actors == [None, None, {"familyName": "Dupont"}]
    names = [edge["node"]["actor"]["displayName"] for edge in trail["auditTrail"]["edges"]]
    assert names == [*2 * ["Ligne de commande de la plateforme"], "Marie Dupont"]
    english = liege.with_header("Accept-Language", "en").ask(shown)["auditTrail"]["edges"]
    assert english[0]["node"]["actor"]["displayName"] == "Command line of the platform"


@pytest.mark.platform("own")
def test_an_account_that_nobody_is_known_to_act_by_has_no_name(api: Api, liege: Client) -> None:
    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS)

    trail = liege.ask("{ auditTrail(bassin: LIEGE) { edges { node { actor { displayName } } } } }")

    assert trail["auditTrail"]["edges"][-1]["node"]["actor"] == {"displayName": None}


@pytest.mark.parametrize(
    ("command", "asked", "path"),
    [
        ("dissolvePole", {"reason": "Départ de Marie Dupont."}, ["input", "reason"]),
        ("evaluatePole", {"conclusion": "Avis de DUPONT, Marie."}, ["input", "conclusion"]),
        (
            "evaluatePole",
            {"conclusion": "Utile.", "criteria": [{"label": "Suivi", "finding": "Par Marie Dupont."}]},
            ["input", "criteria", "0", "finding"],
        ),
    ],
)
def test_a_text_that_names_a_person_of_the_vault_is_refused_without_saying_whom(
    liege: Client, command: str, asked: dict[str, object], path: list[str]
) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole)
    liege.done("registerPerson", "person { id }", **MARIE)

    error = liege.refused(command, poleId=pole, **asked)

    assert (error["__typename"], error["path"]) == ("Invalid", path)
    assert "Dupont" not in error["message"]


def test_a_text_that_is_too_long_is_refused_unread(liege: Client) -> None:
    pole = a_pole(liege)
    liege.done("registerPerson", "person { id }", **MARIE)

    error = liege.refused("dissolvePole", poleId=pole, reason="Marie Dupont, " * 5_000)

    assert (error["code"], error["message"]) == ("INVALID", "Le texte dépasse 4000 caractères.")


def test_the_texts_of_a_command_are_bounded_together(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole)
    criteria = [{"label": f"Suivi {n}", "finding": "x" * 4_000} for n in range(51)]

    error = liege.refused("evaluatePole", poleId=pole, conclusion="Utile.", criteria=criteria)

    assert (error["code"], error["message"]) == ("INVALID", "Les textes dépassent ensemble 200000 caractères.")


def test_who_has_no_role_cannot_try_names(api: Api, liege: Client) -> None:
    liege.done("registerPerson", "person { id }", **MARIE)
    nobody = api.client("personne")

    codes = [nobody.code_of("setUpBody", bassin="LIEGE", name=name) for name in ("Marie Dupont", "Plénière")]

    assert codes == ["FORBIDDEN"] * 2


def test_a_person_without_a_name_is_not_registered(liege: Client) -> None:
    payload = liege.do("registerPerson", "person { id }", givenName="Marie", familyName=" ")

    assert payload["person"] is None
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("INVALID", ["input", "familyName"])
    ]


def test_an_administrator_says_who_acts_by_an_account(api: Api, liege: Client) -> None:
    pole, person = represented(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    marie = {"accountId": f"Account:{api.account('marie')}", "personId": person}
    seen = [api.client("marie").ask("{ viewer { poles { id } } }")["viewer"]["poles"]]

    linked = administrator.done("linkAccount", "person { id }", **marie)
    seen.append(api.client("marie").ask("{ viewer { poles { id } } }")["viewer"]["poles"])

    assert linked == {"id": person}
    assert seen == [[], [{"id": pole}]]


@pytest.mark.platform("own")
def test_only_an_administrator_says_who_acts_and_of_known_ids(api: Api, liege: Client) -> None:
    _, person = represented(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    marie = {"accountId": f"Account:{api.account('marie')}", "personId": person}
    unknown = "00000000-0000-4000-8000-000000000000"

    codes = [
        liege.code_of("linkAccount", **marie),
        administrator.refused("linkAccount", **{**marie, "accountId": f"Account:{unknown}"})["code"],
        administrator.refused("linkAccount", **{**marie, "personId": f"Person:{unknown}"})["code"],
        administrator.code_of("linkAccount", **{**marie, "personId": marie["accountId"]}),
    ]

    assert codes == ["FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "BAD_USER_INPUT"]
    assert api.client("marie").ask("{ viewer { poles { id } } }") == {"viewer": {"poles": []}}


def test_who_never_came_is_invited_and_given_access(api: Api, liege: Client) -> None:
    invited = liege.done("inviteAccount", "accountId", subject="lectrice")
    liege.done("grantAccess", "instance { id }", bassin="LIEGE", accountId=invited, role="READER")

    assert api.client("lectrice").ask("{ viewer { account { id } bassins } }")["viewer"] == {
        "account": {"id": invited},
        "bassins": ["LIEGE"],
    }
    assert liege.done("inviteAccount", "accountId", subject="lectrice") == invited


def test_an_invitation_tells_nothing_of_who_has_the_account(api: Api, liege: Client) -> None:
    known = api.account("coordination-namur")

    assert liege.do("inviteAccount", "accountId", subject="coordination-namur") == {
        "accountId": f"Account:{known}",
        "userErrors": [],
    }
    payload: Any = schema._schema.type_map["InvitedAccountPayload"]
    assert list(payload.fields) == ["accountId", "userErrors"]


@pytest.mark.parametrize("subject", ["", " ", " lectrice", "lectrice ", "deux\nlignes", 201 * "x"])
def test_a_subject_is_given_as_it_comes_back_in_a_token(liege: Client, subject: str) -> None:
    error = liege.refused("inviteAccount", subject=subject)

    assert (error["code"], error["path"]) == ("INVALID", ["input", "subject"])


def test_an_account_is_invited_by_who_gives_access(api: Api, liege: Client) -> None:
    reader = api.granted("reader", Role.READER, Bassin.LIEGE)
    administrator = api.granted("admin", Role.ADMINISTRATOR)

    assert [by.code_of("inviteAccount", subject="x") for by in (reader, api.visitor)] == [
        "FORBIDDEN",
        "UNAUTHENTICATED",
    ]
    assert administrator.done("inviteAccount", "accountId", subject="x")
