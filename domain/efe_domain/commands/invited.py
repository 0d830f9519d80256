"""Which invitation a pôle answers: the base of the commands that rest on one."""

from datetime import date

from efe_domain.commands.authorization import Rights
from efe_domain.pole.pole import Pole
from efe_domain.project.invitation import Invitation, InvitationState
from efe_domain.project.project import Project
from efe_domain.shared.ids import invitation_id


class Invited(Rights):
    """An invitation is found by its id, which follows from the project and the two pôles."""

    def invitation_to(self, project: Project, pole: Pole, on: date) -> Invitation | None:
        """The one that the pôle can accept that day, or else its last one: of the lead, or of a carrier that led.

        None for the pôles of the project itself, and where nobody ever invited.
        """
        if pole.id == project.lead or pole.id in project.carriers:
            return None
        inviters = dict.fromkeys((project.lead, *project.carriers))
        sent = [self.load(Invitation, invitation_id(project.id, each, pole.id)) for each in inviters]
        found = max(sent, key=lambda each: (each.is_open(on), each.state is InvitationState.OPEN, each.exists))
        return found if found.exists else None
