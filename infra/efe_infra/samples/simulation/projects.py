"""Simulated life of a project, local or joint: carried, submitted to the Instances, judged, supported, completed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.events import DecisionKind
from efe_domain.meeting.meeting import Meeting
from efe_domain.pole.pole import Pole
from efe_domain.project.content import ActionNature, Aspect, ProjectAction, ProjectContent, Public
from efe_domain.project.events import (
    FundingAppliedFor,
    FundingAuthority,
    SupportGranted,
    SupportKind,
    SupportPhase,
    VerdictKind,
)
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.project.verdicts import Sitting, Verdict
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import ZONE, invitation_id
from efe_domain.transparency import merkle
from efe_domain.zone.zone import Zone
from efe_infra.samples.simulation.consensus import decide, forum_meets
from efe_infra.samples.simulation.world import COMMUNES, SimulatedCommand, SimulatedCommands, World, allowed

MOST_PARTNERS: Final = 2
WEEK: Final = timedelta(7)


class ProjectLife:
    """Life of a project that `lead` leads. Half of the projects are joint, with pôles of one or two other bassins."""

    def __init__(self, world: World, lead: Pole, on: date) -> None:
        self._world, self._lead, self._on = world, lead, on
        self._project = Project(world.an_id())
        self._poles = [lead]
        for _ in range(world.draw.choice((0, 0, *range(1, MOST_PARTNERS + 1)))):
            if partner := world.a_partner(lead.axis.key, {pole.bassin for pole in self._poles}, on):
                self._poles.append(partner)

    def commands(self) -> SimulatedCommands:
        self._project.emerge(self._lead, self._content(), on=self._on)
        yield self._led()
        yield from self._put()
        if self._world.once_in(5) and not self._project.ended_on:
            yield from self._amended()
        if not self._project.ended_on:
            yield from self._judged()
            yield from self._accompanied()
        self._world.states.pop(self._project.id, None)

    def _led(self) -> SimulatedCommand:
        return SimulatedCommand(self._project, self._lead.bassin)

    def _content(self) -> ProjectContent:
        draw, number = self._world.draw, self._world.number()
        return ProjectContent(
            title=f"Projet simulé {number}",
            aims="Rapprocher l'école et l'entreprise (exemple illustratif).",
            actions=(ProjectAction(draw.choice(tuple(ActionNature)), "Ouvrir un atelier (exemple illustratif)."),),
            aspects=tuple(draw.sample(tuple(Aspect), 2)),
            publics=(draw.choice(tuple(Public)),),
            communes=tuple(draw.choice(COMMUNES[pole.bassin]).nis for pole in self._poles),
            budget_cents=draw.randrange(100_000, 10_000_000, 100),
        )

    def _put(self) -> SimulatedCommands:
        """Yields the decisions of the pôles to carry it, then the submission; or the abandonment if one does not."""
        for pole in self._poles:
            yield from self._carried(pole)
        zone, poles = Zone(ZONE), [pole for pole in self._poles if pole.id in self._project.carriers]
        if allowed(lambda: self._project.submit(poles, zone, on=self._on)):
            yield self._led()
        else:
            self._project.abandon("Un pôle ne le porte pas (exemple illustratif).", on=self._on)
            yield self._led()

    def _carried(self, pole: Pole) -> SimulatedCommands:
        project, invitation = self._project, self._invitation(pole)
        if invitation:
            by = self._on + 4 * WEEK
            if not allowed(lambda: project.invite(pole, invitation, answer_by=by, on=self._on)):
                return
            yield SimulatedCommand(invitation, self._lead.bassin)
        decided = decide(
            self._world,
            pole,
            DecisionKind.PROJECT,
            self._on,
            subject=project.id,
            subject_hash=project.content_hash,
        )
        yield from decided.commands()
        states = self._world.states[project.id]
        events, root = len(states), merkle.root([merkle.leaf_hash(state) for state in states]).hex()
        decision, on = decided.decision, self._on
        if decided.adopted and allowed(
            lambda: project.join(pole, decision, invitation, past_events=events, past_root=root, on=on)
        ):
            yield SimulatedCommand(project, pole.bassin)
            if invitation:
                yield SimulatedCommand(invitation, pole.bassin)

    def _invitation(self, pole: Pole) -> Invitation | None:
        """Returns the invitation of a pôle that neither leads nor carries the project."""
        if pole is self._lead or pole.id in self._project.carriers:
            return None
        return Invitation(invitation_id(self._project.id, self._lead.id, pole.id))

    def _amended(self) -> SimulatedCommands:
        """Amends the content, after which every verdict is awaited anew."""
        self._on += WEEK
        content = replace(self._project.content, budget_cents=self._project.content.budget_cents + 100)
        self._project.amend(content, "Le budget est revu (exemple illustratif).", on=self._on)
        yield self._led()
        yield from self._put()

    def _judged(self) -> SimulatedCommands:
        """Gives the verdicts; one Instance in ten gives none."""
        for bassin in self._project.concerned:
            if self._world.once_in(10):
                continue
            meeting, day = Meeting(self._world.an_id()), self._world.a_day(self._on + 3 * WEEK, 30)
            yield from forum_meets(self._world, meeting, bassin, day)
            verdict, sitting = self._verdict(meeting.id), Sitting(meeting, self._world.instances[bassin])
            self._project.give_verdict(bassin, verdict, self._project.content_hash, sitting=sitting, on=day)
            yield SimulatedCommand(self._project, bassin)
        self._on += 12 * WEEK

    def _verdict(self, meeting: UUID) -> Verdict:
        match self._world.draw.randrange(10):
            case 0:
                return Verdict(
                    kind=VerdictKind.REFUSED, reasons="Hors des priorités (exemple illustratif).", meeting=meeting
                )
            case 1 | 2:
                conditions = ("Un bilan après six mois (exemple illustratif).",)
                return Verdict(kind=VerdictKind.CONDITIONS, conditions=conditions, meeting=meeting)
            case _:
                return Verdict(kind=VerdictKind.AGREED, meeting=meeting)

    def _accompanied(self) -> SimulatedCommands:
        """Plays the support of the Instances that agreed; a project without one is abandoned."""
        project, agreed = self._project, self._agreed()
        if not agreed:
            project.abandon("Aucune Instance n'en veut encore (exemple illustratif).", on=self._on)
            yield self._led()
            return
        for bassin in agreed:
            project.grant_support(self._support(bassin))
            yield SimulatedCommand(project, bassin)
        yield from self._funded()
        project.start(on=self._on)
        yield self._led()
        for pole in self._poles:
            report = f"Rapport simulé {self._world.number()}"
            project.report_progress(pole.id, report, on=self._on + WEEK)
            yield SimulatedCommand(project, pole.bassin)
        if self._world.once_in(2):
            project.complete("L'atelier est ouvert (exemple illustratif).", on=self._on + 30 * WEEK)
            yield self._led()

    def _agreed(self) -> Sequence[Bassin]:
        """Returns the Instances whose verdict on the current content is an agreement."""
        verdicts = self._project.verdicts
        return [
            bassin
            for bassin in self._project.concerned
            if verdicts.of(bassin) in (VerdictKind.AGREED, VerdictKind.CONDITIONS)
        ]

    def _support(self, bassin: Bassin) -> SupportGranted:
        return SupportGranted(
            support=self._world.an_id(),
            bassin=bassin,
            kind=self._world.draw.choice(tuple(SupportKind)),
            phase=self._world.draw.choice(tuple(SupportPhase)),
            description="Un quart-temps (exemple illustratif).",
            number=self._project.content_number,
            effective_on=self._on,
        )

    def _funded(self) -> SimulatedCommands:
        draw, project, amount = self._world.draw, self._project, self._project.content.budget_cents
        application = self._world.an_id()
        project.apply_for_funding(
            FundingAppliedFor(
                application=application,
                pole=self._lead.id,
                bassin=self._lead.bassin,
                authority=draw.choice(tuple(FundingAuthority)),
                procedure="Appel à projets simulé",
                amount_cents=amount,
                effective_on=self._on,
            )
        )
        yield self._led()
        granted = None if self._world.once_in(3) else amount
        project.record_funding_outcome(application, granted, "", on=self._on + 10 * WEEK)
        yield self._led()
