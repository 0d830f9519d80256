"""The audit trail of an Instance as a table."""

from collections.abc import Iterator
from typing import Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import key_of
from efe_infra.console.tables.table import Line, RegisterTable
from efe_infra.console.trail.generated import TRAIL_ROWS, TrailRowsAuditEntry


def lines(row: TrailRowsAuditEntry) -> Iterator[Line]:
    yield (
        row.seq,
        row.position,
        row.recorded_at,
        row.effective_on,
        row.kind,
        row.kind_label,
        row.sentence,
        row.rule.key,
        key_of(row.actor.id) if row.actor else "",
        (row.actor.display_name or "") if row.actor else "",
        row.subject.typename if row.subject else "",
        key_of(row.subject.id) if row.subject else "",
        row.leaf,
    )


TRAIL_TABLE: Final = RegisterTable(
    name="piste",
    title=tr("Piste d'audit"),
    line_is=tr("Un acte consigné."),
    headings=(
        "rang",
        "position",
        "consigné le",
        "en droit le",
        "sorte",
        "libellé",
        "phrase",
        "règle",
        "compte",
        "auteur",
        "sorte d'objet",
        "objet",
        "empreinte",
    ),
    document=TRAIL_ROWS,
    connection=lambda answer: answer.audit_trail,
    lines=lines,
)
