"""The rows of an Instance from its bundle alone: as the platform serves them, and where they are not, it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from efe_domain.project.events import PoleJoined, PoleLeft
from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
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
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import Cloning
from tests.infra.replay.bundles import parts_of, stored, write_bundle, write_parts
from tests.infra.replay.played import joined_and_left, play, turn

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

    with reading(served) as connection, Bundle(bundle) as opened:
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


def test_an_event_that_was_tampered_with_is_named(
    served: Database, elsewhere: Database, bundle: Path, tmp_path: Path
) -> None:
    parts = parts_of(bundle)
    position, body = next(
        (event.position, json.loads(event.state)["body"])
        for event in stored(served)
        if event.topic == "instance.body-set-up.v1" and b'"liege"' in event.state
    )
    parts["events.jsonl"] = damaged(parts["events.jsonl"], position, "Plénière", "Plenière")

    replayed(write_parts(tmp_path / "damaged.zip", parts), elsewhere)

    found = {each.table: each for each in compared(elsewhere, served, len(stored(served))).differences}
    assert set(found) == {"body", "deed"}
    assert (found["body"].key, found["body"].field) == ({"id": body}, "name")
    assert (found["body"].replayed, found["body"].served) == ("Plenière", "Plénière")
    assert (found["deed"].key, found["deed"].field) == ({"position": position}, "changes")


def test_an_event_that_cannot_be_replayed_is_named(elsewhere: Database, bundle: Path, tmp_path: Path) -> None:
    parts = parts_of(bundle)
    position = json.loads(parts["events.jsonl"].splitlines()[4])["position"]
    parts["events.jsonl"] = damaged(parts["events.jsonl"], position, ".v1", ".v9")

    with pytest.raises(ReplayFailed, match=f"position {position} "):
        replayed(write_parts(tmp_path / "damaged.zip", parts), elsewhere)


def test_an_event_that_no_table_can_hold_is_one_line(elsewhere: Database, bundle: Path, tmp_path: Path) -> None:
    parts = parts_of(bundle)
    parts["events.jsonl"] = parts["events.jsonl"].replace("Plénière".encode(), rb"\u0000", 1)

    with pytest.raises(ReplayFailed, match="ne se rejouent pas") as refused:
        replayed(write_parts(tmp_path / "damaged.zip", parts), elsewhere)
    assert "\n" not in str(refused.value)


def test_an_annex_that_says_otherwise_than_the_events_is_refused(
    elsewhere: Database, bundle: Path, tmp_path: Path
) -> None:
    parts = parts_of(bundle)
    annex = next(name for name in parts if name.startswith("annex/"))
    parts[annex] = parts[annex].replace(b"Un plateau", b"Le plateau", 1)

    with pytest.raises(BundleUnreadable, match="deux événements"):
        replayed(write_parts(tmp_path / "damaged.zip", parts), elsewhere)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("events.jsonl", b"{}\n"),
        ("events.jsonl", b"not JSON\n"),
        ("header.json", b"{}"),
        ("instance.json", b"[]"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    elsewhere: Database, bundle: Path, tmp_path: Path, part: str, content: bytes
) -> None:
    damaged = write_parts(tmp_path / "damaged.zip", {**parts_of(bundle), part: content})

    with pytest.raises(BundleUnreadable, match=part) as refused:
        replayed(damaged, elsewhere)
    assert "\n" not in str(refused.value)


def test_a_bundle_whose_bytes_are_damaged_is_one_line(elsewhere: Database, bundle: Path) -> None:
    content = bytearray(bundle.read_bytes())
    content[content.index(b'"position"')] ^= 1
    bundle.write_bytes(content)

    with pytest.raises(BundleUnreadable, match="illisible"):
        replayed(bundle, elsewhere)


def test_the_order_of_events_in_a_bundle_is_checked(elsewhere: Database, bundle: Path, tmp_path: Path) -> None:
    parts = parts_of(bundle)
    lines = parts["events.jsonl"].splitlines(keepends=True)
    parts["events.jsonl"] = b"".join([lines[1], lines[0], *lines[2:]])

    with pytest.raises(BundleUnreadable, match="ligne 2"):
        replayed(write_parts(tmp_path / "damaged.zip", parts), elsewhere)


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
    with Bundle(path) as bundle:
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


def damaged(events: bytes, position: int, old: str, new: str) -> bytes:
    lines = [
        line.replace(old.encode(), new.encode()) if json.loads(line)["position"] == position else line
        for line in events.splitlines(keepends=True)
    ]
    return b"".join(lines)


@contextmanager
def tampered(served: Database) -> Iterator[psycopg.Connection[Any]]:
    """As the owner of the read tables; they are made anew afterwards."""
    try:
        with psycopg.connect(served.conninfo(DatabaseRole.PROJECTOR)) as owner:
            yield owner
    finally:
        rebuild(served, PROJECTIONS)
