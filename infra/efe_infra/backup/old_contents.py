"""The entries that an old dump may have: those that pg_dump lists for our own migrations."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, LiteralString

from efe_infra.backup.catalogue import Connection

ENTRY: Final = re.compile(r"\d+; \d+ \d+ (.+)")

EXPECTED: LiteralString = """
    with ours as (
        select oid, rolname as owner from pg_catalog.pg_roles where rolname in ('efe_owner', 'efe_projector')
    ),
    relation as (
        select pg_class.oid, nspname as schema, relname as name, relkind as kind, owner
        from pg_catalog.pg_class
        join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
        join ours on ours.oid = relowner
    )
    select concat_ws(' ', 'SCHEMA -', nspname, owner) from pg_catalog.pg_namespace join ours on ours.oid = nspowner
    union all
    select concat_ws(' ', 'ACL - SCHEMA', nspname, owner)
    from pg_catalog.pg_namespace join ours on ours.oid = nspowner
    union all
    select concat_ws(' ', entry, owner)
    from pg_catalog.pg_proc
    join pg_catalog.pg_namespace on pg_namespace.oid = pronamespace
    join ours on ours.oid = proowner
    cross join lateral (values
        (format('FUNCTION %s %s(%s)', nspname, proname, oidvectortypes(proargtypes))),
        (format('ACL %s FUNCTION %s(%s)', nspname, proname, pg_get_function_identity_arguments(pg_proc.oid)))
    ) as wanted (entry)
    union all
    select concat_ws(' ', entry, owner)
    from relation cross join lateral (values
        (format('%s %s %s', case kind when 'r' then 'TABLE' when 'v' then 'VIEW' else 'SEQUENCE' end, schema, name)),
        (format('ACL %s TABLE %s', schema, name)),
        (case kind when 'r' then format('TABLE DATA %s %s', schema, name) end),
        (case kind when 'S' then format('SEQUENCE SET %s %s', schema, name) end)
    ) as wanted (entry)
    where kind in ('r', 'v', 'S') and entry is not null
    union all
    select concat_ws(' ', 'INDEX', schema, name, owner) from relation where kind = 'i'
    union all
    select concat_ws(
        ' ', case contype when 'f' then 'FK CONSTRAINT' else 'CONSTRAINT' end, schema, name, conname, owner
    )
    from pg_catalog.pg_constraint join relation on relation.oid = conrelid where contype in ('f', 'p', 'u')
    union all
    select concat_ws(' ', 'TRIGGER', schema, name, tgname, owner)
    from pg_catalog.pg_trigger join relation on relation.oid = tgrelid where not tgisinternal
    union all
    select concat_ws(
        ' ', 'DEFAULT ACL - DEFAULT PRIVILEGES FOR',
        case defaclobjtype when 'T' then 'TYPES' else 'FUNCTIONS' end, owner
    )
    from pg_catalog.pg_default_acl join ours on ours.oid = defaclrole where defaclobjtype in ('T', 'f')
"""


def expected(connection: Connection) -> frozenset[str]:
    """An entry is its kind, its schema, its name and its owner."""
    return frozenset(entry for (entry,) in connection.execute(EXPECTED))


def foreign(lines: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    """The entries of a listing that are not known. Whether a name is quoted depends on the version of pg_dump."""
    for line in lines:
        if line.strip() and not line.startswith(";"):
            entry = ENTRY.fullmatch(line.rstrip("\n"))
            if not entry or entry[1].replace('"', "") not in known:
                yield entry[1] if entry else line.rstrip("\n")
