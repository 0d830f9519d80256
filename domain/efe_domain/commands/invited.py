"""The invitation that a pôle answers, and whether it shares the axis: the base of the commands that need either."""

from datetime import date

from efe_domain.commands.authorization import Rights
from efe_domain.instance.instance import InstanceBassin
from efe_domain.pole.pole import Pole
from efe_domain.project.axes import are_one
from efe_domain.project.invitation import Invitation, InvitationState
from efe_domain.project.project import Project
from efe_domain.shared.ids import instance_id, invitation_id


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

    def is_around(self, pole: Pole, project: Project, day: date) -> bool:
        """Whether the pôle is around the axis of the project, which is that of the pôle where it emerged."""
        if pole.axis.key == project.content.axis:
            return True
        instance = self.require(InstanceBassin, instance_id(pole.bassin))
        carriers = (self.require(Pole, each) for each in {project.lead, *project.carriers})
        return any(
            are_one(pole, instance, origin, self.require(InstanceBassin, instance_id(origin.bassin)), day)
            for origin in carriers
            if origin.axis.key == project.content.axis
        )
