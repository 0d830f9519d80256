"""The bundle of an Instance over HTTP: for those who coordinate or audit it, written down, and verified offline."""

import threading
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from zipfile import ZipFile

import anyio
import httpx
import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.http.endpoints.bundles import CHUNK_BYTES, pieces
from efe_infra.transparency.evidence import bundle
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.evidence.verify import verify_zip
from tests.api.documents import code
from tests.api.given import Api, Client, a_composed_pole, a_pole
from tests.api.replays import ledger_key

pytestmark = pytest.mark.platform("module")


def fetch(by: Client, of: str = "liege", method: str = "GET", **query: str | int) -> httpx.Response:
    sent = partial(by.http.client.request, method, f"/preuves/{of}.zip", params=query, headers=by.headers)
    return by.http.portal.call(sent)


@pytest.fixture
def auditor(api: Api, liege: Client) -> Client:
    """All is sealed."""
    a_composed_pole(liege)
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)
    api.installation.sealer.run()
    return auditor


def test_it_is_the_bundle_that_efe_export_writes(api: Api, auditor: Client, tmp_path: Path) -> None:
    response = fetch(auditor)
    written, expected = tmp_path / "given.zip", tmp_path / "expected.zip"
    written.write_bytes(response.content)
    export_bundle(api.installation.database, Bassin.LIEGE, expected, lambda *_: None)

    assert (response.status_code, response.headers["content-type"]) == (200, "application/zip")
    assert response.content == expected.read_bytes()
    assert int(response.headers["content-length"]) == len(response.content)
    assert verify_zip(written, ledger_key(api.installation.database)).size > 10
    assert {"verify.py", "verify.html"} <= set(ZipFile(BytesIO(response.content)).namelist())


def test_it_is_given_to_who_coordinates_or_audits_the_instance(
    api: Api, liege: Client, namur: Client, auditor: Client
) -> None:
    reader = api.granted("reader", Role.READER, Bassin.LIEGE)
    administrator = api.granted("admin", Role.ADMINISTRATOR)

    assert [fetch(by).status_code for by in (liege, auditor)] == [200, 200]
    assert [code(fetch(by)) for by in (namur, reader, administrator)] == [(403, "FORBIDDEN")] * 3
    assert code(fetch(api.visitor)) == (401, "UNAUTHENTICATED")
    assert code(fetch(liege, of="atlantis")) == (422, "BAD_USER_INPUT")


def test_an_auditor_of_one_pole_is_not_given_the_instance(api: Api, liege: Client, auditor: Client) -> None:
    guest = api.client("guest")
    liege.done(
        "grantPoleAccess",
        "instance { id }",
        poleId=a_pole(liege, "Second"),
        role="AUDITOR",
        accountId=f"Account:{api.account('guest')}",
    )

    assert code(fetch(guest)) == (403, "FORBIDDEN")


@pytest.mark.platform("own")
def test_that_it_is_taken_is_written_down(auditor: Client, liege: Client) -> None:
    size = fetch(auditor).headers["content-disposition"].rpartition("-")[2].removesuffix('.zip"')
    fetch(liege)

    journal = liege.ask("{ accessJournal(bassin: LIEGE) { edges { node { field arguments account { id } } } } }")
    noted = [edge["node"] for edge in journal["accessJournal"]["edges"]]
    assert [each["field"] for each in noted] == ["GET /preuves"] * 2
    assert noted[0]["arguments"] == {"at": int(size) - 1}
    assert noted[0]["account"] != noted[1]["account"]


def test_nothing_is_given_that_is_not_written_down(api: Api, auditor: Client) -> None:
    with psycopg.connect(api.installation.database.admin, autocommit=True) as admin:
        admin.execute("alter table journal.reading rename to away")
        try:
            assert fetch(auditor).status_code >= 500
        finally:
            admin.execute("alter table journal.away rename to reading")

    assert fetch(auditor).status_code == 200


def test_since_a_kept_checkpoint_nothing_may_be_new(api: Api, liege: Client, auditor: Client) -> None:
    checkpoint = api.installation.proofs.ledger_checkpoint()
    assert checkpoint
    unchanged = fetch(auditor, since=checkpoint.size)
    a_pole(liege, "Second")
    api.installation.sealer.run()

    assert (unchanged.status_code, unchanged.content) == (204, b"")
    assert fetch(auditor, since=checkpoint.size).status_code == 200
    assert code(fetch(auditor, since="x")) == (422, "BAD_USER_INPUT")


@pytest.mark.platform("own")
def test_before_the_first_checkpoint_there_is_none(liege: Client) -> None:
    assert code(fetch(liege)) == (404, "NOT_FOUND")


@pytest.mark.platform("own")
def test_its_head_writes_no_bundle_and_no_line(auditor: Client, liege: Client) -> None:
    response = fetch(auditor, method="HEAD")

    assert (response.status_code, response.content) == (200, b"")
    assert "attachment" in response.headers["content-disposition"]
    assert liege.ask("{ accessJournal(bassin: LIEGE) { totalCount } }")["accessJournal"]["totalCount"] == 0


def test_one_is_written_at_a_time(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, put = threading.Event(), threading.Event(), bundle._BundleWriter.write
    answers: list[int] = []

    def slow(self: object, tell: object) -> object:
        begun.set()
        assert go.wait(30)
        return put(self, tell)  # type: ignore[arg-type]

    monkeypatch.setattr(bundle._BundleWriter, "write", slow)
    first = threading.Thread(target=lambda: answers.append(fetch(auditor).status_code))
    first.start()
    assert begun.wait(30)
    second = fetch(auditor)
    go.set()
    first.join()

    assert (second.status_code, second.headers["retry-after"]) == (429, "10")
    assert answers == [200]
    assert fetch(auditor).status_code == 200


def test_it_is_read_piece_by_piece_and_its_file_is_gone() -> None:
    file = TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
    file.truncate(20 * CHUNK_BYTES + 1)

    async def lengths() -> list[int]:
        return [len(piece) async for piece in pieces(file)]

    assert anyio.run(lengths) == [*20 * [CHUNK_BYTES], 1]
    assert file.closed
