"""The account of a subject, as the role that reads is told of it."""

from efe_graphql.request.principal import ActingAccount
from efe_projections.engine.query import ReadQuery


def account_of(issuer: str, subject: str) -> ReadQuery[ActingAccount]:
    """As the vault has it at this moment; no row if it does not know the subject."""
    return ReadQuery(
        "select id, person from vault.account_of(%(issuer)s, %(subject)s)",
        {"issuer": issuer, "subject": subject},
        ActingAccount,
    )
