"""The columns of read tables, and their values, in words."""

from efe_domain.shared.messages import Language
from efe_graphql.wording.tables import words
from efe_graphql.wording.values import builtin, text_of
from efe_projections.audit.rows import Change


def label(change: Change, language: Language) -> str:
    """A column of which nothing is said yet is its own label."""
    known = words("labels")
    found = known.get(f"{change.table}.{change.field}") or known.get(change.field)
    return found.of(language) if found else change.field


def before_text(change: Change, language: Language) -> str | None:
    return text_of(change.table, change.field, builtin(change.before), language)


def after_text(change: Change, language: Language) -> str | None:
    return text_of(change.table, change.field, builtin(change.after), language)
