"""Lists of analyses, late ones included, and the analyses whose synthesis crosses a given one."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from efe_domain.analysis.events import AnalysisSource, AnalysisSubject
from efe_projections.analysis.rows import AnalysisRow
from efe_projections.engine.batch import KeyBatch, spread
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, alive, viewing, visible
from efe_projections.engine.viewer import Viewer


class Crossing(msgspec.Struct, frozen=True):
    """Use of the data of `crossed` by the last synthesis of another `analysis`."""

    crossed: UUID
    analysis: UUID


def analyses(
    *,
    bassin: str | None = None,
    subject: AnalysisSubject | None = None,
    source: AnalysisSource | None = None,
    received: bool | None = None,
    adopted: bool | None = None,
    late_on: date | None = None,
    remindable_on: date | None = None,
) -> Listing[AnalysisRow]:
    """Returns analyses, the first due first. Late: nothing received by the deadline. Remindable: a reminder due."""
    return listing(
        AnalysisRow,
        "due_on",
        "id",
        when={
            "bassin = %(bassin)s": {"bassin": bassin},
            "subject = %(subject)s": {"subject": subject},
            "source = %(source)s": {"source": source},
            "(received_on is not null) = %(received)s": {"received": received},
            "(adopted_on is not null) = %(adopted)s": {"adopted": adopted},
            "received_on is null and due_on < %(late_on)s": {"late_on": late_on},
            "received_on is null and remind_on <= %(remindable_on)s": {"remindable_on": remindable_on},
        },
    )


def _crossings(keys: Sequence[Key], at: int, viewer: Viewer) -> ReadQuery[Crossing]:
    return ReadQuery(
        sql=f"""
            select asked.id as crossed, analysis.id as analysis
            from read.analysis join unnest(%(keys_0)s::uuid[]) as asked (id)
            on analysis.crosses @> array[asked.id::text] collate "C"
            where {alive("analysis")} and {visible(AnalysisRow.TABLE, "analysis")}
            order by analysis.due_on, analysis.id
        """,  # noqa: S608
        params={**spread(keys), "at": at, **viewing(viewer)},
        row=Crossing,
    )


CROSSINGS = KeyBatch(_crossings, lambda row: (row.crossed,))
"""The analyses whose last synthesis crosses a given one."""
