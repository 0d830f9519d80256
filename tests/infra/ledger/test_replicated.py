"""Acknowledged events are on the standby, also when the commit of the first attempt was cut off in its wait."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from efe_domain.shared.ledger import AlreadyRecorded, AppendOutcomeUnknown, Command
from efe_infra.ledger.pages import LedgerPages
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.connection import connect, settle_session
from efe_infra.postgres.database import DatabaseRole
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.infra.ledger.given import command, event, ledger, until
from tests.infra.ledger.standby import Pair, replicated_pair

PATIENCE = 1.5


@pytest.fixture
def pair() -> Iterator[Pair]:
    with replicated_pair() as pair:
        yield pair


@pytest.fixture
def recorder(pair: Pair) -> Iterator[LedgerRecorder]:
    with closing(LedgerRecorder(pair.primary, timeout_s=PATIENCE)) as recorder:
        recorder.insert_events([event(uuid4())])
        yield recorder


def cut_off(pair: Pair, recorder: LedgerRecorder, asked: Command, *, how: str) -> BaseException | None:
    """The standby is gone; the first attempt waits for it until its connection is ended."""
    pair.stop()
    with ThreadPoolExecutor(1) as pool:
        first: Future[object] = pool.submit(recorder.insert_events, [event(asked.entity)], command=asked)
        until(pair.committing)
        for pid in pair.committing():
            pair.end(pid, how=how)
        return first.exception()


@pytest.mark.parametrize("how", ["terminate", "cancel"])
def test_an_append_whose_wait_was_cut_off_is_of_unknown_outcome(
    pair: Pair, recorder: LedgerRecorder, how: str
) -> None:
    first = cut_off(pair, recorder, command(uuid4()), how=how)

    assert isinstance(first, AppendOutcomeUnknown)
    assert len(ledger(pair.primary)) == 2


@pytest.mark.parametrize("how", ["terminate", "cancel"])
def test_no_repetition_is_acknowledged_before_the_standby_has_it(
    pair: Pair, recorder: LedgerRecorder, how: str
) -> None:
    asked = command(uuid4())
    cut_off(pair, recorder, asked, how=how)

    with pytest.raises(AppendOutcomeUnknown):
        recorder.find_command(asked.id, asked.digest)
    with pytest.raises(OperationalError):
        recorder.insert_events([event(asked.entity)], command=asked)

    pair.take_over()
    assert len(ledger(pair.standby)) == 1


def test_what_was_cut_off_is_acknowledged_once_the_standby_is_back(pair: Pair, recorder: LedgerRecorder) -> None:
    asked = command(uuid4())
    cut_off(pair, recorder, asked, how="terminate")
    pair.start()

    until(lambda: _is_known(recorder, asked))
    with pytest.raises(AlreadyRecorded):
        recorder.insert_events([event(asked.entity)], command=asked)

    pair.stop()
    pair.take_over()
    assert len(ledger(pair.standby)) == 2


def _is_known(recorder: LedgerRecorder, asked: Command) -> bool:
    try:
        return recorder.find_command(asked.id, asked.digest) is not None
    except OperationalError:
        return False


def test_no_projection_sees_what_the_standby_may_not_have(pair: Pair, recorder: LedgerRecorder) -> None:
    cut_off(pair, recorder, command(uuid4()), how="terminate")

    with (
        connect(pair.primary.conninfo(DatabaseRole.PROJECTOR)) as connection,
        LedgerPages(pair.primary, DatabaseRole.PROJECTOR, connection=connection) as pages,
        ThreadPoolExecutor(1) as pool,
    ):
        page = pool.submit(next, iter(pages))
        until(pair.committing)
        with pytest.raises(TimeoutError):
            page.result(PATIENCE)
        pair.start()

        assert len(page.result(30)) == 2


def test_nothing_is_signed_before_the_standby_has_it(pair: Pair, recorder: LedgerRecorder, tmp_path: Path) -> None:
    sealer = Sealer(pair.primary, Signing(KeyFiles(tmp_path)))
    sealer._settle = settle_session(DatabaseRole.PROJECTOR, PATIENCE)
    cut_off(pair, recorder, command(uuid4()), how="terminate")

    for _ in range(2):  # its own commits are cut off in their wait, as those of the ledger were
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(sealer.run)
            until(pair.committing)
            for pid in pair.committing():
                pair.end(pid, how="terminate")
            assert isinstance(running.exception(), psycopg.OperationalError)

    with psycopg.connect(pair.primary.admin) as admin:
        assert admin.execute("select from seal.ledger_checkpoint").fetchall() == []
