"""The rows of an Instance from its bundle alone: as the platform serves them, and where they are not, it is told."""

import json
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import psycopg
import pytest

from efe_domain.project.events import PoleJoined, PoleLeft
from efe_domain.shared.bassins import Bassin
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.transparency.evidence import bundle_events
from efe_infra.transparency.evidence.bundle_events import Bundle, BundleUnreadable
from efe_infra.transparency.evidence.digest import TableDigest, digest
from efe_infra.transparency.evidence.replay import (
    Comparison,
    ReplayFailed,
    compare_served,
    refold,
    served_position,
)
from efe_infra.transparency.evidence.rows import Scope, reading
from efe_infra.transparency.evidence.scratch import scratch
from efe_infra.transparency.evidence.verify import Fault
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import Cloning
from tests.infra.replay.bundles import VKEY, parts_of, stored, write_bundle, write_parts
from tests.infra.replay.played import joined_and_left, play, turn
from tests.infra.transparency.evidence.synthetic import YOUNG

OF_PROJECTS = ("project", "project_dossier", "project_content", "project_carrier", "hearing", "verdict")


@pytest.fixture(scope="module")
def served(module_database: Database) -> Database:
    play(module_database)
    return module_database


@pytest.fixture(scope="module")
def elsewhere(cloning: Cloning) -> Iterator[Database]:
    with cloning() as database:
        yield database


@pytest.fixture
def bundle(served: Database, tmp_path: Path) -> Path:
    return write_bundle(tmp_path / "liege.zip", stored(served), Bassin.LIEGE)


@pytest.mark.parametrize("bassin", Bassin)
def test_the_bundle_of_each_instance_gives_again_what_is_served(
    served: Database, elsewhere: Database, tmp_path: Path, bassin: Bassin
) -> None:
    last = len(stored(served))
    turns = joined_and_left(served)
    positions = {0, last // 3, last, *turns, *(position - 1 for position in turns)}
    path = write_bundle(tmp_path / "bundle.zip", stored(served), bassin)

    replayed(path, elsewhere)

    found = {at: compare_served(elsewhere, served, Scope(bassin=bassin, position=at)) for at in positions}
    assert [position for position, each in found.items() if each.tables] == []
    assert found[last].replayed.tables["operator"].rows > 0
    assert found[last].replayed.tables["trail"].rows > 0


def test_who_joins_late_has_all_that_the_project_was(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    joined = turn(served, PoleJoined, Bassin.NAMUR)
    path = write_bundle(tmp_path / "bundle.zip", stored(served), Bassin.NAMUR)

    replayed(path, elsewhere)

    assert project_rows(elsewhere, Bassin.NAMUR, joined - 1) == 0
    assert project_rows(elsewhere, Bassin.NAMUR, joined) > project_rows(elsewhere, Bassin.HUY_WAREMME, joined) == 0


def test_who_left_keeps_what_it_had(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    left, last = turn(served, PoleLeft, Bassin.NAMUR), len(stored(served))

    with reading(served) as connection:
        then, now = (digest(connection, Scope(bassin=Bassin.NAMUR, position=at)) for at in (left, last))

    assert {then.tables[name] for name in OF_PROJECTS} == {now.tables[name] for name in OF_PROJECTS}
    assert project_rows(served, Bassin.LIEGE, last) > project_rows(served, Bassin.NAMUR, last) > 0


def test_a_replay_up_to_a_position_takes_nothing_that_came_later(
    served: Database, elsewhere: Database, bundle: Path
) -> None:
    position = turn(served, PoleLeft, Bassin.NAMUR) - 1

    replayed(bundle, elsewhere, until=position)

    assert compared(elsewhere, served, position).tables == []
    assert compared(elsewhere, served, position + 1).tables != []


def test_an_instant_means_the_same_to_the_bundle_and_to_the_platform(served: Database, bundle: Path) -> None:
    instants = [event.recorded_at for event in stored(served)[::60]]

    with reading(served) as connection, Bundle(bundle, VKEY) as opened:
        for instant in instants:
            theirs, ours = served_position(connection, instant), opened.position_at(instant)
            assert ours <= theirs
            assert rows_at(connection, theirs) == rows_at(connection, ours)


@pytest.mark.parametrize(
    ("damage", "field"),
    [
        ("update read.body set name = 'Autre' where id = %s and to_position is null", "name"),
        ("update read.body set from_position = 2 where id = %s and to_position is null", "from_position"),
        ("update read.body set recorded_at = now() where id = %s and to_position is null", "recorded_at"),
        ("delete from read.body where id = %s", None),
    ],
)
def test_a_row_that_was_tampered_with_is_named(
    served: Database, elsewhere: Database, bundle: Path, damage: str, field: str | None
) -> None:
    replayed(bundle, elsewhere)
    with tampered(served) as owner:
        [(body,)] = owner.execute("select id from read.body where bassin = 'liege' order by id limit 1").fetchall()
        owner.execute(damage, [body])
        owner.commit()
        found = compared(elsewhere, served, len(stored(served)))

    [difference] = found.differences
    assert (difference.table, difference.key, difference.field) == ("body", {"id": str(body)}, field)


def test_a_row_that_no_event_made_is_named(served: Database, elsewhere: Database, bundle: Path) -> None:
    replayed(bundle, elsewhere)
    with tampered(served) as owner:
        owner.execute("""
            insert into read.body
            select (jsonb_populate_record(body, '{"id": "00000000-0000-0000-0000-000000000000"}')).*
            from read.body where bassin = 'liege' limit 1
        """)
        owner.commit()
        found = compared(elsewhere, served, len(stored(served)))

    [difference] = found.differences
    assert (difference.table, difference.field, difference.replayed) == ("body", None, None)
    assert difference.key == {"id": "00000000-0000-0000-0000-000000000000"}


def test_an_event_that_was_tampered_with_is_named(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    """By whoever has the key too, and seals it anew."""
    position, body = next(
        (event.position, json.loads(event.state)["body"])
        for event in stored(served)
        if event.topic == "instance.body-set-up.v1" and b'"liege"' in event.state
    )
    damaged = changed(stored(served), position, "Plénière", "Plenière")

    replayed(write_bundle(tmp_path / "damaged.zip", damaged, Bassin.LIEGE), elsewhere)

    found = {each.table: each for each in compared(elsewhere, served, len(stored(served))).differences}
    assert set(found) == {"body", "recorded_event"}
    assert (found["body"].key, found["body"].field) == ({"id": body}, "name")
    assert (found["body"].replayed, found["body"].served) == ("Plenière", "Plénière")
    assert (found["recorded_event"].key, found["recorded_event"].field) == ({"position": position}, "changes")


def test_an_event_that_cannot_be_replayed_is_named(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    position = next(event.position for event in stored(served)[4:] if b'"liege"' in event.state)
    damaged = changed(stored(served), position, ".v1", ".v9")

    with pytest.raises(ReplayFailed, match=f"position {position} "):
        replayed(write_bundle(tmp_path / "damaged.zip", damaged, Bassin.LIEGE), elsewhere)


def test_an_event_that_no_table_can_hold_is_one_line(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    position = next(
        event.position for event in stored(served) if "Plénière".encode() in event.state and b'"liege"' in event.state
    )
    damaged = changed(stored(served), position, "Plénière", r"\u0000")

    with pytest.raises(ReplayFailed, match="ne se rejouent pas") as refused:
        replayed(write_bundle(tmp_path / "damaged.zip", damaged, Bassin.LIEGE), elsewhere)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        ("events.jsonl", "Plénière", "Plenière", "EVENTS_ALTERED"),
        ("events.jsonl", "Un plateau", "Le plateau", "JOIN_FALSE"),
        ("events.jsonl", '{"originator_id"', '{ "originator_id"', "MALFORMED"),
        ("instance.json", '"size":', '"size":1', "EVENTS_MISSING"),
        ("checkpoint.note", "\n—", "\n-", "MALFORMED"),
    ],
)
def test_what_is_not_proven_is_not_replayed(
    served: Database, elsewhere: Database, tmp_path: Path, part: str, old: str, new: str, code: str
) -> None:
    bundle = write_bundle(tmp_path / "namur.zip", stored(served), Bassin.NAMUR)
    parts = parts_of(bundle)
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    with pytest.raises(Fault) as refused:
        replayed(write_parts(tmp_path / "damaged.zip", parts), elsewhere)

    assert refused.value.code == code


def test_a_bundle_of_another_key_is_not_replayed(elsewhere: Database, bundle: Path) -> None:
    with pytest.raises(Fault, match="clé") as refused:
        Bundle(bundle, YOUNG.vkey)

    assert refused.value.code == "SIGNATURE_MISSING"


def test_a_file_that_is_no_bundle_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"x")

    for path in (tmp_path / "x.zip", tmp_path / "none.zip"):
        with pytest.raises(BundleUnreadable, match="n'est pas un paquet") as refused:
            Bundle(path, VKEY)
        assert "\n" not in str(refused.value)


def test_a_line_without_end_is_refused_in_little_memory(elsewhere: Database, bundle: Path, tmp_path: Path) -> None:
    """A zip of some kilobytes may hold a line of gigabytes."""
    endless = tmp_path / "endless.zip"
    with ZipFile(endless, "w", ZIP_DEFLATED) as file:
        for name, content in parts_of(bundle).items():
            if name != "events.jsonl":
                file.writestr(name, content, ZIP_STORED)
        with file.open("events.jsonl", "w", force_zip64=True) as line:
            for _ in range(16):
                line.write(1_000_000 * b" ")
    tracemalloc.start()

    with pytest.raises(Fault) as refused:
        replayed(endless, elsewhere)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.code == "FILE_TOO_LARGE"
    assert peak < 30_000_000


def test_long_lines_are_not_held_together(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_events, "PAGE_BYTES", 2000)
    with Bundle(bundle, VKEY) as opened:
        pages = list(opened.pages(0))
        whole = [event.position for page in pages for event in page]

    assert max(sum(len(event.state) for event in page) for page in pages if len(page) > 1) <= 2000
    assert whole == sorted(set(whole))
    assert len(whole) == parts_of(bundle)["events.jsonl"].count(b"\n")


def test_a_scratch_database_is_gone_afterwards_unless_it_is_kept(server: Database) -> None:
    with scratch(server) as (name, made), psycopg.connect(made.admin) as connection:
        assert connection.execute("select count(*) from read.trail").fetchall() == [(0,)]
    with scratch(server, keep=True) as (kept, _):
        pass

    with psycopg.connect(server.admin, autocommit=True) as admin:
        left = {each for (each,) in admin.execute("select datname from pg_database").fetchall()}
        admin.execute(f"drop database {kept}")
    assert {name, kept} & left == {kept}


def test_a_digest_does_not_depend_on_the_order_of_columns_nor_of_rows(served: Database) -> None:
    with reading(served) as connection:
        before = rows_at(connection, len(stored(served)))
    with tampered(served) as owner:
        owner.execute("alter table read.body add column moved text")
        owner.execute("update read.body set moved = mission")
        owner.execute("alter table read.body drop column mission")
        owner.execute("alter table read.body rename column moved to mission")
        owner.commit()
        with reading(served) as connection:
            after = rows_at(connection, len(stored(served)))

    assert after == before


def replayed(path: Path, elsewhere: Database, until: int | None = None) -> None:
    with Bundle(path, VKEY) as bundle:
        bundle.until = bundle.last if until is None else until
        refold(bundle, elsewhere)


def compared(elsewhere: Database, served: Database, position: int) -> Comparison:
    return compare_served(elsewhere, served, Scope(bassin=Bassin.LIEGE, position=position))


def rows_at(connection: psycopg.Connection[Any], position: int) -> dict[str, TableDigest]:
    return digest(connection, Scope(bassin=Bassin.LIEGE, position=position)).tables


def project_rows(database: Database, bassin: str, position: int) -> int:
    with reading(database) as connection:
        found = digest(connection, Scope(bassin=bassin, position=position))
    return sum(found.tables[name].rows for name in OF_PROJECTS)


def changed(events: Sequence[LedgerEvent], position: int, old: str, new: str) -> list[LedgerEvent]:
    """One event has another state, or another topic."""
    event = events[position - 1]
    state, topic = event.state.replace(old.encode(), new.encode()), event.topic.replace(old, new)
    assert (state, topic) != (event.state, event.topic)
    return [*events[: position - 1], event._replace(state=state, topic=topic), *events[position:]]


@contextmanager
def tampered(served: Database) -> Iterator[psycopg.Connection[Any]]:
    """As the owner of the read tables; they are made anew afterwards."""
    try:
        with psycopg.connect(served.conninfo(DatabaseRole.PROJECTOR)) as owner:
            yield owner
    finally:
        rebuild(served, PROJECTIONS)
