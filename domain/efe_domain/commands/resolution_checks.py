"""Checks of the decision on which an act of a pôle in a project rests, and of the communes in which it acts.

They hold for acts that are recorded now. A line of an imported history keeps the rules of its own time.
"""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import coordinates_pole, decision_for, lifts_rules
from efe_domain.commands.handler import UseCases
from efe_domain.commands.questions import put_in_question
from efe_domain.decision.decision import Decision
from efe_domain.pole.pole import Pole
from efe_domain.project.project import Project
from efe_domain.project.refusals import DecisionNeeded
from efe_domain.shared.command_context import current_context
from efe_domain.shared.errors import Forbidden


def cited(uow: UseCases, pole_id: UUID, decision_id: UUID | None) -> Decision | None:
    """Loads the decision that the act cites, if it cites one. Raises `NotFound`, also for a hidden one."""
    return decision_for(uow, uow.require(Pole, pole_id), decision_id) if decision_id else None


def check_decided(uow: UseCases, project: Project, pole: Pole, decision: Decision | None, on: date) -> None:
    """Checks, once the act is decided, that it cites a decision of the pôle. Raises `DecisionNeeded`.

    A pôle out of term or dissolved cannot decide: a coordinator of its Instance acts without a decision, and the
    act is in question until another account confirms it. Raises `Forbidden` for another account.
    """
    is_lifted = lifts_rules(uow, project)
    if decision or (is_lifted and pole.is_in_term(on)):
        return
    if pole.is_in_term(current_context().today) and not is_lifted:
        raise DecisionNeeded("Cet acte repose sur une décision que le pôle a adoptée pour lui : citez-la.")
    if not coordinates_pole(uow, pole):
        raise Forbidden("Le pôle n'est plus dans son terme : un coordinateur de son Instance agit pour lui.")
    put_in_question(project, project, (DecisionNeeded.code(),))


def check_communes(uow: UseCases, project: Project) -> None:
    """Raises `OutsideTheTerritory` if a commune of the content lies outside the Instances concerned."""
    if not lifts_rules(uow, project):
        project.carriers.check_communes_inside(project.content)
