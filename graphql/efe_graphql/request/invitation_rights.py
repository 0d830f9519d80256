"""Right to invite persons."""

from efe_domain.access.grants import Role
from efe_graphql.request.context import Context


def may_invite(context: Context, bassin: str) -> bool:
    """Tells whether the account coordinates the Instance or administers the platform."""
    return bassin in context.coordinated or Role.ADMINISTRATOR in context.roles
