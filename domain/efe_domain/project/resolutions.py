"""Decisions of pôles on their acts in a project: the one that an act cites, and that it serves one act."""

from datetime import date
from typing import Final
from uuid import UUID

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.project.refusals import NotDecided
from efe_domain.shared.days import check_not_before
from efe_domain.shared.event import Event

OF_ONE_CONTENT: Final = frozenset({DecisionKind.AMENDMENT, DecisionKind.ABANDONMENT, DecisionKind.COMPLETION})
"""Kinds of decisions of the pôle that leads: another content needs another decision. A pôle that decided to leave
leaves after an amendment too: else the lead could keep it.
"""


class Resolutions:
    """Decisions that acts on the project cited so far."""

    def __init__(self) -> None:
        self._used: set[UUID] = set()

    def check(self, kind: DecisionKind, pole: UUID, decision: Decision, subject: tuple[UUID, str], on: date) -> None:
        """Checks that the pôle adopted the decision for that act. Raises `NotDecided` or `TooEarly`.

        `subject` is the project and the hash of its current content.
        """
        project, content_hash = subject
        if decision.pole != pole:
            raise NotDecided("Cette décision est celle d'un autre pôle.")
        if decision.adopted_on is None or (decision.kind, decision.subject) != (kind, project):
            raise NotDecided("Cette décision n'est pas adoptée pour cet acte sur ce projet.")
        if kind in OF_ONE_CONTENT and decision.subject_hash != content_hash:
            raise NotDecided("Cette décision porte sur un contenu que le projet n'a plus.")
        check_not_before(on, decision.adopted_on, "l'adoption de la décision")
        if decision.id in self._used:
            raise NotDecided("Un acte repose déjà sur cette décision : le pôle en prend une autre.")

    def use(self, act: Event) -> None:
        if decision := getattr(act, "decision", None):
            self._used.add(decision)
