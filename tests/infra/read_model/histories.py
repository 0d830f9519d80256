"""Generated histories of the sample: anything may happen to any garden, in any order."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.event import Event
from tests.infra.read_model.sample import (
    GardenClosed,
    GardenerJoined,
    GardenerLeft,
    GardenersSwapped,
    GardenOpened,
    GardenRenamed,
    GardenShared,
    GardenVisited,
    Soil,
    Tool,
)

PLACES = [UUID(int=number) for number in (1, 2, 3)]
PEOPLE = [UUID(int=number) for number in (11, 12)]

names = st.sampled_from(["Le Clos", "Ét\"é'", "a\\b{,}", "", "…", "null"])
days = st.dates(date(2026, 1, 1), date(2026, 1, 3))
bassins = st.sets(st.sampled_from(["huy-waremme", "liege", "namur"]), min_size=1).map(sorted).map(tuple)
tools = st.lists(st.builds(Tool, names, days), max_size=2).map(tuple)
people = st.sampled_from(PEOPLE)
happenings = st.one_of(
    st.builds(GardenOpened, name=names, soil=st.sampled_from(Soil), effective_on=days),
    st.builds(GardenRenamed, name=names),
    st.builds(GardenShared),
    st.builds(GardenClosed),
    st.builds(GardenVisited),
    st.builds(GardenerJoined, gardener=people, tools=tools, effective_on=days),
    st.builds(GardenersSwapped, gardeners=st.tuples(people, people)),
    st.builds(GardenerLeft, gardener=people),
)
metadata = st.fixed_dictionaries({"actor": st.just("someone")}, optional={"correlation_id": names})


def in_order(events: Sequence[Event]) -> Sequence[Event]:
    """Each stream counted from one."""
    versions = Counter[UUID]()
    ordered = []
    for event in events:
        versions[event.originator_id] += 1
        ordered.append(replace(event, originator_version=versions[event.originator_id]))
    return ordered


@st.composite
def _events(draw: st.DrawFn) -> Event:
    return replace(
        draw(happenings), originator_id=draw(st.sampled_from(PLACES)), bassins=draw(bassins), metadata=draw(metadata)
    )


histories = st.lists(_events(), min_size=1, max_size=40).map(in_order)
