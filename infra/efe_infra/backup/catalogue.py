"""The tables, columns and sequences that a backup may hold: those that our own migrations made."""

from graphlib import TopologicalSorter
from typing import Any, LiteralString, NamedTuple, Self

import psycopg
from psycopg.sql import SQL, Composed, Identifier

type Connection = psycopg.Connection[Any]

TABLES: LiteralString = """
    select nspname, relname, array_agg(attname::text order by attnum)
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    join pg_catalog.pg_attribute on attrelid = pg_class.oid
    where relkind = 'r' and relowner = 'efe_owner'::regrole
        and attnum > 0 and not attisdropped and attgenerated = ''
    group by nspname, relname order by nspname, relname
"""
"""The read tables belong to another role: they follow from the ledger. So does the register of the migrations."""

REFERENCES: LiteralString = """
    select distinct conrelid::regclass::text, confrelid::regclass::text
    from pg_catalog.pg_constraint where contype = 'f' and conrelid <> confrelid
"""

SEQUENCES: LiteralString = """
    select nspname, sequence.relname, owning.relname, attname
    from pg_catalog.pg_class as sequence
    join pg_catalog.pg_namespace on pg_namespace.oid = sequence.relnamespace
    join pg_catalog.pg_depend on classid = 'pg_catalog.pg_class'::regclass and objid = sequence.oid
        and refclassid = classid and refobjsubid > 0
    join pg_catalog.pg_class as owning on owning.oid = refobjid
    join pg_catalog.pg_attribute on attrelid = refobjid and attnum = refobjsubid
    where sequence.relkind = 'S' and sequence.relowner = 'efe_owner'::regrole
    order by nspname, sequence.relname
"""


class Table(NamedTuple):
    """Its columns are those whose values are given, in the order of the table."""

    schema: str
    relation: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.relation}"

    @property
    def copied(self) -> Composed:
        """The table and its columns, as `copy` has them."""
        return SQL("{} ({})").format(self.identifier, SQL(", ").join(map(Identifier, self.columns)))

    @property
    def identifier(self) -> Identifier:
        return Identifier(self.schema, self.relation)


class Sequence(NamedTuple):
    """The one that numbers a column."""

    schema: str
    relation: str
    table: str
    column: str

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.relation}"

    @property
    def identifier(self) -> Identifier:
        return Identifier(self.schema, self.relation)

    @property
    def given_beyond(self) -> Composed:
        """A query for a number of the column that the sequence has yet to give."""
        words = (
            "select 1 from {} where {} > (select last_value - case when is_called then 0 else 1 end from {}) limit 1"
        )
        return SQL(words).format(Identifier(self.schema, self.table), Identifier(self.column), self.identifier)


class Catalogue(NamedTuple):
    """Tables come after those to which they refer."""

    tables: dict[str, Table]
    sequences: dict[str, Sequence]

    @classmethod
    def of(cls, connection: Connection) -> Self:
        connection.execute("set local search_path = ''")
        found = [Table(schema, name, tuple(columns)) for schema, name, columns in connection.execute(TABLES)]
        order: TopologicalSorter[str] = TopologicalSorter({table.name: [] for table in found})
        for table, referred in connection.execute(REFERENCES):
            order.add(table.replace('"', ""), referred.replace('"', ""))
        sequences = [Sequence(*row) for row in connection.execute(SEQUENCES)]
        connection.execute("reset search_path")
        tables = {table.name: table for table in found}
        return cls(
            {name: tables[name] for name in order.static_order() if name in tables},
            {each.name: each for each in sequences},
        )
