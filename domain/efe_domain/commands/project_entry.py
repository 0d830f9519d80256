"""Entry of a pôle into a project, or into an amended content, by its adopted decision.

The command that joins and the adoption of the decision share it.
"""

from datetime import date

from efe_domain.commands.batch import current_batch
from efe_domain.commands.handler import UseCases
from efe_domain.commands.invitation_commands import invitation_to
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.decision.refusals import NotCarried
from efe_domain.pole.pole import Pole
from efe_domain.project.axes import is_around
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.transparency import merkle


def enter(uow: UseCases, project: Project, pole: Pole, decision: Decision, day: date) -> list[Invitation]:
    """Records that the pôle carries the content, and returns the invitation that it accepts, if it had one."""
    invitation = invitation_to(uow, project, pole, day)
    events, root = _past_of(uow, project)
    one_axis = is_around(pole, project, uow.require, day)
    project.join(pole, decision, invitation, past_events=events, past_root=root, one_axis=one_axis, on=day)
    return [invitation] if invitation else []


def joined_by(uow: UseCases, decision: Decision, pole: Pole, day: date) -> list[Project | Invitation]:
    """Records the join by a decision that is adopted in the same act. Raises `NotCarried` for another subject."""
    if decision.kind is not DecisionKind.PROJECT or decision.subject is None:
        raise NotCarried("Cette décision ne porte pas sur le contenu d'un projet : rien n'est à rejoindre.")
    project = uow.require(Project, decision.subject)
    return [project, *enter(uow, project, pole, decision, day)]


def _past_of(uow: UseCases, project: Project) -> tuple[int, str]:
    """Returns the number of events of the project, and the Merkle root over their stored states.

    Those of the same batch come after: they are stored before the one that counts them.
    """
    past = list(uow.recorder.select_events(project.id))
    if batch := current_batch():
        past += [uow.mapper.to_stored_event(event) for event in batch.new_events(project.id)]
    return len(past), merkle.root([merkle.leaf_hash(event.state) for event in past]).hex()
