"""Tables, columns and sequences that the migrations made: the only ones that a backup may hold."""

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
"""Tables of the ledger and of the vault. Read tables and the register of migrations belong to other roles."""

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
    """Table with the columns that are stored, in their order; generated columns are left out."""

    schema: str
    relation: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.relation}"

    @property
    def with_columns(self) -> Composed:
        """Table and columns, as a COPY statement names them."""
        return SQL("{} ({})").format(self.identifier, SQL(", ").join(map(Identifier, self.columns)))

    @property
    def identifier(self) -> Identifier:
        return Identifier(self.schema, self.relation)


class Sequence(NamedTuple):
    """Sequence that numbers a column."""

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
    def lag_query(self) -> Composed:
        """Query that finds a number of the column that the sequence has not reached."""
        query = (
            "select 1 from {} where {} > (select last_value - case when is_called then 0 else 1 end from {}) limit 1"
        )
        return SQL(query).format(Identifier(self.schema, self.table), Identifier(self.column), self.identifier)


class Catalogue(NamedTuple):
    """Tables and sequences of the installation. Each table comes after the tables to which it refers."""

    tables: dict[str, Table]
    sequences: dict[str, Sequence]

    @classmethod
    def of(cls, connection: Connection) -> Self:
        stored = [Table(schema, name, tuple(columns)) for schema, name, columns in connection.execute(TABLES)]
        order: TopologicalSorter[str] = TopologicalSorter({table.name: [] for table in stored})
        for table, referenced in connection.execute(REFERENCES):
            order.add(table.replace('"', ""), referenced.replace('"', ""))
        sequences = [Sequence(*row) for row in connection.execute(SEQUENCES)]
        tables = {table.name: table for table in stored}
        return cls(
            {name: tables[name] for name in order.static_order() if name in tables},
            {each.name: each for each in sequences},
        )
