"""The account of a subject, as the role that reads is told of it."""

from efe_graphql.request.principal import Acting
from efe_projections.engine.query import Query


def account_of(issuer: str, subject: str) -> Query[Acting]:
    """As the vault has it at this moment; no row if it does not know the subject."""
    return Query(
        "select id, person from vault.account_of(%(issuer)s, %(subject)s)",
        {"issuer": issuer, "subject": subject},
        Acting,
    )
