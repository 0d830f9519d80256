"""Checks of the decision on which an act of a pôle in a project rests, and of the communes in which it acts."""

from datetime import date
from uuid import UUID

from efe_domain.commands.invitation_commands import InvitationLookup
from efe_domain.commands.questions import put_in_question
from efe_domain.decision.decision import Decision
from efe_domain.pole.pole import Pole
from efe_domain.project.project import Project
from efe_domain.project.refusals import DecisionNeeded
from efe_domain.shared.command_context import current_context
from efe_domain.shared.errors import Forbidden


class ResolutionChecks(InvitationLookup):
    """Rules of acts that are recorded now. A line of an imported history keeps the rules of its own time."""

    def cited(self, pole_id: UUID, decision_id: UUID | None) -> Decision | None:
        """Loads the decision that the act cites, if it cites one. Raises `NotFound`, also for a hidden one."""
        return self.decision_for(self.require(Pole, pole_id), decision_id) if decision_id else None

    def check_decided(self, project: Project, pole: Pole, decision: Decision | None, on: date) -> None:
        """Checks, once the act is decided, that it cites a decision of the pôle. Raises `DecisionNeeded`.

        A pôle out of term or dissolved cannot decide: a coordinator of its Instance acts without a decision, and the
        act is in question until another account confirms it. Raises `Forbidden` for another account.
        """
        lifts_rules = self.lifts_rules(project)
        if decision or (lifts_rules and pole.is_in_term(on)):
            return
        if pole.is_in_term(current_context().today) and not lifts_rules:
            raise DecisionNeeded("Cet acte repose sur une décision que le pôle a adoptée pour lui : citez-la.")
        if not self.coordinates_pole(pole):
            raise Forbidden("Le pôle n'est plus dans son terme : un coordinateur de son Instance agit pour lui.")
        put_in_question(project, project, (DecisionNeeded.code(),))

    def check_communes(self, project: Project) -> None:
        """Raises `OutsideTheTerritory` if a commune of the content lies outside the Instances concerned."""
        if not self.lifts_rules(project):
            project.carriers.check_communes_inside(project.content)
