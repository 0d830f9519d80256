"""Histories of the whole platform: whole streams, each in its order, shuffled into one ledger."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from random import Random
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.platform import Platform
from efe_domain.project.events import PoleJoined
from efe_domain.shared.codec import encode
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.transparency import merkle
from tests.domain.histories import histories
from tests.domain.project_recount import POLES
from tests.domain.projects import AGREED, HUY, LIEGE, NAMUR, REFUSED
from tests.domain.test_project_histories import BASSINS, JointProject
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.opinion_stage import PERIOD
from tests.infra.commands.stage import COORDINATOR, Stage, by, events_of

type Streams = Sequence[Sequence[Event]]

PLACES = ((LIEGE,), (LIEGE, NAMUR), (NAMUR, HUY), BASSINS)


STEPS: dict[str, Callable[[JointProject, int], object]] = {
    "join": lambda it, which: it.join(POLES[which], 0),
    "leave": lambda it, which: it.leave(POLES[which]),
    "amend": lambda it, which: it.amend(PLACES[which], f"Titre {len(it.events)}"),
    "bring": lambda it, _: it.bring_it_to_every_instance(),
    "judge": lambda it, which: it.judge(BASSINS[which % 3], REFUSED if which % 2 else AGREED, reading=True),
    "support": lambda it, which: it.agree_and_support(BASSINS[which % 3]),
    "end_support": lambda it, which: it.end_support(which),
    "fund": lambda it, which: it.fund(POLES[which]),
    "start": lambda it, _: it.start(),
    "time_passes": lambda it, which: it.time_passes(1 + which),
}
COMING_AND_GOING = ("join", "leave")
"""Drawn more often: who is concerned, and since when, is what proofs turn on."""


class Shuffled(list[Event]):
    """One order of all events that keeps the order of each stream. A failing test shows where it comes from."""

    def __init__(self, streams: Streams, random: Random, origin: object = "") -> None:
        self._origin = origin
        turns = [number for number, stream in enumerate(streams) for _ in stream]
        random.shuffle(turns)
        waiting: Sequence[Iterator[Event]] = [iter(stream) for stream in streams]
        super().__init__(next(waiting[turn]) for turn in turns)

    def __repr__(self) -> str:
        return f"Shuffled({self._origin})"


def project_life(steps: Sequence[tuple[str, int]]) -> Sequence[Event]:
    """A joint project of pôles of Liège, Namur and Huy-Waremme; what is refused leaves nothing."""
    project = JointProject()
    for step, which in steps:
        STEPS[step](project, which)
    return with_pasts(project.events)


def with_pasts(events: Iterable[Event]) -> Sequence[Event]:
    """Each joining sums up what came before it, as the platform has it do."""
    summed: list[Event] = []
    for event in events:
        if isinstance(event, PoleJoined):
            past = merkle.root([merkle.leaf_hash(encode(each)) for each in summed]).hex()
            summed.append(replace(event, past_events=len(summed), past_root=past))
        else:
            summed.append(event)
    return summed


@st.composite
def generated(draw: st.DrawFn) -> Sequence[Event]:
    """Instances, operators and pôles that live, and a project that comes and goes among them."""
    history = draw(histories())
    steps = draw(
        st.lists(st.tuples(st.sampled_from((*STEPS, *COMING_AND_GOING * 2)), st.integers(0, 3)), max_size=40)
    )
    streams = [*by_stream(history), project_life(steps)]
    return Shuffled(streams, draw(st.randoms(use_true_random=False)), (history, steps))


def every_command(platform: Platform, names: Iterable[str]) -> Streams:
    """These commands, each done once on the stage; what an earlier one makes impossible leaves nothing."""
    stage = Stage(platform)
    for name in names:
        with suppress(Refusal), by(who_may(name)[0]):
            COMMANDS[name](stage)
    with by(COORDINATOR):
        following = platform.draft_themes("liege", "D'après", (stage.opinions.theme,)).entity
        platform.adopt_themes(following, starts=PERIOD["ends"], ends=PERIOD["ends"])
    return by_stream(events_of(platform))


def by_stream(events: Iterable[Event]) -> Streams:
    streams: defaultdict[UUID, list[Event]] = defaultdict(list)
    for event in events:
        streams[event.originator_id].append(event)
    return [*streams.values()]
