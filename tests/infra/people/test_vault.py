"""The vault, on the real server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from efe_domain.access.api_token import AccountIsClosed
from efe_domain.access.person import PersonIsForgotten
from efe_domain.shared.errors import CommandReused, Invalid, NotFound
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault, StoredPerson
from efe_infra.postgres.database import Database, DatabaseRole
from tests.infra.ledger.given import until

ISSUER = "https://login.example.org"


@pytest.fixture
def vault(database: Database) -> Iterator[PersonVault]:
    with PersonVault(database, AccountClosure(bytes)) as opened:
        yield opened


@pytest.fixture(scope="module")
def known_people(module_database: Database) -> Iterator[PersonVault]:
    """The vault with the persons whose names the texts have, or nearly have."""
    with PersonVault(module_database, AccountClosure(bytes)) as opened:
        registered(opened, "Marie", "Dupont")
        registered(opened, "Anne-Sophie", "D'Hondt-Lebœuf")
        registered(opened, "Søren Łukasz", "Straße")
        registered(opened, "Jean Luc Marie", "Van den Berghe")
        registered(opened, "Inconnue", "Ailleurs", email="m.d@exemple.be")
        yield opened


def registered(vault: PersonVault, given_name: str, family_name: str, **known: Any) -> UUID:
    return vault.register_person(given_name=given_name, family_name=family_name, **known)


def test_a_registered_person_is_found_by_its_id(vault: PersonVault) -> None:
    person_id = vault.register_person(
        given_name=" Zoé ", family_name="Lebœuf", email="zoe@example.org", function="Directrice"
    )

    assert vault.person(person_id) == StoredPerson(
        id=person_id, given_name="Zoé", family_name="Lebœuf", email="zoe@example.org", function="Directrice"
    )


def test_an_unknown_person_is_nobody(vault: PersonVault) -> None:
    assert vault.person(uuid4()) is None


def test_persons_come_in_the_order_of_their_names(vault: PersonVault) -> None:
    names = [("Ève", "Zabel"), ("Jan", "Van"), ("An", "Van den Berg"), ("Élise", "Éloy"), ("Abel", "eloy")]
    ids = [registered(vault, *name) for name in names]

    persons = vault.persons([*ids, uuid4()]).values()

    assert [(person.given_name, person.family_name) for person in persons] == [
        ("Abel", "eloy"),
        ("Élise", "Éloy"),
        ("Jan", "Van"),
        ("An", "Van den Berg"),
        ("Ève", "Zabel"),
    ]


def test_a_person_registered_again_under_its_id_is_the_same(vault: PersonVault) -> None:
    person_id = uuid4()

    ids = [
        vault.register_person(person_id=person_id, given_name="Marie", family_name="Dupont", email=email)
        for email in ("m@example.org", "m@example.org")
    ]

    assert ids == [person_id, person_id]


def test_an_id_is_not_given_to_another_person(vault: PersonVault) -> None:
    person_id = registered(vault, "Marie", "Dupont")

    with pytest.raises(CommandReused):
        vault.register_person(person_id=person_id, given_name="Marie", family_name="Durant")

    assert vault.naming(["Marie Durant"]) is None


@pytest.mark.parametrize(
    ("given_name", "family_name"), [("", "Dupont"), ("Marie", " "), ("…", "Dupont"), ("Marie", "–"), ("Ma\0rie", "D")]
)
def test_a_person_has_two_names_made_of_words(vault: PersonVault, given_name: str, family_name: str) -> None:
    with pytest.raises(Invalid):
        registered(vault, given_name, family_name)


def test_an_account_is_made_once(vault: PersonVault) -> None:
    account = vault.account_for(ISSUER, "42")

    assert vault.account_for(ISSUER, "42") == account
    assert vault.account_for(ISSUER, "43") != account
    assert vault.account_for("https://other.example.org", "42") != account


def test_an_account_is_made_once_for_all_who_ask_at_once(vault: PersonVault) -> None:
    ready = Barrier(4)

    def ask(subject: str) -> UUID:
        ready.wait()
        return vault.account_for(ISSUER, subject)

    with ThreadPoolExecutor(4) as threads:
        answers = [set(threads.map(ask, [str(subject)] * 4)) for subject in range(20)]

    assert [len(accounts) for accounts in answers] == [1] * 20


def test_an_account_is_linked_to_a_person(vault: PersonVault) -> None:
    account, person = vault.account_for(ISSUER, "42"), registered(vault, "Marie", "Dupont")

    vault.link(account, person)

    linked = vault.account(account)
    assert linked
    assert (linked.issuer, linked.subject, linked.person) == (ISSUER, "42", person)


def test_an_account_is_not_linked_to_nobody(vault: PersonVault) -> None:
    account = vault.account_for(ISSUER, "42")

    with pytest.raises(NotFound):
        vault.link(account, uuid4())

    linked = vault.account(account)
    assert linked
    assert linked.person is None


def test_an_unknown_account_is_not_linked(vault: PersonVault) -> None:
    account, person = uuid4(), registered(vault, "Marie", "Dupont")

    with pytest.raises(NotFound):
        vault.link(account, person)

    assert vault.account(account) is None


def test_an_erased_person_leaves_its_account(vault: PersonVault, database: Database) -> None:
    account, person = vault.account_for(ISSUER, "42"), registered(vault, "Marie", "Dupont")
    vault.link(account, person)

    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("delete from vault.person where id = %s", [person])

    left = vault.account(account)
    assert left
    assert left.person is None
    assert vault.naming(["Marie Dupont"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "Avis de Marie Dupont.",
        "marie DUPONT",
        "DUPONT, Marie",
        "Reçu de «Márie Düpont»",
        "voir marie.dupont@example.org",
        "Marie\nDupont",
        "Anne-Sophie D’Hondt-Lebœuf",
        "d'hondt leboeuf anne sophie",
        "Marie  Dupont",
        "MARIE-DUPONT",
        "Ma\u00adrie Du\u200bpont",
        "Ｍａｒｉｅ Ｄｕｐｏｎｔ",
        "Marie L. Dupont",
        "Marie J.-P. Dupont",
        "Marie Thérèse Dupont",
        "Dupont, L., Marie",
        "Vu avec Soren Lukasz Strasse",
        "søren łukasz straße",
        "Jean Vandenberghe",
        "Van den Berghe Jean-Luc",
        "voir m.d@exemple.be",
        "Écrire à <M.D@EXEMPLE.BE>.",
        "mailto:m.d@exemple.be,",
        "m.d\u200b@exemple.be",
    ],
)
def test_a_text_with_the_full_name_of_a_person_is_seen(known_people: PersonVault, text: str) -> None:
    assert known_people.naming(["Rien", text]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Marie et Dupont",
        "La rue Dupont",
        "Marie Dupontel",
        "Annemarie Dupont",
        "Anne-Sophie Leboeuf",
        "Avis 100 % favorable",
        "Marie, chez Dupont",
        "Marie a vu Dupont",
        "Dupont chez Marie",
        "Dupont",
        "marie",
        "Marie Un Deux Trois Quatre Cinq Six Sept Huit Neuf Dupont",
        "Jean van den Bergh",
        "info@exemple.be",
        "xm.d@exemple.be",
        "m.d@exemple.be.org",
        "@",
    ],
)
def test_a_text_without_a_full_name_is_let_through(known_people: PersonVault, text: str) -> None:
    assert known_people.naming([text]) is None


def test_a_forgotten_person_leaves_an_id_that_is_taken(vault: PersonVault) -> None:
    account, person = vault.account_for(ISSUER, "42"), registered(vault, "Marie", "Dupont", email="m@exemple.be")
    vault.link(account, person)

    vault.forget(person)
    vault.forget(person)

    assert (vault.person(person), vault.account(account), vault.accounts_of(person)) == (None, None, [])
    assert vault.knows(person)
    assert vault.naming(["Marie Dupont, m@exemple.be"]) is None
    with pytest.raises(PersonIsForgotten):
        registered(vault, "Marie", "Dupont", person_id=person)
    with pytest.raises(NotFound):
        vault.link(vault.account_for(ISSUER, "43"), person)
    with pytest.raises(AccountIsClosed):
        vault.account_for(ISSUER, "42")


def test_who_is_linked_while_being_forgotten_is_linked_to_nobody(vault: PersonVault) -> None:
    for number in range(20):
        account, person = vault.account_for(ISSUER, f"{number}"), registered(vault, "Marie", "Dupont")
        ready = Barrier(2)

        def link(account: UUID = account, person: UUID = person, ready: Barrier = ready) -> None:
            ready.wait()
            with suppress(NotFound):
                vault.link(account, person)

        with ThreadPoolExecutor(1) as threads:
            linking = threads.submit(link)
            ready.wait()
            vault.forget(person)
            linking.result()

        assert vault.accounts_of(person) == []


def test_an_erasure_waits_for_no_table_while_it_holds_another(vault: PersonVault, database: Database) -> None:
    """A link, once its statement is prepared, locks accounts, then persons."""
    person, other = (registered(vault, name, "Dupont") for name in ("Marie", "Zoé"))
    account = vault.account_for(ISSUER, "zoe")
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as link, ThreadPoolExecutor(1) as threads:
        link.execute("lock table vault.account in row exclusive mode")
        erasure = threads.submit(vault.forget, person)
        until(lambda: waits_for(database, "vault.account"))

        link.execute("select from vault.person where id = %s for share", [other])
        link.execute("update vault.account set person = %s where id = %s", [other, account])
        link.commit()
        erasure.result(20)

    assert [each.id for each in vault.accounts_of(other)] == [account]


def waits_for(database: Database, table: str) -> bool:
    with psycopg.connect(database.admin) as connection:
        query = "select count(*) from pg_locks where not granted and relation = %s::regclass"
        [(waiting,)] = connection.execute(query, [table])
    return bool(waiting)


def test_people_of_an_older_release_are_recognised_once_it_is_settled(vault: PersonVault, database: Database) -> None:
    registered(vault, "Marie", "Dupont", email="m@exemple.be")
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("update vault.person set family_key = null, email_key = null")

    vault.settle()

    assert [vault.naming([text]) for text in ("Marie Dupont", "m@exemple.be")] == [0, 0]


def test_a_person_does_not_print_its_name(vault: PersonVault) -> None:
    person = vault.person(registered(vault, "Marie", "Dupont"))
    account = vault.account(vault.account_for(ISSUER, "marie@example.org"))

    printed = f"{person} {person!r} {[person]} {account} {account!r}"

    assert "arie" not in printed
    assert "Dupont" not in printed


def test_a_refused_person_is_not_named_in_the_refusal(vault: PersonVault) -> None:
    with pytest.raises(Invalid) as refused:
        registered(vault, "Marie\nChristine", "Dupont")

    assert "Christine" not in repr(refused.value)
    assert "Dupont" not in repr(refused.value)


@pytest.mark.parametrize("role", [DatabaseRole.READ, DatabaseRole.PROJECTOR])
def test_the_vault_is_closed_to_readers(module_database: Database, role: DatabaseRole) -> None:
    with psycopg.connect(module_database.conninfo(role)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("select from vault.person")
