"""Every table that may refer to a person or an account says what an erasure does with its rows."""

from typing import Final, LiteralString

import psycopg

from efe_infra.people.belongings import BELONGINGS
from efe_infra.postgres.database import Database

COLUMNS: LiteralString = """
    select format('%s.%s', nspname, relname), attname::text
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    join pg_catalog.pg_attribute on attrelid = pg_class.oid
    where relkind in ('r', 'p') and attnum > 0 and not attisdropped
        and nspname not in ('pg_catalog', 'information_schema', 'ledger', 'read', 'seal', 'witness')
        and atttypid = any(array['uuid', 'uuid[]', 'bytea', 'bytea[]']::regtype[])
"""
"""Columns that may refer to a person or an account: by a random id, or by a digest of a subject.

The ledger and what is made of it keep random ids for ever.
"""

OTHER: Final = {
    "console.api_token": ("id", "hash"),
    "console.calendar_address": ("id", "sealed"),
    "console.draft": ("id", "sealed"),
    "console.errand": ("sealed",),
    "console.person_invitation": ("id", "link", "link_command"),
    "console.session": ("id", "sealed"),
    "hooks.delivery": ("id", "hook", "object"),
    "hooks.hook": ("id", "secret", "former_secret"),
    "notices.invitation_link": ("sealed",),
    "notices.outbox": ("id", "former", "digest"),
    "notices.refused_address": ("address",),
    "vault.deposit": ("sha256", "bytes"),
    "vault.document": ("sha256", "bytes"),
    "vault.former_address": ("id",),
}
"""Columns of the same types that tell no person or account: ids of the rows themselves, sealed bytes, documents."""


def test_an_erasure_knows_each_reference_to_a_person_or_an_account(module_database: Database) -> None:
    with psycopg.connect(module_database.admin) as connection:
        found = {(table, column) for table, column in connection.execute(COLUMNS)}
    belonging = {(each.table, column) for each in BELONGINGS for column in each.columns}
    other = {(table, column) for table, columns in OTHER.items() for column in columns}

    assert found - belonging - other == set()
    assert (belonging | other) - found == set()
    assert belonging & other == set()
    assert [each.table for each in BELONGINGS if not (each.statement or each.keeps)] == []
