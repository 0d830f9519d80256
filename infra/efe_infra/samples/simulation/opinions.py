"""An opinion of a pôle on a file from outside, followed up by the body that asked nothing of it."""

from datetime import date, timedelta

from efe_domain.decision.events import DecisionKind
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
from efe_domain.pole.pole import Pole
from efe_infra.samples.simulation.consensus import decide
from efe_infra.samples.simulation.world import SimulatedCommand, SimulatedCommands, World


def opinion_life(world: World, pole: Pole, on: date) -> SimulatedCommands:
    """Drafted, decided by consensus and transmitted on one day; answered, and its effect seen, later."""
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
    done = SimulatedCommand(opinion, pole.bassin)
    opinion.undertake(brief, on=on)
    opinion.draft(content, None, on=on)
    yield done
    decided = decide(world, pole, DecisionKind.OPINION, on, subject=opinion.id, subject_hash=opinion.content_hash)
    yield from decided.commands()
    if not decided.adopted:
        return
    opinion.adopt(decided.decision.id, on=on)
    yield done
    opinion.transmit(answer_due_on=on + timedelta(60), on=on)
    yield done
    if world.once_in(3):
        return
    opinion.acknowledge(None, None, on=on + timedelta(5))
    yield done
    opinion.answer(None, None, "Il en est tenu compte (exemple illustratif).", on=world.a_day(on, 60) + timedelta(6))
    yield done
    opinion.observe_effect("Le dossier a été revu (exemple illustratif).", on=on + timedelta(90))
    yield done
