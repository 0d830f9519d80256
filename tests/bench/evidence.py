"""An Instance's bundle exported and verified, and everything sealed computed again; and the memory that it takes."""

import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.evidence.recount import recount
from efe_infra.transparency.evidence.sealed_history import snapshot
from efe_infra.transparency.evidence.verify import verify_zip
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.ledger_log import read_keys
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.bench.stage import Chronicle, Stage


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Rates are in events a second, of the bundle's or, for the recount, of the ledger's.

    Peaks are what Python holds at most, in another run than the one that is timed.
    """

    events: int
    bundle_bytes_per_event: float
    export_events_per_second: float
    export_peak_mib: float
    verify_events_per_second: float
    verify_peak_mib: float
    recount_events_per_second: float
    recount_peak_mib: float


def measure(stage: Stage, lengths: Sequence[int]) -> Mapping[str, Evidence]:
    """By number of events of the ledger."""
    return {str(length): _of_length(stage, length) for length in lengths}


def _of_length(stage: Stage, length: int) -> Evidence:
    chronicle = Chronicle(stage.fresh())
    chronicle.write(length)
    with TemporaryDirectory() as folder:
        home = Path(folder)
        Sealer(chronicle.database, Signing(KeyFiles(home), "bench.example/efe")).run()
        target, vkey = home / "bundle.zip", vkey_of(chronicle.database)

        def export() -> None:
            export_bundle(chronicle.database, Bassin.LIEGE, target, lambda *_: None, force=True)

        exporting, export_peak = _measured(export)
        verifying, verify_peak = _measured(lambda: verify_zip(target, vkey))
        recounting, recount_peak = _measured(lambda: recounted(chronicle.database))
        events = verify_zip(target, vkey).size
        return Evidence(
            events=events,
            bundle_bytes_per_event=target.stat().st_size / events,
            export_events_per_second=events / exporting,
            export_peak_mib=export_peak,
            verify_events_per_second=events / verifying,
            verify_peak_mib=verify_peak,
            recount_events_per_second=length / recounting,
            recount_peak_mib=recount_peak,
        )


def vkey_of(database: Database) -> str:
    """Returns the verifier key of the last checkpoint."""
    with snapshot(database) as connection:
        return str(read_keys(connection)[-1])


def recounted(database: Database) -> None:
    """The whole log is computed again from the ledger."""
    with snapshot(database) as connection:
        recount(connection, lambda *_: None)


def _measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and the peak in MiB of a second run."""
    started = perf_counter()
    work()
    seconds = perf_counter() - started
    tracemalloc.start()
    try:
        work()
        return seconds, tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
