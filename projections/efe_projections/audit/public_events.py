"""Events that may change what everybody sees of pôles, decisions, opinions and projects, the last one first."""

from functools import cache
from typing import Final

from efe_domain.catalogue import all_events
from efe_domain.shared.bassins import ALL_BASSINS
from efe_domain.shared.event import UPCASTERS
from efe_projections.audit.rows import RecordedEventRow, TrailRow
from efe_projections.engine.query import ENDLESS, ReadQuery, columns_of, viewing, visible
from efe_projections.engine.viewer import Viewer

KINDS: Final = frozenset(
    {
        *(f"pole.{act}" for act in ("constituted", "taken-over", "renamed", "renewed", "dissolved")),
        *("decision.communicated", "opinion.transmitted", "opinion.answered"),
        *(f"project.{act}" for act in ("submitted", "amended", "verdict-given", "verdict-revised")),
        *("project.pole-joined", "project.pole-left"),
        *(f"{kind}.rectified" for kind in ("pole", "decision", "opinion", "project")),
        *("pole.withdrawn", "project.withdrawn"),
    }
)
"""Kinds without their versions."""
_EVENTS = RecordedEventRow.TABLE
_PLACES = TrailRow.TABLE


@cache
def topics() -> tuple[str, ...]:
    """Returns the topics of these kinds, also those under which earlier releases stored them."""
    topics_of_all = {*all_events(), *UPCASTERS}
    return tuple(sorted(topic for topic in topics_of_all if topic.rpartition(".v")[0] in KINDS))


def public_events(bassin: str | None = None, *, before: int = ENDLESS, most: int) -> ReadQuery[RecordedEventRow]:
    """Returns the last `most` events of these kinds before a position, of one Instance or of all.

    The platform itself reads them, with the rights of all Instances: a visitor sees no event. An index leads to the
    last events of each kind in each Instance, and of each kind among the events that are common to all.
    """
    return ReadQuery(
        sql=f"""
            with latest as materialized (
                select place.position
                from unnest(%(kinds)s::text[]) as wanted (kind), unnest(%(bassins)s::text[]) as concerned (bassin),
                lateral (
                    select position from read.{_PLACES.name}
                    where kind = wanted.kind and bassin = concerned.bassin and position < %(before)s
                    and {visible(_PLACES)} order by position desc limit %(most)s
                ) as place
                union
                select event.position from unnest(%(kinds)s::text[]) as wanted (kind), lateral (
                    select position from read.{_EVENTS.name}
                    where common and kind = wanted.kind and position < %(before)s and {visible(_EVENTS)}
                    order by position desc limit %(most)s
                ) as event
            )
            select {columns_of(_EVENTS)} from read.{_EVENTS.name}
            where position = any(array(select position from latest order by position desc limit %(most)s))
            and {visible(_EVENTS)} order by position desc
        """,  # noqa: S608 - names of tables and columns, never a value
        params={
            "kinds": list(topics()),
            "bassins": [bassin] if bassin else list(ALL_BASSINS),
            "before": before,
            "most": most,
            **viewing(Viewer(bassins=ALL_BASSINS)),
        },
        row=RecordedEventRow,
    )
