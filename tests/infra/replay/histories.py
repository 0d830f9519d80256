"""Histories of the whole platform: whole streams, each in its order, shuffled into one ledger."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from random import Random
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.catalogue import CORRECTIONS
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.platform import Platform
from efe_domain.project.carrier_events import PoleJoined
from efe_domain.project.project import Project
from efe_domain.shared.codec import encode
from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.record_events import Patch, Rectified, Withdrawn
from efe_domain.transparency import merkle
from tests.domain.corrections import Asked, Ledger
from tests.domain.given import YESTERDAY, some_id
from tests.domain.histories import histories
from tests.domain.project_machine import BASSINS, JointProject
from tests.domain.project_recount import POLES
from tests.domain.projects import AGREED, HUY, LIEGE, NAMUR, ON_CONDITION, REFUSED
from tests.infra.commands.decision_stage import COMPANY, SCHOOL, TRAINING, WORDING, DecisionStage
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.opinion_stage import PERIOD
from tests.infra.commands.stage import COORDINATOR, Stage, by, events_of

type Streams = Sequence[Sequence[Event]]

PLACES = ((LIEGE,), (LIEGE, NAMUR), (NAMUR, HUY), BASSINS)
IN_ISOLATION = {
    *("analysis.reminder-recorded.v1", "call.changed.v2", "decision.objection-maintained.v2"),
    "instance.rules-of-order-adopted.v3",
    *("meeting.agenda-set.v1", "meeting.postponed.v1", "opinion.amended.v1", "person.amended.v1"),
    *("pole.composition-broken.v1", "pole.membership-ended.v1", "pole.modalities-agreed.v2"),
    *("pole.modalities-proposed.v1", "pole.name-reserved.v1", "pole.renamed.v1", "pole.representative-replaced.v2"),
    *("pole.substitute-named.v1", "project.amendment-carried.v1", "project.meeting-attended.v1"),
    *("project.progress-reported.v2", "project.verdict-revised.v2", "themes.amended.v1"),
}
"""Kinds that no command of a stage records; `tests/api/isolation/test_named_trail.py` has them."""


def rectify(it: JointProject, which: int) -> None:
    """A fact of the project, as far as one of it may be corrected without the pôles of which nothing is recorded."""
    ledger = Ledger(it.events)
    for nth in range(len(it.events)):
        found = ledger.try_to(Asked(0, nth + which, which, 1, annul=False))
        if isinstance(found, Rectified):
            it.events.append(found)  # type: ignore[arg-type] # it is of no fact
            it.project = Project.replay(it.project.id, it.events)
            return


def withdraw(it: JointProject, which: int) -> None:
    """An act of an Instance on the project."""
    found = Ledger(it.events).try_to(Asked(0, which, 0, which, annul=False, withdraw=True))
    if isinstance(found, Withdrawn):
        it.events.append(found)  # type: ignore[arg-type] # it is of no fact
        it.project = Project.replay(it.project.id, it.events)


STEPS: dict[str, Callable[[JointProject, int], object]] = {
    "join": lambda it, which: it.join(POLES[which], 0),
    "invite": lambda it, which: it.invite(POLES[which]),
    "answer": lambda it, which: it.answer(POLES[which], "decline" if which % 2 else "withdraw"),
    "leave": lambda it, which: it.leave(POLES[which]),
    "amend": lambda it, which: it.amend(PLACES[which], f"Titre {len(it.events)}"),
    "bring": lambda it, _: it.bring_it_to_every_instance(),
    "judge": lambda it, which: it.judge(BASSINS[which % 3], REFUSED if which % 2 else AGREED, reading=True),
    "revise": lambda it, which: it.revise(BASSINS[which % 3], AGREED if which % 2 else ON_CONDITION),
    "expect": lambda it, which: it.expect(BASSINS[which % 3], 7 * which),
    "meet": lambda it, which: it.meet(BASSINS[which % 3], 1),
    "support": lambda it, which: it.agree_and_support(BASSINS[which % 3]),
    "end_support": lambda it, which: it.end_support(which),
    "fund": lambda it, which: it.fund(POLES[which]),
    "start": lambda it, _: it.start(),
    "time_passes": lambda it, which: it.time_passes(1 + which),
    "rectify": rectify,
    "withdraw": withdraw,
}
COMING_AND_GOING = ("join", "leave")
"""Drawn more often: who is concerned, and since when, is what proofs turn on."""


def with_corrections(streams: Streams) -> Streams:
    """Makes one rectified entity of each kind, with every possible correction of its facts."""
    ledger = Ledger(event for stream in streams for event in stream)
    for kind, known in CORRECTIONS.items():
        own = [number for number, each in enumerate(ledger.correctables) if ledger.kind_of(each) == kind]
        asked = (
            Asked(number, fact, field, 1, annul=False) for number in own for fact in range(8) for field in (0, 1)
        )
        found = next(each for each in map(ledger.try_to, asked) if isinstance(each, Rectified))
        entity = ledger.load(known.aggregate, found.originator_id)
        entity.record(known.events.proposed(patches=(Patch(1),), reason="Erreur.", document=None))
        entity.record(known.events.dropped(proposal=entity.version, reason="Non."))
        entity.record(
            known.events.questioned(cause=entity.id, cause_kind=kind, cause_version=1, findings=("roster",))
        )
        entity.record(known.events.confirmed(question=entity.version, reason="Revu."))
        if withdrawable := known.withdrawable:
            entity.record(withdrawable.events.proposed(patches=(Patch(1),), reason="Irrégulier.", document=None))
            entity.record(withdrawable.events.dropped(proposal=entity.version, reason="Non."))
        for event in entity.collect_events():
            ledger.append(replace(event, metadata=found.metadata))
        if withdrawable:
            withdrawn_of(kind, ledger)
    return [*ledger.streams.values()]


def withdrawn_of(kind: str, ledger: Ledger) -> Withdrawn:
    """The first act of that kind of entity of which a withdrawal is accepted."""
    for stream in [each for each in ledger.correctables if ledger.kind_of(each) == kind]:
        known = ledger.correctable(stream).withdrawable
        for act in effective_facts(ledger.streams[stream]):
            if known and type(act) in known.acts and (day := effective_on(act)):
                with suppress(Refusal):
                    return ledger.withdraw(stream, act.originator_version, on=day)
    raise LookupError(f"No act of any {kind} may be withdrawn")


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
    return project_streams(steps)[0]


def project_streams(steps: Sequence[tuple[str, int]]) -> Streams:
    """A joint project of pôles of Liège, Namur and Huy-Waremme, then its invitations; refusals leave nothing."""
    project = JointProject()
    for step, which in steps:
        STEPS[step](project, which)
    return [with_pasts(project.events), *filter(None, project.invitations.values())]


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
    streams = [*by_stream(history), *project_streams(steps)]
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
        replace_decision(stage.decisions)
    return with_corrections(by_stream(events_of(platform)))


def replace_decision(decisions: DecisionStage) -> None:
    """The decision that was communicated, replaced by another on which all agree."""
    other = decisions.platform.propose_decision(
        some_id("decision that replaces"),
        decisions.pole,
        DecisionKind.DECISION,
        WORDING,
        replaces=decisions.communicated,
        on=YESTERDAY,
    ).entity
    for member in (COMPANY, TRAINING, SCHOOL):
        decisions.say(other, member, Stance.AGREE)
    decisions.platform.adopt_decision(other, on=YESTERDAY)


def by_stream(events: Iterable[Event]) -> Streams:
    streams: defaultdict[UUID, list[Event]] = defaultdict(list)
    for event in events:
        streams[event.originator_id].append(event)
    return [*streams.values()]
