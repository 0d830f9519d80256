"""Traces of a forgotten person, searched for in every place where the platform writes: none is left."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_infra.console.draft.store import DraftStore, FormContent
from efe_infra.console.sign_in.row_encryption import KEY_BYTES
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.identity.tokens import Verified
from tests.api.documents import stored
from tests.api.given import AXIS, Api, Client, a_composed_pole
from tests.api.person_invitations import invited
from tests.api.traces import PERSON, PLACES, SUBJECT, TRACES, in_the_bundle, in_the_journal, in_the_ledger, traces

TRAIL = "query ($filter: AuditFilter) { auditTrail(bassin: LIEGE, filter: $filter) { totalCount } }"


@pytest.fixture
def administrator(api: Api) -> Client:
    return api.granted("administration", Role.ADMINISTRATOR)


@pytest.fixture
def admin(api: Api) -> Iterator[psycopg.Connection]:
    with psycopg.connect(api.installation.database.admin, autocommit=True) as connection:
        yield connection


def lived(api: Api, liege: Client, administrator: Client) -> str:
    """She is registered, represents, acts, is written of, audits, and reads what is held of her."""
    pole, [member, *_] = a_composed_pole(liege)
    person: str = liege.done("registerPerson", "person { id }", **PERSON)["id"]
    account = f"Account:{api.account(SUBJECT)}"
    administrator.done("linkAccount", "person { id }", accountId=account, personId=person)
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        poleId=pole,
        operatorId=member,
        representativeId=person,
    )
    for name in ("Plénière", "Zéphyrine Quaquebeke", "Suite zq.8842@exemple.be"):
        liege.do("setUpBody", bassin="LIEGE", name=name, mission="M6")
    herself = api.client(SUBJECT)
    herself.ask("{ viewer { personalData poles { id } } }")
    liege.done("grantAccess", "instance { id }", bassin="LIEGE", accountId=account, role="AUDITOR")
    herself.ask(TRAIL, filter=None)
    herself.post(TRAIL, {"filter": {"kinds": ["Zéphyrine Quaquebeke"]}})
    herself.code_of("identifyAxis", bassin="LIEGE", axis={**AXIS, "label": "Zéphyrine Quaquebeke"})
    herself.post('{ zephyrine quaquebeke(email: "zq.8842@exemple.be") }', {})
    return person


def test_nothing_that_named_a_forgotten_person_is_left(
    lines: io.BytesIO, api: Api, liege: Client, administrator: Client, admin: psycopg.Connection
) -> None:
    person, account = lived(api, liege, administrator), api.account(SUBJECT)
    admin.execute("analyze")
    before = {place: traces(search(api)) for place, search in PLACES.items()}

    administrator.done("forgetPerson", "forgottenPerson { id }", personId=person)

    assert {place: found for place, search in PLACES.items() if (found := traces(search(api)))} == {}
    assert before == {
        "backup": set(TRACES),
        "ledger": set(),
        "bundle": set(),
        "journal": set(),
        "tables": set(TRACES),
        "files": set(TRACES),
        "log of the server": set(),
    }
    assert lines.getvalue().count(b'"path":"/graphql"') > 10
    assert traces(lines.getvalue()) == set()
    assert [sign for sign in (b"eyJ", b"Bearer", b"auditTrail(") if sign in lines.getvalue()] == []
    assert all(UUID(json.loads(line)["correlation_id"]) for line in lines.getvalue().splitlines())
    assert person.encode().partition(b":")[2] in in_the_ledger(api)
    assert person.encode().partition(b":")[2] in in_the_bundle(api)
    assert str(account).encode() in in_the_journal(api)


def test_the_statistics_of_the_planner_never_hold_a_name(api: Api, admin: psycopg.Connection) -> None:
    for number in range(400):
        api.installation.vault.register_person(given_name="Zéphyrine", family_name=f"Quaquebeke{number % 3}")

    admin.execute("analyze")

    [(kept,)] = admin.execute("select coalesce(string_agg(s::text, ''), '') from pg_statistic as s").fetchall()
    assert traces(kept.encode()) == set()


def test_a_person_reads_all_that_is_held_of_them(api: Api, liege: Client, administrator: Client) -> None:
    person = UUID(lived(api, liege, administrator).partition(":")[2])
    account = api.account(SUBJECT)
    liege.done("grantAccess", "instance { id }", bassin="LIEGE", accountId=f"Account:{account}", role="COORDINATOR")
    by_her = api.client(SUBJECT)
    by_her.done("setUpBody", "instance { id }", bassin="LIEGE", name="Chambre", mission="M7")
    [sent] = invited(by_her)
    left_by(api, account, SUBJECT)
    left_by(api, api.account("quelqu'un d'autre"), "quelqu'un d'autre")

    found = by_her.ask("{ viewer { personalData } }")["viewer"]["personalData"]

    assert found["person"] == {
        "id": str(person),
        "given_name": "Zéphyrine",
        "family_name": "Quaquebeke",
        "email": PERSON["email"],
        "function": PERSON["function"],
    }
    assert [(each["id"], each["subject"]) for each in found["accounts"]] == [(str(account), SUBJECT)]
    assert [row["table"] for row in found["held"]] == ["membership", "representation", "access_grant", "access_grant"]
    assert found["held"][0]["content"]["representative"] == str(person)
    assert found["held"][0]["from_position"] > 0
    assert [command["kind"] for command in found["done"]] == ["instance.body-set-up.v1"]
    assert [(each["field"], each["bassins"]) for each in found["read"]] == [("Query.auditTrail", ["liege"])]
    assert int(found["position"]) >= found["done"][0]["position"]
    [invitation] = found["invitations"]
    assert (f"PersonInvitation:{invitation['id']}", invitation["is_sent_by_the_person"]) == (sent[0], True)
    assert not {"person", "accepted_by", "invited_by"} & invitation.keys()
    assert [each["account"] for each in found["last_visits"]] == [str(account)]
    assert [each.keys() for each in found["drafts"]] == [{"id", "saved_at", "ends_at"}]


def left_by(api: Api, account: UUID, subject: str) -> None:
    """A draft and a visit of the account."""
    owner = Verified(issuer=ISSUER, subject=subject, expires_at=datetime.now(UTC))
    content = FormContent(path="/", title="Titre", subject="Objet", fields=(("name", "Zéphyrine"),))
    with DraftStore(api.installation.database, bytes(KEY_BYTES)) as drafts:
        drafts.keep(owner, uuid4(), content)
    with psycopg.connect(api.installation.database.admin) as connection:
        connection.execute("insert into console.last_visit (account) values (%s)", (account,))


def test_nobody_reads_what_is_held_of_another(api: Api, liege: Client, administrator: Client) -> None:
    lived(api, liege, administrator)

    found = liege.ask("{ viewer { personalData } }")["viewer"]["personalData"]

    assert found["person"] is None
    assert traces(str(found).encode()) == set()
    assert api.visitor.ask("{ viewer { personalData } }") == {"viewer": None}
