"""Labels of the columns of read tables, and texts of their values."""

from efe_domain.shared.messages import Language, catalogue, translate
from efe_graphql.wording.values import builtin, text_of
from efe_projections.audit.rows import FieldChange


def label(change: FieldChange, language: Language) -> str:
    """Returns the label of a column, or the name of a column without one."""
    labels = catalogue().labels
    french = labels.get(f"{change.table}.{change.field}") or labels.get(change.field)
    return translate(french, language) if french else change.field


def before_text(change: FieldChange, language: Language) -> str | None:
    return text_of(change.table, change.field, builtin(change.before), language)


def after_text(change: FieldChange, language: Language) -> str | None:
    return text_of(change.table, change.field, builtin(change.after), language)
