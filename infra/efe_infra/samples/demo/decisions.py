"""Decisions of the demonstration, each adopted by consensus on one day."""

from uuid import UUID, uuid5

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import Stance
from efe_domain.decision.wording import Wording
from efe_domain.pole.pole import Pole
from efe_infra.samples.demo.chapters import Resolution
from efe_infra.samples.demo.stage import Stage


def adopt(stage: Stage, pole: UUID, resolution: Resolution, subject: UUID, subject_hash: str) -> UUID:
    """The decision, proposed to the members of the day; who has an account speaks for itself."""
    platform, on = stage.platform, resolution.on
    actor = stage.coordinator(stage.found(Pole, pole).bassin)
    wording = Wording(title=resolution.title, text=resolution.text, subject_hash=subject_hash)
    with stage.command(actor, "propose", str(pole), str(subject), subject_hash) as command:
        decision = uuid5(command, "decision")
        platform.propose_decision(decision, pole, resolution.kind, wording, subject=subject, on=on)
    _hear(stage, decision, resolution)
    with stage.command(actor, "adopt", str(decision)):
        platform.adopt_decision(decision, on=on)
    if resolution.communicated:
        with stage.command(actor, "communicate", str(decision)):
            platform.communicate_decision(decision, on=resolution.communicated)
    if resolution.received:
        with stage.command(actor, "receive", str(decision)):
            platform.receive_decision(decision, on=resolution.received)
    return decision


def _hear(stage: Stage, decision: UUID, resolution: Resolution) -> None:
    """Every member of the roster agrees, the last with the reserve if there is one."""
    proposed = stage.found(Decision, decision)
    for seat in proposed.roster:
        words = resolution.reserve if seat is proposed.roster[-1] else ""
        stance = Stance.RESERVE if words else Stance.AGREE
        actor, person = stage.speaker_for(seat.representative, proposed.bassin)
        with stage.command(actor, "position", str(decision), str(seat.operator), person=person):
            stage.platform.take_position(
                decision, seat.operator, stance, words, content_hash=proposed.content_hash, on=resolution.on
            )
