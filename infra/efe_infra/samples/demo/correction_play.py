"""Plays a correction: a designation names the wrong person; the decision that rests on it is looked at again."""

from typing import Final

from efe_domain.decision.decision import Decision
from efe_domain.pole.events import MemberDesignated, ModalitiesAgreed
from efe_domain.pole.pole import Pole
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Patch
from efe_infra.samples.demo.ids import operator_named
from efe_infra.samples.demo.people import RIGHTLY_NAMED
from efe_infra.samples.demo.poles import POLES
from efe_infra.samples.demo.stage import Stage

CORRECTED: Final = POLES[1]
MEMBER: Final = "Le Forem"


def play_correction(stage: Stage) -> None:
    """The modalities were decided by a roster with the person wrongly recorded."""
    platform, actor = stage.platform, stage.coordinator(CORRECTED.bassin)
    recorded = [event for event in platform.events.get(CORRECTED.id) if isinstance(event, Event)]
    patch = Patch(_designated_at(recorded), {"representative": str(RIGHTLY_NAMED.id)})
    with stage.command(actor, "rectify", str(CORRECTED.id), MEMBER):
        platform.rectify(
            Pole.KIND,
            CORRECTED.id,
            (patch,),
            "Erreur d'encodage : l'acte de désignation nomme une autre personne (exemple illustratif).",
        )
    for decision in (event.decision for event in recorded if isinstance(event, ModalitiesAgreed) and event.decision):
        for question in tuple(stage.found(Decision, decision).questions):
            with stage.command(actor, "confirm", str(decision)):
                platform.confirm_fact(
                    Decision.KIND,
                    decision,
                    question,
                    "Le membre a été entendu, qui que ce soit qui le représente (exemple illustratif).",
                )


def _designated_at(recorded: list[Event]) -> int:
    """The version."""
    designations = (event for event in recorded if isinstance(event, MemberDesignated))
    return next(each.originator_version for each in designations if each.operator == operator_named(MEMBER))
