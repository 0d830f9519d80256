"""The document store, on the real server."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256 as fingerprint
from threading import Barrier
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import CheckViolation

from efe_domain.shared.documents import Document
from efe_infra.documents import store
from efe_infra.documents.store import DocumentStore
from efe_infra.postgres.database import Database, DatabaseRole

PDF = "application/pdf"
MINUTES = b"%PDF-1.7 \x00\xff minutes"
SHA256 = hashlib.sha256(MINUTES).hexdigest()


@pytest.fixture
def documents(database: Database) -> Iterator[DocumentStore]:
    with DocumentStore(database) as opened:
        yield opened


def test_a_document_is_found_by_its_fingerprint_for_the_instances_that_put_it(documents: DocumentStore) -> None:
    put = documents.put(MINUTES, PDF, bassins=["liege", "namur"], by=uuid4())

    known = Document(sha256=SHA256, size=len(MINUTES), media_type=PDF)
    assert put == (SHA256, True)
    assert [documents.find(SHA256, bassins) for bassins in (["namur"], ["liege", "verviers"])] == [known, known]
    assert [documents.find(SHA256, bassins) for bassins in (["verviers"], [])] == [None, None]
    assert documents.read(SHA256) == MINUTES


def test_the_same_bytes_are_kept_apart_for_every_instance_that_put_them(
    documents: DocumentStore, database: Database
) -> None:
    first, other = uuid4(), uuid4()

    new = [
        documents.put(MINUTES, media_type, bassins=bassins, by=by, name=name)[1]
        for media_type, bassins, by, name in (
            (PDF, ["liege"], first, "PV.pdf"),
            ("text/plain", ["liege"], other, None),
            ("text/plain", ["liege", "namur"], first, "PV.pdf"),
            (PDF, ["namur"], other, "Autre.pdf"),
        )
    ]

    kept = [
        (each.bassin, each.media_type, each.name, each.deposited_by)
        for each in documents.deposits([SHA256], ["liege", "namur", "verviers"])
    ]
    assert new == [True, False, True, False]
    assert kept == [("liege", PDF, "PV.pdf", first), ("namur", "text/plain", "Autre.pdf", other)]


def test_the_last_deposits_of_an_instance_are_its_own(documents: DocumentStore) -> None:
    for number in range(4):
        documents.put(b"%d" % number, PDF, bassins=["liege"], by=uuid4(), name=f"{number}.pdf")
    documents.put(b"other", PDF, bassins=["namur"], by=uuid4(), name="Autre.pdf")

    assert [each.name for each in documents.recent("liege", limit=3)] == ["3.pdf", "2.pdf", "1.pdf"]
    assert [each.name for each in documents.recent("namur", limit=3)] == ["Autre.pdf"]
    assert documents.recent("verviers", limit=3) == []


def test_a_purge_ends_the_name_of_one_instance_and_leaves_that_of_the_other(documents: DocumentStore) -> None:
    for bassin in ("liege", "namur"):
        documents.put(MINUTES, PDF, bassins=[bassin], by=uuid4(), name=f"{bassin}.pdf")

    documents.purge(SHA256, "liege")

    left = [each.name for each in documents.deposits([SHA256], ["liege", "namur"])]
    assert (left, documents.find(SHA256, ["liege"]), documents.read(SHA256)) == (["namur.pdf"], None, MINUTES)
    documents.purge(SHA256, "namur")
    assert (documents.deposits([SHA256], ["liege", "namur"]), documents.read(SHA256)) == ([], None)


@pytest.mark.parametrize("held_elsewhere", [False, True])
def test_the_database_does_the_same_work_whether_another_instance_has_the_bytes_or_not(
    documents: DocumentStore, database: Database, held_elsewhere: bool
) -> None:
    """A client that measures the time of a deposit or of a purge learns nothing of other Instances."""
    content = b"%PDF-" + os.urandom(2_000_000)
    if held_elsewhere:
        documents.put(content, PDF, bassins=["namur"], by=uuid4())
    sha256 = fingerprint(content)
    deposit = {"sha256": sha256.digest(), "bytes": content, "media_type": PDF, "bassins": ["liege"]}
    purged = {"sha256": sha256.digest(), "bassin": "liege"}

    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND), autocommit=True) as connection:
        put = wal_records(connection, store.PUT, {**deposit, "by": uuid4(), "name": "PV.pdf"})
        removal = [wal_records(connection, each, purged) for each in (store.PURGE, store.PURGE_LAST, store.PURGE_ONE)]

    chunks = len(content) // 2_000
    assert put == pytest.approx(chunks * 2, rel=0.1)
    assert removal[1:] == [0, 0]
    assert removal[0] == pytest.approx(chunks, rel=0.1)


def wal_records(connection: psycopg.Connection, sql: LiteralString, params: dict[str, Any]) -> int:
    row = connection.execute(f"explain (analyze, wal, format json) {sql}", params).fetchone()
    assert row
    records: int = row[0][0]["Plan"]["WAL Records"]
    return records


def older(database: Database, content: bytes, bassins: list[str]) -> None:
    """Stores a document as release 0.4.3 did."""
    kept = """
        insert into vault.document (sha256, media_type, bytes, bassins, stored_by)
        values (sha256(%(bytes)s), 'application/pdf', %(bytes)s, %(bassins)s, %(by)s)
    """
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute(kept, {"bytes": content, "bassins": bassins, "by": uuid4()})


def test_a_document_of_an_older_release_is_found_and_has_no_name(
    documents: DocumentStore, database: Database
) -> None:
    older(database, MINUTES, ["liege", "namur"])

    found = documents.find(SHA256, ["liege"])

    assert found == Document(sha256=SHA256, size=len(MINUTES), media_type=PDF)
    assert (documents.find(SHA256, ["verviers"]), documents.deposits([SHA256], ["liege"])) == (None, [])
    assert documents.read(SHA256) == MINUTES


def test_a_document_of_an_older_release_gets_a_name_and_is_purged_with_it(
    documents: DocumentStore, database: Database
) -> None:
    older(database, MINUTES, ["liege", "namur"])

    new = documents.put(MINUTES, "text/plain", bassins=["liege"], by=uuid4(), name="PV.pdf")[1]
    named = [(each.name, each.media_type) for each in documents.deposits([SHA256], ["liege", "namur"])]
    documents.purge(SHA256, "liege")

    assert (new, named) == (False, [("PV.pdf", PDF)])
    assert (documents.find(SHA256, ["liege"]), documents.deposits([SHA256], ["liege"])) == (None, [])
    assert documents.find(SHA256, ["namur"]) is not None
    documents.purge(SHA256, "namur")
    assert documents.read(SHA256) is None


def test_an_older_process_may_still_store_documents_meanwhile(documents: DocumentStore, database: Database) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4(), name="PV.pdf")
    older(database, MINUTES, ["namur"])

    found = [documents.find(SHA256, [each]) is not None for each in ("liege", "namur", "verviers")]

    assert found == [True, True, False]


def test_an_older_process_that_purges_meanwhile_erases_the_deposit_and_its_name(
    documents: DocumentStore, database: Database
) -> None:
    older(database, MINUTES, ["liege", "namur"])
    for bassin in ("liege", "namur"):
        documents.put(MINUTES, PDF, bassins=[bassin], by=uuid4(), name=f"{bassin}.pdf")
    found = []

    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND), autocommit=True) as connection:
        for bassin in ("liege", "namur"):
            for statement in (store.PURGE_LAST, store.PURGE_ONE):
                connection.execute(statement, {"sha256": bytes.fromhex(SHA256), "bassin": bassin})
            found.append([each.name for each in documents.deposits([SHA256], ["liege", "namur"])])

    assert found == [["namur.pdf"], []]
    assert documents.read(SHA256) is None


def test_each_instance_has_the_media_type_of_its_own(documents: DocumentStore, database: Database) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())
    documents.put(MINUTES, "text/plain", bassins=["liege", "namur"], by=uuid4())
    documents.put(MINUTES, "image/png", bassins=["namur", "verviers"], by=uuid4())

    found = [documents.find(SHA256, [bassin]) for bassin in ("liege", "namur", "verviers")]

    assert [each and each.media_type for each in found] == [PDF, "text/plain", "image/png"]


def test_of_several_that_put_the_same_bytes_at_once_one_is_the_first(documents: DocumentStore) -> None:
    ready = Barrier(4)

    def put(_: int) -> bool:
        ready.wait()
        return documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())[1]

    with ThreadPoolExecutor(4) as threads:
        new = list(threads.map(put, range(4)))

    assert sorted(new) == [False, False, False, True]


def test_instances_that_put_and_purge_the_same_bytes_at_once_lose_nothing_of_each_other(
    documents: DocumentStore,
) -> None:
    ready = Barrier(2)

    def live(bassin: str) -> list[str | None]:
        names = []
        for number in range(20):
            ready.wait()
            documents.put(MINUTES, PDF, bassins=[bassin], by=uuid4(), name=f"{bassin} {number}")
            names += [each.name for each in documents.deposits([SHA256], [bassin])]
            documents.purge(SHA256, bassin)
            assert documents.find(SHA256, [bassin]) is None
        return names

    with ThreadPoolExecutor(2) as threads:
        lived = list(threads.map(live, ("liege", "namur")))

    assert lived == [[f"{bassin} {number}" for number in range(20)] for bassin in ("liege", "namur")]
    assert documents.read(SHA256) is None


@pytest.mark.parametrize("sha256", ["0" * 64, SHA256.upper(), "", "\x00", "x" * 64])
def test_what_is_no_document_is_not_found(documents: DocumentStore, sha256: str) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())

    assert (documents.find(sha256, ["liege"]), documents.read(sha256)) == (None, None)


def test_the_bytes_of_a_document_cannot_become_others(documents: DocumentStore, database: Database) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())

    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection, pytest.raises(CheckViolation):
        connection.execute("update vault.deposit set bytes = 'others'")


def test_an_erased_document_is_not_there_any_more(documents: DocumentStore, database: Database) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())

    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("delete from vault.deposit")

    assert (documents.find(SHA256, ["liege"]), documents.read(SHA256)) == (None, None)
