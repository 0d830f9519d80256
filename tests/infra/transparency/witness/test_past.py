"""A witness that cosigned the log of blocks does not cosign a ledger log that holds something else."""

from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.notes import Checkpoint, Note
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.witness.refusals import PastRefused, PastUnproven, RolledBack, SplitView
from efe_infra.transparency.witness.shown import Shown
from tests.infra.transparency.format_1 import seal_blocks
from tests.infra.transparency.sealing.given import ORIGIN, Ledger
from tests.infra.transparency.witness.conftest import Databases
from tests.infra.transparency.witness.given import Address, Watcher, twin


@pytest.fixture
def blocks(database: Database, tmp_path: Path) -> tuple[Ledger, list[Note]]:
    """A ledger that went on after its blocks."""
    ledger = Ledger(database, tmp_path / "log")
    ledger.write(20)
    notes = seal_blocks(ledger.database, KeyFiles(ledger.home), ORIGIN)
    ledger.write(10)
    ledger.sealer(page_size=50).run()
    return ledger, notes


def remembering(watcher: Watcher, note: Note) -> None:
    assert watcher.memory.cosign(Shown(Checkpoint.parse(note.text), note), after=None)


def exported(log: Ledger, target: Path) -> Path:
    export_bundle(log.database, Bassin.LIEGE, target, lambda *_: None)
    return target


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_bundle_proves_the_past_and_is_asked_for_once(
    address: Address, blocks: tuple[Ledger, list[Note]], watcher: Watcher, tmp_path: Path, kept: int
) -> None:
    log, notes = blocks
    remembering(watcher, notes[kept])
    bundle = exported(log, tmp_path / "liege.zip")
    log.write(3)
    log.sealer(page_size=50).run()

    with address.serving(log) as url:
        with pytest.raises(PastUnproven):
            watcher.of(url, *log.keys).cosign()
        first = watcher.of(url, *log.keys, bundle=bundle).cosign()
        again = watcher.of(url, *log.keys).cosign()

    assert first == again
    assert first.checkpoint.size == 34
    assert watcher.ledger.rows("select origin, size from witness.cosigned order by size") == [
        (ORIGIN, kept + 1),
        (f"{ORIGIN}/ledger", 34),
    ]


def test_a_ledger_log_without_that_past_is_refused(
    address: Address, blocks: tuple[Ledger, list[Note]], watcher: Watcher, databases: Databases, tmp_path: Path
) -> None:
    """By whoever has the key: the ledger log begins anew, as if there had been no blocks."""
    log, notes = blocks
    remembering(watcher, notes[-1])
    other = twin(log, databases.fresh(), events=30)

    with address.serving(other) as url, pytest.raises(PastRefused) as refused:
        watcher.of(url, *log.keys, bundle=exported(other, tmp_path / "liege.zip")).cosign()

    assert refused.value.fault.code == "SINCE_FOREIGN"
    assert watcher.sizes == [3]


def test_blocks_that_were_sealed_anew_are_refused(
    address: Address, blocks: tuple[Ledger, list[Note]], watcher: Watcher, databases: Databases, tmp_path: Path
) -> None:
    log, notes = blocks
    other = Ledger(databases.fresh(), log.home)
    other.write(20)
    seal_blocks(other.database, KeyFiles(log.home), ORIGIN)
    other.sealer(page_size=50).run()
    remembering(watcher, notes[-1])

    with address.serving(other) as url, pytest.raises(PastRefused) as refused:
        watcher.of(url, *log.keys, *other.keys, bundle=exported(other, tmp_path / "liege.zip")).cosign()

    assert refused.value.fault.code == "PAST_REWRITTEN"


def test_a_log_that_is_not_that_of_the_bundle_is_a_split_view(
    address: Address, blocks: tuple[Ledger, list[Note]], watcher: Watcher, databases: Databases, tmp_path: Path
) -> None:
    """The bundle is honest, what is served is another log under the same key."""
    log, notes = blocks
    remembering(watcher, notes[-1])
    bundle = exported(log, tmp_path / "liege.zip")
    same_size, longer = (twin(log, databases.fresh(), events=events) for events in (30, 44))

    for other in (same_size, longer):
        with address.serving(other) as url, pytest.raises(SplitView):
            watcher.of(url, *log.keys, bundle=bundle).cosign()
    with (
        address.serving(twin(log, databases.fresh(), events=9)) as url,
        pytest.raises(RolledBack),
    ):
        watcher.of(url, *log.keys, bundle=bundle).cosign()

    assert watcher.sizes == [3]
    assert len(watcher.splits) == 2
