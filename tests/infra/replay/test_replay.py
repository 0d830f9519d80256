"""The rows of an Instance from its bundle alone: as the platform serves them, and where they are not, it is told."""

from pathlib import Path

import psycopg
import pytest

from efe_domain.project.carrier_events import PoleJoined, PoleLeft
from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.bundle_events import Bundle
from efe_infra.transparency.evidence.digest import DigestScope, digest, open_reading
from efe_infra.transparency.evidence.replay import compare_served, served_position
from efe_infra.transparency.evidence.scratch import scratch
from tests.infra.replay.bundles import VKEY, stored, write_bundle
from tests.infra.replay.played import joined_and_left, turn
from tests.infra.replay.replayed import OF_PROJECTS, compared, project_rows, replayed, rows_at, tampered

OF_THE_PROJECT = {Bassin.LIEGE, Bassin.NAMUR, Bassin.HUY_WAREMME}
"""Instances whose rows change when a pôle joins or leaves the project; `test_row_closure` is of the others."""


@pytest.mark.parametrize("bassin", Bassin)
def test_the_bundle_of_each_instance_gives_again_what_is_served(
    served: Database, elsewhere: Database, tmp_path: Path, bassin: Bassin
) -> None:
    last = len(stored(served))
    turns = joined_and_left(served) if bassin in OF_THE_PROJECT else ()
    positions = {0, last // 3, last, *turns, *(position - 1 for position in turns)}
    path = write_bundle(tmp_path / "bundle.zip", stored(served), bassin)

    replayed(path, elsewhere)

    found = {at: compare_served(elsewhere, served, DigestScope(bassin=bassin, position=at)) for at in positions}
    assert [position for position, each in found.items() if each.tables] == []
    assert found[last].replayed.tables["operator"].rows > 0
    assert found[last].replayed.tables["trail"].rows > 0


def test_who_joins_late_has_all_that_the_project_was(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    joined = turn(served, PoleJoined, Bassin.NAMUR)
    path = write_bundle(tmp_path / "bundle.zip", stored(served), Bassin.NAMUR)

    replayed(path, elsewhere)

    before, after = (
        [project_rows(elsewhere, bassin, at) for bassin in (Bassin.NAMUR, Bassin.HUY_WAREMME)]
        for at in (joined - 1, joined)
    )
    assert after[0] - before[0] > 1  # the project, and rows of its past
    assert after[1] == before[1]


def test_who_left_keeps_what_it_had(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    left, last = turn(served, PoleLeft, Bassin.NAMUR), len(stored(served))

    with open_reading(served) as connection:
        then, now = (digest(connection, DigestScope(bassin=Bassin.NAMUR, position=at)) for at in (left, last))

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

    with open_reading(served) as connection, Bundle(bundle, VKEY) as opened:
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
    with open_reading(served) as connection:
        before = rows_at(connection, len(stored(served)))
    with tampered(served) as owner:
        owner.execute("alter table read.body add column moved text")
        owner.execute("update read.body set moved = mission")
        owner.execute("alter table read.body drop column mission")
        owner.execute("alter table read.body rename column moved to mission")
        owner.commit()
        with open_reading(served) as connection:
            after = rows_at(connection, len(stored(served)))

    assert after == before
