"""Queries of the bench of reads, each with the one SQL statement that gives the same answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_projections.engine.query import alive, viewing
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.reads import state_on

BASSIN = Bassin.LIEGE

DASHBOARD = """
    query Tableau($bassin: Bassin!, $day: Date!, $asOf: AsOf) {
        instance(bassin: $bassin, asOf: $asOf) {
            name
            poles(first: 20) { edges { node {
                id name state createdOn termEnds illustrative
                dossier { memberships(inForceOn: $day) { operator { name } college since } }
            } } }
        }
    }
"""
TRAIL = """
    query Piste($bassin: Bassin!, $asOf: AsOf) {
        auditTrail(bassin: $bassin, first: 100, asOf: $asOf) { edges { node {
            seq position recordedAt kind effectiveOn version
            changes { table key field before after }
        } } }
    }
"""
BOARD = """
    query Projets($bassin: Bassin!, $asOf: AsOf) {
        projects(filter: { bassin: $bassin, joint: true }, first: 20, asOf: $asOf) { edges { node {
            id title outcome bassins
            dossier { state lead { name } board { bassin submittedNumber verdict verdictOn } }
        } } }
    }
"""
TYPENAME = "{ __typename }"


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """`sql` gives the whole body, as bytes. `parsed` is whether the bare route is sent the same, and parses it."""

    name: str
    query: str
    variables: Mapping[str, Any]
    sql: str
    params: Mapping[str, Any]
    parsed: bool = False

    @property
    def body(self) -> bytes:
        return msgspec.json.encode({"query": self.query, "variables": self.variables})


def reads(*, reached: int, today: date) -> list[Read]:
    """As of now, which is the position `reached`, and as of the middle of the history."""
    [typename, *now] = _reads(reached, "", today)
    return [*now, *(each for each in _reads(reached // 2, "then_", today)[1:]), typename]


def _reads(at: int, prefix: str, today: date) -> list[Read]:
    variables = {"bassin": BASSIN.name, "asOf": {"position": str(at)} if prefix else None}
    day = {"day": today.isoformat()}
    params = {
        "at": at,
        "mark": f"@{at}" if prefix else "",
        "bassin": BASSIN,
        "day": today,
        **viewing(Viewer(bassins=ALL_BASSINS)),
    }
    asked: tuple[tuple[str, str, dict[str, Any], str], ...] = (
        ("typename", TYPENAME, {}, SQL_TYPENAME),
        ("dashboard", DASHBOARD, {**variables, **day}, SQL_DASHBOARD),
        ("trail", TRAIL, variables, SQL_TRAIL),
        ("board", BOARD, variables, SQL_BOARD),
    )
    return [
        Read(name=prefix + name, query=query, variables=given, sql=sql, params=params, parsed=query is TYPENAME)
        for name, query, given, sql in asked
    ]


def _enum(value: str) -> str:
    """The name of an enum's value, as GraphQL writes it."""
    return f"upper(replace({value}, '-', '_'))"


def _object(select: str) -> str:
    return f"(select row_to_json(one) from ({select}) as one)"


def _list(select: str) -> str:
    return f"(select coalesce(array_to_json(array_agg(row_to_json(one))), '[]') from ({select}) as one)"


def _edges(select: str) -> str:
    return _object(f"select {_list(f'select row_to_json(node) as node from ({select}) as node')} as edges")


def _body(select: str) -> str:
    return f"""select convert_to('{{"data":' || {_object(select)} || '}}', 'UTF8')"""


_INSTANT = """to_char(entry.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_MEMBERS = _list(f"""
    select {_object(f"select name from read.operator where id = membership.operator and {alive()}")} as operator,
        membership.college, membership.since
    from read.membership where membership.pole = pole.id and {alive("membership")}
        and membership.since <= %(day)s::date and (membership.until is null or membership.until > %(day)s::date)
    order by membership.operator, membership.since
""")
_POLES = _edges(f"""
    select 'Pole:' || pole.id || %(mark)s as id, pole.name, {_enum(state_on("%(day)s::date"))} as state,
        pole.created_on as "createdOn", pole.term_ends as "termEnds", pole.illustrative,
        {_object(f"select {_MEMBERS} as memberships")} as dossier
    from read.pole where pole.bassin = %(bassin)s and {alive("pole")} order by pole.sort_name, pole.id limit 20
""")
_INSTANCE = _object(f"select name, {_POLES} as poles from read.instance where bassin = %(bassin)s and {alive()}")
_ENTRIES = _edges(f"""
    select entry.seq, entry.position::text as position, {_INSTANT} as "recordedAt", entry.kind,
        entry.effective_on as "effectiveOn", entry.version, entry.changes
    from read.audit_entry as entry where entry.bassin = %(bassin)s and entry.position <= %(at)s
    order by entry.position limit 100
""")
_LINES = _list(f"""
    select {_enum("line.bassin")} as bassin, line.submitted_number as "submittedNumber",
        replace({_enum("line.verdict")}, 'AGREED_WITH_', '') as verdict, line.verdict_on as "verdictOn"
    from read.hearing as line where line.project = project.project and {alive("line")} order by line.bassin
""")
_DOSSIER = _object(f"""
    select {_enum("dossier.state")} as state,
        {_object(f"select name from read.pole where id = dossier.lead and {alive()}")} as lead, {_LINES} as board
    from read.project_dossier as dossier where dossier.project = project.project and {alive("dossier")}
""")
_PROJECTS = _edges(f"""
    select 'Project:' || project.project || %(mark)s as id, project.title, {_enum("project.outcome")} as outcome,
        array(select {_enum("each")} from unnest(project.bassins) as each) as bassins, {_DOSSIER} as dossier
    from read.project
    where %(bassin)s = any(project.bassins) and cardinality(project.bassins) > 1 and {alive("project")}
    order by project.sort_title, project.project limit 20
""")

SQL_TYPENAME = """select convert_to('{"data":{"__typename":"Query"}}', 'UTF8')"""
SQL_DASHBOARD = _body(f"select {_INSTANCE} as instance")
SQL_TRAIL = _body(f'select {_ENTRIES} as "auditTrail"')
SQL_BOARD = _body(f"select {_PROJECTS} as projects")
