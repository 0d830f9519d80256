"""The rows of the dashboard as plain tables, with the keys and indexes that a peer makes its schema of.

Only what holds now, without history, rights or row policies: the peer has less to do.
"""

from datetime import date
from typing import LiteralString

import psycopg

from efe_domain.shared.bassins import ALL_BASSINS
from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.values import adapt
from efe_projections.engine.query import alive, viewing
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.reads import state_on

TABLES: LiteralString = """
    create schema peers;
    create table peers.instance (bassin text primary key, name text not null);
    create table peers.operator (id uuid primary key, name text not null);
    create table peers.pole (
        id text primary key, bassin text not null references peers.instance, name text not null, state text not null,
        created_on date not null, term_ends date, illustrative boolean not null, sort_name text not null
    );
    create table peers.membership (
        pole text references peers.pole, operator uuid references peers.operator, since date, college text not null,
        primary key (pole, operator, since)
    );
    create index on peers.pole (bassin, sort_name, id);
    create index on peers.membership (operator);
"""
ROWS = (
    f"""
    insert into peers.instance
        select upper(replace(bassin, '-', '_')), name from read.instance where {alive()}
    """,
    f"insert into peers.operator select id, name from read.operator where {alive()}",
    f"""
    insert into peers.pole
        select 'Pole:' || id, upper(replace(bassin, '-', '_')), name,
            upper(replace({state_on("%(day)s::date")}, '-', '_')), created_on, term_ends, illustrative, sort_name
        from read.pole where {alive("pole")}
    """,
    f"""
    insert into peers.membership
        select 'Pole:' || pole, operator, since, college from read.membership
        where {alive("membership")} and since <= %(day)s::date and (until is null or until > %(day)s::date)
    """,
)


def create(database: Database, *, at: int, today: date) -> None:
    """As of a position, in force today."""
    with psycopg.connect(database.admin, autocommit=True) as connection:
        adapt(connection)
        connection.execute(TABLES)
        params = {"at": at, "day": today, **viewing(Viewer(bassins=ALL_BASSINS))}
        for statement in ROWS:
            connection.execute(statement.encode(), params)
        connection.execute("analyze")
