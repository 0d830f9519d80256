"""Rows of funding calls, and their list."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.funding.events import CallChanged, CallEvent, CallOpened, CallWithdrawn
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of_union
from efe_projections.engine.query import ReadQuery, columns_of, valid_at, viewing, visible
from efe_projections.engine.row import Row
from efe_projections.engine.row_values import new_row
from efe_projections.engine.searching import holds_words, words_in
from efe_projections.engine.viewer import Viewer


class FundingCallRow(Row, table="funding_call", indexes=(("closes", "id"), ("document_sha256",))):
    """A funding call that the Instance of `bassin` entered; open on both days and between, unless withdrawn."""

    id: UUID
    bassin: str
    name: str
    executive: str
    opens: date
    closes: date
    reference: str
    document_sha256: str | None
    document_size: int | None
    document_media_type: str | None
    registered_on: date
    change_reason: str | None
    withdrawn_on: date | None
    withdrawal_reason: str | None
    illustrative: bool
    version: int


def evolve(row: FundingCallRow | None, record: RecordedEvent[Any]) -> FundingCallRow | None:
    event: CallEvent = record.event
    match event:
        case CallOpened():
            return new_row(
                FundingCallRow,
                record,
                id=event.originator_id,
                registered_on=event.effective_on,
                **_source(event),
            )
        case CallChanged() if row:
            return replace(
                row,
                name=event.name,
                executive=event.executive,
                opens=event.opens,
                closes=event.closes,
                reference=event.reference,
                change_reason=event.reason,
                version=event.originator_version,
                **_source(event),
            )
        case CallWithdrawn(reason=reason, effective_on=on) if row:
            return replace(row, withdrawn_on=on, withdrawal_reason=reason, version=event.originator_version)
        case _:
            return row


def _source(event: CallOpened | CallChanged) -> dict[str, Any]:
    document = event.document
    return {
        "document_sha256": document.sha256 if document else None,
        "document_size": document.size if document else None,
        "document_media_type": document.media_type if document else None,
    }


FUNDING_CALLS = Projection(row=FundingCallRow, topics=topics_of_union(CallEvent), keys=originator, evolve=evolve)


def funding_calls(
    *,
    bassin: str | None = None,
    open_on: date | None = None,
    closing_from: date | None = None,
    withdrawn: bool | None = None,
    search: str | None = None,
) -> Listing[FundingCallRow]:
    """Returns calls by last day. `search` looks at names and executives."""
    return listing(
        FundingCallRow,
        "closes",
        "id",
        when={
            "bassin = %(bassin)s": {"bassin": bassin},
            "%(day)s between opens and closes and (withdrawn_on is null or withdrawn_on > %(day)s)": {"day": open_on},
            "closes >= %(from)s": {"from": closing_from},
            "(withdrawn_on is not null) = %(withdrawn)s": {"withdrawn": withdrawn},
            holds_words(("funding_call.name", "funding_call.executive")): {"words": words_in(search)},
        },
    )


def reads_sources(viewer: Viewer) -> bool:
    """Tells whether the viewer may read documents of calls: an account of an Instance or of a pôle, not a visitor."""
    return bool(viewer.bassins or viewer.poles)


def calls_from(sha256: str, at: int, viewer: Viewer) -> ReadQuery[FundingCallRow]:
    """Returns the calls whose source is that document. A generic plan takes one value to the index, not a list."""
    table = FundingCallRow.TABLE
    return ReadQuery(
        sql=f"""
            select {columns_of(table)} from read.{table.name}
            where document_sha256 = %(sha256)s and {valid_at(table)} and {visible(table)} order by id
        """,  # noqa: S608 - names of tables and columns, never a value
        params={"sha256": sha256, "at": at, **viewing(viewer)},
        row=FundingCallRow,
    )
