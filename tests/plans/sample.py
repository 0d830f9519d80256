"""Values for the parameters of reads: existing ids, taken from the read tables, by the name of a parameter."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
import psycopg
from psycopg.rows import dict_row

from efe_domain.law.rules import Rule
from efe_domain.shared.axis import Axis, AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import REGISTER, instance_id
from efe_infra.read_model.tables.position import READ_MODEL
from efe_infra.samples.simulation.history import RECORDED
from efe_projections.analysis.rows import AnalysisRow
from efe_projections.barometer.reads import BarometerDays
from efe_projections.engine.projection import Key
from efe_projections.engine.row import ReadTable
from efe_projections.pole.rows import PoleRow

type Values = Mapping[str, Any]

BASSIN: Final = Bassin.LIEGE
KEYS: Final = 20

_FOUND = """
    select
        (select pole from read.project_concern where bassin = %(bassin)s and to_position is null
            group by 1 order by count(*) desc, 1 limit 1) as pole,
        (select project from read.project_concern where bassin = %(bassin)s and to_position is null
            order by 1 limit 1) as project,
        (select id from read.operator where to_position is null order by 1 limit 1) as operator,
        (select account from read.access_grant where %(bassin)s = any(bassins) order by 1 limit 1) as account,
        (select representative from read.membership where %(bassin)s = any(bassins) and representative is not null
            order by 1 limit 1) as representative,
        (select person from read.mandate order by 1 limit 1) as person,
        (select id from read.body where bassin = %(bassin)s order by from_position desc limit 1) as body,
        (select id from read.instance where bassin = %(bassin)s limit 1) as instance,
        (select theme from read.theme_citation order by 1 limit 1) as theme,
        (select id from read.theme_list order by 1 limit 1) as themes,
        (select id from read.analysis order by 1 limit 1) as analysis,
        (select id from read.funding_call order by 1 limit 1) as call,
        (select id from read.zone order by 1 limit 1) as zone,
        (select id from read.decision where bassin = %(bassin)s order by 1 limit 1) as decision,
        (select id from read.meeting where pole is not null and to_position is null order by 1 limit 1) as meeting,
        (select id from read.opinion where bassin = %(bassin)s and to_position is null order by 1 limit 1) as opinion,
        (select id from read.invitation order by 1 limit 1) as invitation,
        (select id from read.purged_document order by 1 limit 1) as document,
        (select actor from read.recorded_event where bassins = array[%(bassin)s] order by position limit 1) as actor,
        (select max(position) from read.recorded_event) as position,
        (select max(recorded_at) from read.recorded_event) as recorded_at
"""

_DAY = RECORDED - timedelta(days=400)

_SAID: Final[Values] = {
    "bassin": BASSIN,
    "outside": BASSIN,
    "bassins": (BASSIN,),
    "day": _DAY,
    "today": _DAY,
    "within": timedelta(days=180),
    "days": BarometerDays(_DAY, _DAY + timedelta(days=364)),
    "former": BarometerDays(_DAY - timedelta(days=365), _DAY - timedelta(days=1)),
    "since": _DAY,
    "until": _DAY + timedelta(days=30),
    "recorded_from": datetime.combine(RECORDED, time(), UTC),
    "recorded_until": datetime.combine(RECORDED, time(), UTC),
    "late_on": RECORDED,
    "remindable_on": RECORDED,
    "overdue_on": RECORDED,
    "open_on": RECORDED,
    "closing_from": RECORDED,
    "withdrawn": False,
    "in_force_on": RECORDED,
    "axis": Axis(kind=AxisKind.METIER, label="Soudeur"),
    "axis_key": "metier:soudeur",
    "search": "soudeur",
    "name_prefix": "operateur",
    "rule": Rule.PS_3ANS,
    "kinds": ("pole.created.v1", "pole.dissolved.v1"),
    "register": REGISTER,
    "sha256": 64 * "0",
    "coordinated": [],
    "version": 1,
}


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """`values` are by the name of a parameter, `batches` the keys that the reads of that name are asked for."""

    position: int
    values: Values
    batches: Mapping[str, Sequence[Key]]
    keys: Callable[[ReadTable, Sequence[str]], Sequence[Key]]


def sample(connection: psycopg.Connection[Any]) -> Sample:
    """The connection sees every row."""
    [found] = connection.cursor(row_factory=dict_row).execute(_FOUND, {"bassin": BASSIN}).fetchall()
    if missing := [name for name, value in found.items() if value is None]:
        raise LookupError(f"Nothing to ask about: {', '.join(missing)}")
    accounts = [found["account"], UUID(found["actor"])]
    instances = [instance_id(each) for each in Bassin]

    def keys(table: ReadTable, columns: Sequence[str]) -> Sequence[Key]:
        rows = connection.execute(_keys(table, columns), {"limit": KEYS, "bassin": BASSIN}).fetchall()
        return rows or [tuple(uuid4() for _ in columns)]

    def on_days(table: ReadTable) -> Sequence[Key]:
        return [(each, _DAY) for (each,) in keys(table, ("id",))]

    return Sample(
        position=found["position"],
        values={
            **_SAID,
            **found,
            "subject": found["project"],
            "accounts": accounts,
            "instances": instances,
            "keepers": instances,
            "before": found["position"] // 2,
            "most": 1,
            "persons": [found["representative"]],
            "model": READ_MODEL,
        },
        batches={
            "pole.STANDINGS": on_days(PoleRow.TABLE),
            "meeting.REGULARITY": on_days(PoleRow.TABLE),
            "analysis.CROSSINGS": keys(AnalysisRow.TABLE, ("id",)),
            "themes.LISTS_BY_ANALYSIS": keys(AnalysisRow.TABLE, ("id",)),
        },
        keys=keys,
    )


def _keys(table: ReadTable, columns: Sequence[str]) -> str:
    names = ", ".join(columns)
    there = " and ".join(f"{name} is not null" for name in columns)
    seen = "bassin <> %(bassin)s, " if "bassin" in columns else ""  # the coordinator sees those of the Instance
    return f"""
        select {names} from read.{table.name} where {there} {"" if table.append_only else "and to_position is null"}
        group by {names} order by {seen}{names} limit %(limit)s
    """
