"""Traces of a forgotten person, searched for in every place where the platform writes: none is left."""

import gzip
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.backup.dump import back_up
from efe_infra.backup.manifest import MANIFEST
from efe_infra.console.draft.store import DraftStore, FormContent
from efe_infra.console.sign_in.row_encryption import KEY_BYTES
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.identity.tokens import Verified
from efe_infra.transparency.evidence.bundle import export_bundle
from tests.api.documents import stored
from tests.api.given import AXIS, Api, Client, a_composed_pole
from tests.api.test_person_invitations import invited
from tests.infra.transparency.evidence.given import unzipped

PERSON = {
    "givenName": "Zéphyrine",
    "familyName": "Quaquebeke",
    "email": "zq.8842@exemple.be",
    "function": "Vérificatrice Inoubliable",
}
SUBJECT = "annuaire|zq-8842"
TRACES = ("Zéphyrine", "zephyrine", "quaquebeke", "zq.8842", "zq-8842", "inoubliable")

TRAIL = "query ($filter: AuditFilter) { auditTrail(bassin: LIEGE, filter: $filter) { totalCount } }"

LEDGER = "select string_agg(state, ''::bytea) from ledger.event"
JOURNAL = "select convert_to(coalesce(string_agg(reading::text, ' '), ''), 'utf8') from journal.reading"
TABLES = """
    select schemaname, tablename from pg_catalog.pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') or tablename = 'pg_statistic'
"""
FILES = """
    select pg_read_binary_file(folder || '/' || name)
    from (select 'base/' || oid as folder from pg_database where datname = current_database()) as own,
        pg_ls_dir(folder) as name
    where name ~ '^[0-9]'
"""
LOG = "select pg_read_binary_file('log', 0, 1000000000, true)"


def asked(api: Api, query: LiteralString) -> list[Any]:
    with psycopg.connect(api.installation.database.admin, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def in_the_ledger(api: Api) -> bytes:
    [(states,)] = asked(api, LEDGER)
    return bytes(states)


def in_the_journal(api: Api) -> bytes:
    """Returns the entries of the access journal after a reading of an auditor."""
    [(readings,)] = asked(api, JOURNAL)
    return bytes(readings)


def in_the_bundle(api: Api) -> bytes:
    """Returns the bundle of an auditor, once everything is sealed."""
    api.installation.sealer.run()
    with TemporaryDirectory() as folder:
        target = Path(folder) / "bundle.zip"
        export_bundle(api.installation.database, Bassin.LIEGE, target, lambda *_: None)
        return b"".join(unzipped(target).values())


def in_every_table(api: Api) -> bytes:
    """As a dump has them; documents and states are bytes, which are searched for as such."""
    found = io.BytesIO()
    with psycopg.connect(api.installation.database.admin) as connection, connection.cursor() as cursor:
        for schema, table in asked(api, TABLES):
            with cursor.copy(SQL("copy {} to stdout").format(Identifier(schema, table))) as rows:
                for block in rows:
                    found.write(bytes(block))
    return found.getvalue()


def in_the_files(api: Api) -> bytes:
    """Returns the files of the database: dead rows and entries, free space and statistics included."""
    with psycopg.connect(api.installation.database.admin, autocommit=True) as connection:
        connection.execute("checkpoint")
    return b"".join(bytes(file) for (file,) in asked(api, FILES) if file)


def in_the_log_of_the_server(api: Api) -> bytes:
    """Returns the log of the embedded server; another server has its own folder."""
    [(lines,)] = asked(api, LOG)
    return bytes(lines or b"")


def in_a_backup(api: Api) -> bytes:
    """Made now; an older one keeps what it had."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "backup"
        back_up(api.installation.database, target)
        rows = [gzip.decompress(file.read_bytes()) for file in sorted(target.glob("*.gz"))]
        return b"".join([*rows, (target / MANIFEST).read_bytes()])


PLACES: dict[str, Callable[[Api], bytes]] = {
    "backup": in_a_backup,
    "ledger": in_the_ledger,
    "bundle": in_the_bundle,
    "journal": in_the_journal,
    "tables": in_every_table,
    "files": in_the_files,
    "log of the server": in_the_log_of_the_server,
}
"""Where it is searched; whatever else the platform writes comes here."""


def traces(content: bytes) -> set[str]:
    folded = content.decode("utf-8", "ignore").casefold()
    return {trace for trace in TRACES if trace.casefold() in folded}


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
