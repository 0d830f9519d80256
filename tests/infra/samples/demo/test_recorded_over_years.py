"""The clock of the demonstration: each act is recorded on its day, in an empty ledger only."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest

from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.errors import NotFound
from efe_domain.shared.event import effective_on
from efe_graphql.request.context import day_in_law
from efe_infra.composition import Installation
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import Database
from efe_infra.samples.demo.clock import WRITTEN_FOR, shift_to, shifted
from efe_infra.samples.demo.people import coordinator_of
from efe_infra.samples.demo.play import ACCORD_IN_FORCE, Demonstration
from efe_infra.samples.demo.pole_play import REGISTER_OPENED
from efe_infra.samples.demo.projects import PROJECTS
from efe_infra.samples.empty_ledger import LedgerNotEmpty
from tests.infra.transparency.evidence.given import LEAF
from tests.running import installation

TODAY = date(2025, 7, 15)
"""Day on which it is played here: more than a year before the day for which its days are written."""


@pytest.fixture(scope="module")
def played(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(module_database, tmp_path_factory.mktemp("home")) as running:
        Demonstration(running, TODAY).play()
        yield running


def selected(running: Installation, query: str) -> list[Any]:
    with psycopg.connect(running.database.admin) as connection:
        return connection.execute(query).fetchall()


def head(running: Installation) -> int:
    return running.platform.recorder.max_notification_id() or 0


def test_each_act_is_recorded_on_its_day_over_years_up_to_some_days_before_today(played: Installation) -> None:
    rows = selected(played, "select recorded_at, topic, state from ledger.event order by position")
    days = [recorded_at.date() for recorded_at, *_ in rows]
    acts = [
        (day, effective_on(decode(topic, state)) or day) for day, (_, topic, state) in zip(days, rows, strict=True)
    ]

    opened = shifted(REGISTER_OPENED, shift_to(TODAY))
    assert days[0] == opened
    assert TODAY - timedelta(days=15) < days[-1] < TODAY
    assert all(one < other for (one, *_), (other, *_) in pairwise(rows))
    assert len({(day.year, day.month) for day in days}) > 40
    assert [act for act in acts if len({*act}) > 1] == [(opened, ACCORD_IN_FORCE)] * len(Bassin)


def test_documents_are_deposited_on_the_day_of_their_act(played: Installation) -> None:
    [(first, last)] = selected(played, "select min(deposited_at), max(deposited_at) from vault.deposit")

    opened = datetime.combine(shifted(REGISTER_OPENED, shift_to(TODAY)), datetime.min.time(), UTC)
    assert opened < first < last < datetime.combine(TODAY, datetime.min.time(), UTC)


def test_played_again_on_another_day_it_records_nothing(played: Installation) -> None:
    before = head(played)

    Demonstration(played, WRITTEN_FOR).play()

    assert head(played) == before


def test_its_leaves_are_those_of_the_ledger_and_the_next_act_has_the_clock_of_the_database(
    played: Installation,
) -> None:
    before = head(played)
    actor = str(played.vault.account_for(ISSUER, coordinator_of(Bassin.LIEGE)))
    with in_context(CommandContext(actor=actor, today=day_in_law(datetime.now(UTC)))):
        played.platform.identify_axis(Bassin.LIEGE, axis(AxisKind.METIER, "Soudeur"))
    played.sealer.run()

    [(at,)] = selected(played, f"select recorded_at from ledger.event where position = {before + 1}")
    assert abs(datetime.now(UTC) - at) < timedelta(hours=1)
    assert selected(played, f"select count(*) from ledger.event where leaf <> {LEAF}") == [(0,)]
    assert selected(played, "select max(position) from seal.entry") == [(before + 1,)]


def test_a_ledger_with_another_event_is_left_alone(database: Database, tmp_path: Path) -> None:
    with installation(database, tmp_path) as running:
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            running.platform.establish_instance(Bassin.NAMUR, on=TODAY)

        with pytest.raises(LedgerNotEmpty, match="registre vide"):
            Demonstration(running, TODAY).play()

        assert head(running) == 1


def test_a_fault_within_it_leaves_the_ledger_empty(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("efe_infra.samples.demo.play.PROJECTS", PROJECTS[1:])
    with installation(database, tmp_path) as running:
        with pytest.raises(NotFound):
            Demonstration(running, TODAY).play()

        assert head(running) == 0
