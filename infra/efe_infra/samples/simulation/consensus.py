"""Simulated decision of a pôle, from its proposal to its reception; and simulated meetings."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import Wording
from efe_domain.meeting.events import Assembly, AssemblyKind, Attendee, Venue
from efe_domain.meeting.meeting import Meeting
from efe_domain.pole.pole import Pole
from efe_domain.shared.bassins import Bassin
from efe_infra.samples.simulation.world import SimulatedCommand, SimulatedCommands, World, allowed, forum

VENUE: Final = Venue(remote=False, place="Salle simulée")
NOTICE: Final = timedelta(14)


def decide(
    world: World, pole: Pole, kind: DecisionKind, on: date, *, subject: UUID | None = None, subject_hash: str = ""
) -> "DecisionLife":
    return DecisionLife(world, pole, kind, on, subject, subject_hash)


class DecisionLife:
    """Life of one decision. After its commands, `decision` is adopted, closed or never proposed."""

    def __init__(
        self, world: World, pole: Pole, kind: DecisionKind, on: date, subject: UUID | None, subject_hash: str
    ) -> None:
        self._world, self._pole, self._kind, self._on = world, pole, kind, on
        self._subject, self._subject_hash = subject, subject_hash
        self.decision = Decision(world.an_id())

    @property
    def adopted(self) -> bool:
        return self.decision.adopted_on is not None

    def commands(self) -> SimulatedCommands:
        """Yields the commands of one day. A member that has left takes no position; then there is no consensus."""
        decision, pole, on, command = (
            self.decision,
            self._pole,
            self._on,
            SimulatedCommand(self.decision, self._pole.bassin),
        )
        wording = Wording(
            title=f"Décision simulée {self._world.number()}",
            text="Le pôle en décide ainsi (exemple illustratif).",
            subject_hash=self._subject_hash,
        )
        if not allowed(lambda: decision.propose(pole, self._kind, self._subject, wording, on=on)):
            return
        yield command
        for seat in decision.roster:
            yield from self._heard(seat.operator)
        sitting = pole.members_on(on)
        members = [each for each in self._world.members[pole.id] if each.operator in sitting]
        if allowed(lambda: decision.adopt(pole, members, str, on=on)):
            yield command
            yield from self._told()
        else:
            decision.close("Pas de consensus (exemple illustratif).", on=on)
            yield command

    def _heard(self, operator: UUID) -> SimulatedCommands:
        """Yields the position of a member. Most agree; an objection is answered, then withdrawn by an agreement."""
        decision, command = self.decision, SimulatedCommand(self.decision, self._pole.bassin)
        draw, rallied = self._world.draw.random(), ""
        if draw < 0.02:
            if not self._says(operator, Stance.OBJECT, "Les moyens manquent (exemple illustratif)."):
                return
            yield command
            [objection] = decision.objections.standing_of(operator)
            decision.answer_objection(objection.number, "Ils sont trouvés (exemple illustratif).", on=self._on)
            yield command
            rallied = "Les moyens sont trouvés (exemple illustratif)."
        stance = Stance.RESERVE if draw > 0.9 else Stance.ABSTAIN if draw > 0.85 else Stance.AGREE
        words = "À revoir dans un an (exemple illustratif)." if stance is Stance.RESERVE else rallied
        if self._says(operator, stance, words):
            yield command

    def _says(self, operator: UUID, stance: Stance, words: str) -> bool:
        decision = self.decision
        return allowed(
            lambda: decision.take_position(
                self._pole, operator, stance, words, content_hash=decision.content_hash, on=self._on
            )
        )

    def _told(self) -> SimulatedCommands:
        self.decision.communicate(on=self._on + timedelta(7))
        yield SimulatedCommand(self.decision, self._pole.bassin)
        self.decision.receive(on=self._on + timedelta(14))
        yield SimulatedCommand(self.decision, self._pole.bassin)


def pole_meets(world: World, pole: Pole, day: date) -> SimulatedCommands:
    """Yields a meeting of the members, sometimes without one of them; one meeting in twenty is cancelled."""
    if not allowed(lambda: pole.check_meets(day, remote=False)):
        return
    assembly = Assembly(kind=AssemblyKind.POLE, id=pole.id, bassins=(pole.bassin,))
    everybody = [Attendee(operator=operator) for operator in pole.members_on(day)]
    yield from _meets(world, Meeting(world.an_id()), assembly, day, everybody)


def forum_meets(world: World, meeting: Meeting, bassin: Bassin, day: date) -> SimulatedCommands:
    """Yields a meeting of the Instance's body that gives verdicts."""
    assembly = Assembly(kind=AssemblyKind.BODY, id=forum(bassin), bassins=(bassin,))
    yield from _convened(world, meeting, assembly, day)
    meeting.hold(VENUE, (Attendee(person=world.an_id()),), (), on=day)
    yield SimulatedCommand(meeting, bassin)


def _meets(
    world: World, meeting: Meeting, assembly: Assembly, day: date, everybody: Sequence[Attendee]
) -> SimulatedCommands:
    yield from _convened(world, meeting, assembly, day)
    if world.once_in(20):
        meeting.cancel("Trop d'excusés (exemple illustratif).", on=day - timedelta(1))
    else:
        absent = int(len(everybody) > 1 and world.once_in(3))
        meeting.hold(VENUE, tuple(everybody[absent:]), tuple(everybody[:absent]), on=day)
    yield SimulatedCommand(meeting, assembly.bassins[0])


def _convened(world: World, meeting: Meeting, assembly: Assembly, day: date) -> SimulatedCommands:
    meeting.convene(assembly, day, VENUE, on=day - NOTICE)
    yield SimulatedCommand(meeting, assembly.bassins[0])
    meeting.set_agenda((f"Point simulé {world.number()}",), on=day - NOTICE)
    yield SimulatedCommand(meeting, assembly.bassins[0])
