"""A sealer that dies anywhere leaves nothing half done that the next run does not make good."""

import psycopg
import pytest

from efe_domain.transparency.notes import VerifierKey
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.infra.transparency.sealing.given import ORIGIN, SEAL_TABLES, Ledger, failing_at

DEATHS = [(f"seal.{table}", deferred) for table in SEAL_TABLES for deferred in (False, True)]


class DyingSigner(KeyFiles):
    """Key files of a process that dies when it comes to sign."""

    def signer(self, key: VerifierKey) -> "DyingSigner":
        super().signer(key)
        return self

    def sign(self, message: bytes, /) -> bytes:
        raise KeyboardInterrupt(message)


@pytest.mark.parametrize(("table", "deferred"), DEATHS)
def test_a_death_at_any_write_or_commit_is_made_good(ledger: Ledger, table: str, *, deferred: bool) -> None:
    ledger.write(600)

    with failing_at(ledger, table, deferred=deferred), pytest.raises(psycopg.errors.RaiseException):
        ledger.sealer(page_size=300).run()
    ledger.sealer(page_size=300).run()

    ledger.check_sealed()
    assert ledger.seal_rows()["ledger_checkpoint"] == 2


@pytest.mark.parametrize("table", ["seal.entry", "seal.subtree"])
def test_a_page_is_written_whole_or_not_at_all(ledger: Ledger, table: str) -> None:
    ledger.write(600)

    with failing_at(ledger, table), pytest.raises(psycopg.errors.RaiseException):
        ledger.sealer(page_size=600).run()

    assert {**ledger.seal_rows(), "ledger_key": 0} == dict.fromkeys(SEAL_TABLES, 0)


@pytest.mark.parametrize("deferred", [False, True])
def test_entries_without_a_checkpoint_are_signed_by_the_next_run(ledger: Ledger, *, deferred: bool) -> None:
    ledger.write(5)

    with (
        failing_at(ledger, "seal.ledger_checkpoint", deferred=deferred),
        pytest.raises(psycopg.errors.RaiseException),
    ):
        ledger.sealer().run()
    before = ledger.seal_rows()
    done = ledger.sealer().run()

    assert (before["entry"], before["ledger_checkpoint"]) == (5, 0)
    assert done.events == 0
    assert done.checkpoint is not None
    ledger.check_sealed()


def test_a_process_that_dies_while_signing_has_sealed_but_not_signed(ledger: Ledger) -> None:
    ledger.write(5)
    dying = Sealer(ledger.database, Signing(DyingSigner(ledger.home), ORIGIN))

    with pytest.raises(KeyboardInterrupt):
        dying.run()

    assert (ledger.seal_rows()["entry"], ledger.seal_rows()["ledger_checkpoint"]) == (5, 0)
    ledger.sealer().run()
    ledger.check_sealed()


def test_a_process_that_dies_after_a_checkpoint_goes_on_from_there(ledger: Ledger) -> None:
    ledger.write(20)

    def dying(position: int, head: int) -> None:
        if position == 14:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.sealer().run(dying)
    assert (ledger.seal_rows()["entry"], ledger.seal_rows()["ledger_checkpoint"]) == (14, 2)
    done = ledger.sealer().run()

    assert done.events == 6
    ledger.check_sealed()
