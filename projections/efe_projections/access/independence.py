"""SQL condition on two accounts: neither holds its role from the other, directly or through others."""

from efe_domain.access.grants import Role
from efe_projections.access.rows import GrantRow
from efe_projections.engine.query import alive, visible

_GRANT = GrantRow.TABLE


def account_sql(actor: str) -> str:
    """Returns SQL for the account of an actor; null for the command line."""
    return f"(case when length({actor}) = 36 then {actor}::uuid end)"


def independent(one: str, other: str, bassins: str) -> str:
    """Returns SQL: two accounts, as SQL values, are independent in the Instances of a list."""
    return f"(not {holds_role_from(one, other, bassins)} and not {holds_role_from(other, one, bassins)})"


def holds_role_from(holder: str, giver: str, bassins: str) -> str:
    """Returns SQL: an account holds its role from another one, directly or through others.

    Follows the last grants of coordinators and administrators, as `are_independent` does for commands.
    """
    return f"""exists (
        with recursive chain (account) as (
            select {holder}
            union
            select held.granted_by from chain cross join lateral (
                select * from read.{_GRANT.name} as held where held.account = chain.account and held.pole is null
                and held.role in ('{Role.COORDINATOR}', '{Role.ADMINISTRATOR}') and held.bassins && {bassins}
                and {alive("held")} and {visible(_GRANT, "held")} offset 0
            ) as held
            where held.granted_by is not null and not exists (
                select from read.{_GRANT.name} as later where later.scope = held.scope
                and later.account = held.account and later.role = held.role and later.since > held.since
                and {alive("later")} and {visible(_GRANT, "later")} offset 0
            )
        )
        select from chain where chain.account = {giver} and {giver} <> {holder}
    )"""  # noqa: S608 - names of tables and columns, never a value
