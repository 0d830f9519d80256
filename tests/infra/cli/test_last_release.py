"""Release 0.9.0 and this one, as real processes on a database that 0.9.0 made: the documents of both."""

from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.generation import GENERATION
from tests.contract.earlier_releases import BY_0_9
from tests.contract.release import NoRelease, release_of
from tests.infra.backup.conftest import created
from tests.infra.cli.given import is_ready, is_superseded
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import environment
from tests.infra.cli.versions import ROOT, ROOTS, Server, Version
from tests.infra.ledger.given import until

MINUTES = b"%PDF-1.7 Minutes of release 0.9.0"
PURGED = b"Purged by release 0.9.0"
NOTES = b"Notes of release 0.9.0"
PURGE = """
    mutation ($input: PurgeDocumentInput!) { purgeDocument(input: $input) { userErrors { code message } } }
"""
FOUND = '{ search(text: "soudure") { edges { node { title } } } operators(first: 1) { totalCount } }'
SERVICES = "{ serviceAccounts { serviceName } }"


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def get(server: Server, content: bytes, token: str) -> httpx.Response:
    address = server.url.replace("/graphql", f"/documents/{digest(content)}")
    return httpx.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=60)


def put(server: Server, content: bytes, token: str, *, name: str = "") -> int:
    named = {"Content-Disposition": f"attachment; filename={name}"} if name else {}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain", **named}
    return httpx.put(server.url.replace("/graphql", "/documents"), content=content, headers=headers).status_code


def purge(server: Server, content: bytes, token: str) -> list[dict[str, str]]:
    asked = {"bassin": "LIEGE", "sha256": digest(content), "reason": "Erreur de dépôt."}
    errors: list[dict[str, str]] = server.ask(PURGE, token, input=asked)[1]["data"]["purgeDocument"]["userErrors"]
    return errors


@pytest.fixture
def empty(server: Database) -> Iterator[Database]:
    with created(server) as database:
        yield database


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """The sources of the release that made the backup. A clone without its history has none."""
    try:
        release = release_of(ROOT, "0.9.0")
    except NoRelease as reason:
        pytest.skip(str(reason))
    for root in ROOTS:
        release.unpack(root, tmp_path / "last" / root)
    return tmp_path / "last"


def test_documents_of_both_releases_are_read_and_purged_during_a_roll_out(
    empty: Database, last: Path, tmp_path: Path
) -> None:
    env = environment(BY_0_9.home(tmp_path), empty)
    before, now = Version(last, env), Version(ROOT, env)
    restored = before.efe("restore", str(BY_0_9.backup))
    token, administrator = (
        before.efe("token", each).stdout.split()[-1] for each in ("coordination-liege", "administration")
    )
    with ExitStack() as stack:
        old = stack.enter_context(before.serving())
        until(lambda: is_ready(old))
        new = stack.enter_context(now.serving())
        until(lambda: is_ready(new))
        until(lambda: old.ready()["tables"]["stored"] == GENERATION)
        names = [get(new, each, token).headers["content-disposition"] for each in (MINUTES, NOTES)]
        purged = get(new, PURGED, token).status_code
        deposited = [put(new, b"Of the new process", token, name="a.txt"), put(new, NOTES, token, name="b.txt")]
        named = get(new, NOTES, token).headers["content-disposition"]
        by_old = [get(old, each, token).status_code for each in (MINUTES, NOTES, b"Of the new process")]
        found, services = new.ask(FOUND, token), new.ask(SERVICES, administrator)
        done = purge(old, NOTES, token)
        until(lambda: get(new, NOTES, token).status_code == 410)
        stays = get(new, b"Of the new process", token).status_code
        precedence, superseded = old.ready()["tables"]["precedence"], is_superseded(old)
    replayed = here("replay", "--live", env=env)

    assert restored.returncode == 0, restored.stderr
    assert names == ['attachment; filename="minutes.pdf"', 'attachment; filename="notes.txt"']
    assert (purged, deposited, named) == (410, [201, 200], 'attachment; filename="b.txt"')
    assert by_old == [200, 200, 200]
    assert found[1]["data"]["search"]["edges"], found
    assert services[1]["data"]["serviceAccounts"] == [{"serviceName": "Échanges du Forem"}]
    assert (done, stays) == ([], 200)
    assert precedence in {"older", "current"}  # current if both releases have the same read tables
    assert superseded == (precedence == "older")
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
