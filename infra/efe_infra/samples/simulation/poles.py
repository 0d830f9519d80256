"""Simulated life of a pôle: creation, constitution, terms with evaluation and renewal, dissolution."""

from datetime import date, timedelta

from efe_domain.decision.events import DecisionKind
from efe_domain.operator.candidate import Candidate
from efe_domain.opinion.content import (
    Brief,
    OpinionContent,
    OpinionKind,
    OpinionSubject,
    OpinionSubjectKind,
    OpinionTargetKind,
    Target,
)
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.modalities import Modalities
from efe_domain.pole.pole import Pole
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.ids import pole_id
from efe_infra.samples.simulation.consensus import decide, pole_meets
from efe_infra.samples.simulation.projects import ProjectLife
from efe_infra.samples.simulation.world import AXES, OPENED, SimulatedCommand, SimulatedCommands, World

SEATS = {College.A: 2, College.B: 2, College.C: 1}
"""Members of a new pôle. When the only one of its college leaves, the alarm is raised until the renewal."""
YEARS = 3
"""Length of a term in years. In each term, one member changes its representative, and one leaves and is replaced."""
TERMS = 3
MODALITIES = Modalities(meeting_every_months=3, quorum_percent=50, remote_allowed=True)


def pole_life(world: World, bassin: Bassin) -> SimulatedCommands:
    life = PoleLife(world, bassin)
    yield from life.composed()
    for nth in range(TERMS):
        if nth:
            yield from life.renewed()
        yield from life.term()
    yield from life.dissolved()


class PoleLife:
    """Life of one pôle. `members` are its present members, as candidates."""

    def __init__(self, world: World, bassin: Bassin) -> None:
        axis, name = world.draw.choice(AXES), f"Pôle simulé {world.number()}"
        self._world = world
        self._pole = Pole(pole_id(bassin, axis, name, 1))
        self._done = SimulatedCommand(self._pole, bassin)
        self._named = bassin, axis, name
        self._members: list[Candidate] = []

    def composed(self) -> SimulatedCommands:
        """Yields creation, members and constitution. The term begins on the day of the creation."""
        world, pole, (bassin, axis, name) = self._world, self._pole, self._named
        on = world.a_day(OPENED, 500)
        pole.create(bassin, axis, name, on=on)
        yield self._done
        for college, seats in SEATS.items():
            self._members += world.draw.sample(world.called[bassin, axis, college], seats)
        for member in self._members:
            pole.designate(member, world.an_id(), on=on)
            yield self._done
        pole.constitute(self._members, ends=None, on=on)
        world.partners[axis.key].append(pole)
        world.members[pole.id] = self._members
        yield self._done
        yield from self._concerted(on)

    def _concerted(self, on: date) -> SimulatedCommands:
        """Yields the decision of the pôle on its modalities, and the agreement of the Instance."""
        pole, hashed = self._pole, MODALITIES.hash_for(self._pole.id)
        decided = decide(self._world, pole, DecisionKind.MODALITIES, on, subject=pole.id, subject_hash=hashed)
        yield from decided.commands()
        if decided.adopted:
            pole.agree_modalities(MODALITIES, decided.decision.id, on=on)
            yield self._done

    def term(self) -> SimulatedCommands:
        """Yields a term: a project, a meeting a quarter, a decision a year, an opinion, and changes of members."""
        starts = self._pole.terms.last.starts
        yield from ProjectLife(self._world, self._pole, self._a_day(starts, 0)).commands()
        for year in range(YEARS):
            begins = starts + timedelta(360 * year)
            for quarter in range(4):
                yield from pole_meets(self._world, self._pole, self._a_day(begins, quarter))
            kind = self._world.draw.choice((DecisionKind.DECISION, DecisionKind.ORIENTATION))
            yield from decide(self._world, self._pole, kind, self._a_day(begins, 2)).commands()
            if year == 1:
                yield from opinion_life(self._world, self._pole, self._a_day(begins, 1))
        yield from self._turnover(self._a_day(begins, 3))

    def renewed(self) -> SimulatedCommands:
        on = self._pole.terms.last.ends
        self._pole.evaluate((), "Le pôle se réunit et ses projets avancent (exemple illustratif).", on=on)
        yield self._done
        self._pole.renew(self._members, ends=None, on=on)
        yield self._done

    def dissolved(self) -> SimulatedCommands:
        self._pole.dissolve("Le métier a changé (exemple illustratif).", on=self._pole.terms.last.ends)
        yield self._done

    def _turnover(self, on: date) -> SimulatedCommands:
        world, pole = self._world, self._pole
        pole.replace_representative(world.draw.choice(self._members).operator, world.an_id(), on=on)
        yield self._done
        leaver = world.draw.choice(self._members)
        called = world.called[pole.bassin, pole.axis, leaver.college]
        strangers = [each for each in called if each.operator not in pole.members]
        if not strangers:
            return
        pole.end_membership(leaver.operator, "Changement d'activité.", members=self._members, on=on)
        yield self._done
        newcomer = world.draw.choice(strangers)
        pole.designate(newcomer, world.an_id(), on=on)
        yield self._done
        self._members[self._members.index(leaver)] = newcomer

    def _a_day(self, begins: date, quarter: int) -> date:
        """Returns a day in that quarter of a year, with time to convene before it."""
        return self._world.a_day(begins + timedelta(90 * quarter + 20), 60)


def opinion_life(world: World, pole: Pole, on: date) -> SimulatedCommands:
    """Yields an opinion that is drafted, decided and transmitted on one day, and answered later."""
    opinion, number = Opinion(world.an_id()), world.number()
    brief = Brief(
        kind=OpinionKind.AVIS_OPPORTUNITE,
        bassin=pole.bassin,
        pole=pole.id,
        subject=OpinionSubject(kind=OpinionSubjectKind.FILE, file=f"Dossier simulé {number}"),
        target=Target(kind=OpinionTargetKind.FUNDING_MECHANISM, name="Appel simulé"),
    )
    content = OpinionContent(
        title=f"Avis simulé {number}",
        impact="Des emplois dans le bassin (exemple illustratif).",
        conclusion="Favorable (exemple illustratif).",
    )
    command = SimulatedCommand(opinion, pole.bassin)
    opinion.undertake(brief, on=on)
    opinion.draft(content, None, on=on)
    yield command
    decided = decide(world, pole, DecisionKind.OPINION, on, subject=opinion.id, subject_hash=opinion.content_hash)
    yield from decided.commands()
    if not decided.adopted:
        return
    opinion.adopt(decided.decision.id, on=on)
    yield command
    opinion.transmit(answer_due_on=on + timedelta(60), on=on)
    yield command
    if world.once_in(3):
        return
    opinion.acknowledge(None, None, on=on + timedelta(5))
    yield command
    opinion.answer(None, None, "Il en est tenu compte (exemple illustratif).", on=world.a_day(on, 60) + timedelta(6))
    yield command
    opinion.observe_effect("Le dossier a été revu (exemple illustratif).", on=on + timedelta(90))
    yield command
