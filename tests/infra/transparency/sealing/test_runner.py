"""Sealing beside the other work of a process."""

import pytest

from efe_infra.transparency.sealing.log_head import seal_lag
from efe_infra.transparency.sealing.runner import SealRunner
from tests.infra.ledger.given import until
from tests.infra.process.killing import kill
from tests.infra.transparency.sealing.given import Ledger


def test_it_seals_what_comes_until_it_is_stopped(ledger: Ledger) -> None:
    with SealRunner(ledger.sealer(), every=0.01):
        for _ in range(3):
            ledger.write(10)
            until(lambda: seal_lag(ledger.database).lag == 0)

    ledger.check_sealed()
    ledger.write(1)
    assert seal_lag(ledger.database).lag == 1


def test_two_runners_seal_everything_once(ledger: Ledger) -> None:
    with SealRunner(ledger.sealer(), every=0.01), SealRunner(ledger.sealer(), every=0.01):
        for _ in range(5):
            ledger.write(20)
        until(lambda: seal_lag(ledger.database).lag == 0)

    ledger.check_sealed()


@pytest.mark.parametrize("fault", [KeyError, SystemExit])
def test_whatever_ends_it_it_seals_again(ledger: Ledger, fault: type[BaseException]) -> None:
    with SealRunner(ledger.sealer(), every=0.01) as runner:
        kill("seal", fault)
        until(lambda: runner.worker.restarts)
        ledger.write(10)
        until(lambda: seal_lag(ledger.database).lag == 0)

    ledger.check_sealed()


def test_it_leaves_between_two_pages_of_a_long_way(ledger: Ledger) -> None:
    ledger.write(2000)

    with SealRunner(ledger.sealer(page_size=1)):
        until(lambda: ledger.seal_rows()["ledger_checkpoint"] > 0)

    assert 0 < ledger.seal_rows()["ledger_checkpoint"] < 2000
    assert ledger.seal_rows()["entry"] == ledger.seal_rows()["ledger_checkpoint"]


def test_a_refusal_is_told_and_does_not_end_the_process(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    ledger.write(5)
    ledger.sealer().run()
    [file] = (ledger.home / "keys").iterdir()
    file.unlink()
    ledger.write(5)

    with SealRunner(ledger.sealer()):
        until(lambda: file.name in caplog.text)

    assert ledger.seal_rows()["ledger_checkpoint"] == 1


def test_what_is_not_sealed_has_an_age(ledger: Ledger) -> None:
    assert (seal_lag(ledger.database).lag, seal_lag(ledger.database).lag_seconds) == (0, 0.0)

    ledger.write(10)

    younger, older = seal_lag(ledger.database), seal_lag(ledger.database)
    assert younger.lag == 10
    assert 0 < younger.lag_seconds < older.lag_seconds
    ledger.sealer().run()
    assert (seal_lag(ledger.database).lag, seal_lag(ledger.database).lag_seconds) == (0, 0.0)
