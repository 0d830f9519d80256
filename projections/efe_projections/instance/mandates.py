"""Row of a mandate: a person in a seat of a body, with the first day and the day of the end."""

from datetime import date
from uuid import UUID

from efe_domain.instance.events import SeatFilled, SeatVacated
from efe_domain.instance.seats import free_from
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import period_projection


class MandateRow(
    Row,
    table="mandate",
    key=("seat", "since"),
    indexes=(("body",), ("instance",), ("person",), ("substitute",)),
    access=Access.DOSSIER,
):
    """Mandate from `since` up to, not including, `until`, in the words of its body; `person` is of the vault.

    `ends` is the last day for which it was given; `end_reason` is set when the seat was vacated. A dissolved body has
    no seats, even if its mandates have not ended.
    """

    seat: UUID
    since: date
    instance: UUID
    body: UUID
    bassins: tuple[str, ...]
    category: str
    voting: bool
    person: UUID
    substitute: UUID | None
    ends: date | None
    until: date | None
    end_reason: str | None
    illustrative: bool


MANDATES = period_projection(
    MandateRow,
    SeatFilled,
    SeatVacated,
    instance="originator_id",
    category="mandate.category",
    voting="mandate.voting",
    person="mandate.person",
    substitute="mandate.substitute",
    ends="mandate.ends",
    until=lambda record: free_from(record.event.mandate),
)
