"""One installation with a short, a long and a very long history: which of its figures stay the same."""

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import msgspec
import psycopg

from efe_domain.platform import Platform
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.ledger_source import LedgerSource
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.session import open_session
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.evidence.verify import verify_zip
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.proofs import ProofStore
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from efe_projections.catalogue import PROJECTIONS
from tests.bench import reads, writes
from tests.bench.alone import Alone, alone
from tests.bench.evidence import recounted, vkey_of
from tests.bench.figures import rounded
from tests.bench.reads_queries import BASSIN
from tests.bench.report import Tell
from tests.bench.seal import Proving, proving
from tests.bench.stage import Stage

ORIGIN = "bench.example/efe"
PARTS = 10
ONE_MORE = 20


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """`writing` has the lengths of the histories, the shortest first; each is read as `reading` says."""

    writing: writes.Writing
    reading: reads.Reading


FULL = Scale(
    writing=writes.Writing(
        events=(100_000, 1_000_000, 10_000_000), rounds=5, chapter=10_000, commands=100, burst=0.5
    ),
    reading=reads.Reading(events=(), rounds=5, seconds=1.0),
)
QUICK = Scale(
    writing=writes.Writing(events=(10_000, 100_000), rounds=3, chapter=4_000, commands=50, burst=0.3),
    reading=reads.Reading(events=(), rounds=3, seconds=1.0),
)


class Mark(NamedTuple):
    """So many events were folded after so many seconds."""

    events: int
    seconds: float


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """Something done once over a whole history, in a process of its own."""

    events_per_second: float
    peak_mib: float


class Grown(msgspec.Struct, frozen=True, kw_only=True):
    """`slices` are the rates of a rebuild over each tenth of the history; the last part indexes and is not in them.

    `indexing_seconds` is that part. Disk is in bytes an event, with its indexes.
    """

    simulate: Work
    rebuild: Work
    slices: Sequence[float]
    indexing_seconds: float
    ledger_bytes: float
    read_model_bytes: float
    read_tables_bytes: Mapping[str, float]


class Proven(msgspec.Struct, frozen=True, kw_only=True):
    """Proof of one Instance with `own_events`; rates are in positions of the ledger a second."""

    seal: Work
    one_more_ms: float
    inclusion: Proving
    own_events: int
    bundle_bytes: int
    export: Work
    verify: Work
    recount: Work
    log_bytes: float


def report(server: Database, home: Path, scale: Scale, tell: Tell) -> Any:
    """Ready for JSON. Whatever lasts seconds is measured once for a history, the rest in turns between histories."""
    writing = scale.writing
    with Stage(server) as stage:
        databases: list[Database] = []
        lengths: dict[str, Any] = {}
        for events in writing.events:
            database = stage.fresh()
            grew = grown(database, events, writing, tell)
            proven = proved(database, home / str(events), tell)
            databases.append(database)
            lengths[str(events)] = {"grown": grew, "proven": proven}
            said(lengths[str(events)])
        written = writes.followed(databases, writing, tell)
        said(written)
        for events, database in zip(writing.events, databases, strict=True):
            lengths[str(events)] |= msgspec.structs.asdict(reads.measured(database, events, scale.reading, tell))
            said(lengths[str(events)]["reads"])
        written |= writes.appends(databases, writing, tell)
        figures = {"machine": stage.machine(), "scale": scale, "lengths": lengths, "in_turns": written}
        return rounded(msgspec.to_builtins(figures))


def said(figures: Any) -> None:
    """On standard error, as soon as they are there: an hour is long."""
    sys.stderr.write(f"{json.dumps(rounded(msgspec.to_builtins(figures)))}\n")
    sys.stderr.flush()


def grown(database: Database, events: int, writing: writes.Writing, tell: Tell) -> Grown:
    """The read tables have so many events; the ledger has more, for what is written afterwards."""
    total = events + writes.spare(writing)
    tell(f"a history of {events:,} events")
    simulated = alone(_simulated, database, total)
    tell(f"read tables of {events:,} events")
    rebuilt = alone(_rebuilt, database, events)
    marks = [Mark(0, 0.0), *rebuilt.result]
    tables = _bytes(database, "read")
    return Grown(
        simulate=_work(simulated, total),
        rebuild=_work(rebuilt, events),
        slices=[(to.events - since.events) / (to.seconds - since.seconds) for since, to in pairwise(marks)],
        indexing_seconds=rebuilt.seconds - marks[-1].seconds,
        ledger_bytes=sum(_bytes(database, "ledger").values()) / total,
        read_model_bytes=sum(tables.values()) / events,
        read_tables_bytes={name: size / events for name, size in list(tables.items())[:8]},
    )


def proved(database: Database, home: Path, tell: Tell) -> Proven:
    """The whole ledger is sealed, exported, verified and counted again."""
    home.mkdir()
    tell("seal")
    sealed = alone(_sealed, database, home)
    size = sealed.result
    with ProofStore(database) as proofs, Platform(env=ledger_env(database)) as platform:
        more = [_one_more(platform, _sealer(database, home)) for _ in range(ONE_MORE)]
        inclusion = proving(proofs, size)
    tell("export")
    exported = alone(_exported, database, home / "bundle.zip")
    tell("verify")
    verified = alone(_verified, home / "bundle.zip", exported.result)
    tell("recount")
    counted = alone(recounted, database)
    return Proven(
        seal=_work(sealed, size),
        one_more_ms=1000 * median(more),
        inclusion=inclusion,
        own_events=verified.result,
        bundle_bytes=(home / "bundle.zip").stat().st_size,
        export=_work(exported, size),
        verify=_work(verified, size),
        recount=_work(counted, size),
        log_bytes=sum(_bytes(database, "seal").values()) / size,
    )


def _work(done: Alone[Any], events: int) -> Work:
    return Work(events_per_second=events / done.seconds, peak_mib=done.peak_mib)


def _simulated(database: Database, events: int) -> None:
    simulate(database, events, SEED)


def _rebuilt(database: Database, events: int) -> list[Mark]:
    """One for each tenth, where a page is no longer than that."""
    started = perf_counter()
    marks: list[Mark] = []

    def progress(done: int, _head: int) -> None:
        if done >= events * (len(marks) + 1) / PARTS:
            marks.append(Mark(done, perf_counter() - started))

    with open_session(database, DatabaseRole.PROJECTOR, "efe-bench") as reading:
        rebuild(database, PROJECTIONS, progress, LedgerSource(reading, until=events))
    return marks


def _sealer(database: Database, home: Path) -> Sealer:
    return Sealer(database, Signing(KeyFiles(home), ORIGIN))


def _sealed(database: Database, home: Path) -> int:
    return _sealer(database, home).run().events


def _one_more(platform: Platform, sealer: Sealer) -> float:
    """Seconds that a run takes for one new event."""
    writes.identified(platform)
    started = perf_counter()
    sealer.run()
    return perf_counter() - started


def _exported(database: Database, target: Path) -> str:
    """The key with which the bundle is verified."""
    export_bundle(database, BASSIN, target, lambda *_: None)
    return vkey_of(database)


def _verified(bundle: Path, vkey: str) -> int:
    """Events of its own."""
    return verify_zip(bundle, vkey).size


def _bytes(database: Database, schema: str) -> dict[str, int]:
    """Returns the size of each table with its indexes, the largest first."""
    with psycopg.connect(database.admin) as connection:
        return dict(
            connection.execute(
                """
                select relname, pg_total_relation_size(oid) from pg_class
                where relnamespace = %s::regnamespace and relkind = 'r' order by 2 desc
                """,
                [schema],
            ).fetchall()
        )
