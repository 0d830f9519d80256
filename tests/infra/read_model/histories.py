"""Generated histories of the sample: anything may happen to any garden, in any order."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.shared.event import Event
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

PLACES = [UUID(int=number) for number in (1, 2)]
PEOPLE = [UUID(int=number) for number in (11, 12)]

names = st.sampled_from(["Le Clos", "Ét\"é'", "a\\b{,}", "", "…", "null"])
days = st.dates(date(2026, 1, 1), date(2026, 1, 3))
bassins = st.sets(st.sampled_from(["huy-waremme", "liege", "namur"]), min_size=1).map(sorted).map(tuple)
tools = st.lists(st.builds(Tool, names, days), max_size=2).map(tuple)
people = st.sampled_from(PEOPLE)
openings = st.builds(GardenOpened, name=names, soil=st.sampled_from(Soil), effective_on=days)
happenings = st.one_of(
    openings,
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
def _histories(draw: st.DrawFn) -> Sequence[Event]:
    """Both gardens open first: most of what follows then means something."""
    happened: Sequence[Event] = draw(st.lists(happenings, min_size=8, max_size=30))
    placed: list[tuple[UUID, Event]] = [(place, draw(openings)) for place in PLACES]
    placed += [(draw(st.sampled_from(PLACES)), event) for event in happened]
    return in_order(
        [
            replace(event, originator_id=place, bassins=draw(bassins), metadata=draw(metadata))
            for place, event in placed
        ]
    )


histories = _histories()
