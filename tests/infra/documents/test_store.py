"""The document store, on the real server."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import CheckViolation

from efe_domain.shared.documents import Document
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


def test_the_same_bytes_are_kept_once_and_for_every_instance_that_put_them(
    documents: DocumentStore, database: Database
) -> None:
    account = uuid4()

    new = [
        documents.put(MINUTES, media_type, bassins=bassins, by=by)[1]
        for media_type, bassins, by in (
            (PDF, ["liege"], account),
            ("text/plain", ["liege"], uuid4()),
            ("text/plain", ["liege", "namur"], uuid4()),
            (PDF, ["namur"], uuid4()),
        )
    ]

    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        kept = connection.execute("select media_type, bassins, stored_by, size from vault.document").fetchall()
    assert new == [True, False, True, False]
    assert kept == [(PDF, ["liege", "namur"], account, len(MINUTES))]


def test_each_instance_has_the_media_type_of_its_own(documents: DocumentStore, database: Database) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())
    documents.put(MINUTES, "text/plain", bassins=["liege", "namur"], by=uuid4())
    documents.put(MINUTES, "image/png", bassins=["namur", "verviers"], by=uuid4())

    found = [documents.find(SHA256, [bassin]) for bassin in ("liege", "namur", "verviers")]

    assert [each and each.media_type for each in found] == [PDF, "text/plain", "image/png"]


def test_a_document_of_an_older_release_keeps_its_media_type(documents: DocumentStore, database: Database) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("update vault.document set media_types = '{}'")
    documents.put(MINUTES, "text/plain", bassins=["liege", "namur"], by=uuid4())

    found = [documents.find(SHA256, [bassin]) for bassin in ("liege", "namur")]

    assert [each and each.media_type for each in found] == [PDF, "text/plain"]


def test_of_several_that_put_the_same_bytes_at_once_one_is_the_first(documents: DocumentStore) -> None:
    ready = Barrier(4)

    def put(_: int) -> bool:
        ready.wait()
        return documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())[1]

    with ThreadPoolExecutor(4) as threads:
        new = list(threads.map(put, range(4)))

    assert sorted(new) == [False, False, False, True]


@pytest.mark.parametrize("sha256", ["0" * 64, SHA256.upper(), "", "\x00", "x" * 64])
def test_what_is_no_document_is_not_found(documents: DocumentStore, sha256: str) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())

    assert (documents.find(sha256, ["liege"]), documents.read(sha256)) == (None, None)


def test_the_bytes_of_a_document_cannot_become_others(documents: DocumentStore, database: Database) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())

    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection, pytest.raises(CheckViolation):
        connection.execute("update vault.document set bytes = 'others'")


def test_an_erased_document_is_not_there_any_more(documents: DocumentStore, database: Database) -> None:
    documents.put(MINUTES, PDF, bassins=["liege"], by=uuid4())

    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("delete from vault.document")

    assert (documents.find(SHA256, ["liege"]), documents.read(SHA256)) == (None, None)
