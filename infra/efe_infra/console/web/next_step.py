"""Line of a page with the next step of its object: what, by whose act, until when, and its form."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from efe_infra.console.language.formats import today
from efe_infra.console.register.generated import NextStep
from efe_infra.console.register.ids import at_present
from efe_infra.console.register.labels import BASSINS, SLUGS
from efe_infra.console.register.links import object_name, page_of
from efe_infra.console.register.task_buttons import button_of
from efe_infra.console.register.task_forms import form_of
from efe_infra.console.register.task_kinds import WITH_REASONS, label_of
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.permissions import coordinates


class StepLine(NamedTuple):
    """Next step of an object in words. `instance` is the name of the bassin of an Instance that owns it.

    `owner_page` leads to the pôle or the member that owns it, `subject_page` to another object that it is about.
    `overdue_days` counts the days since its due day; 0 before. The viewer of an `is_others` step waits for its owner.
    `reminded` is the object of a step whose owner the platform can remind by mail.
    """

    words: str
    button: str
    reason: str | None
    due: date | None
    owner: str | None
    owner_page: str | None
    instance: str | None
    person: str | None
    subject: str | None
    subject_page: str | None
    form: str | None
    rule: str
    overdue_days: int
    is_others: bool
    reminded: str | None = None


def step_line(
    step: NextStep | None, viewer: Standing | None, page_object: str, refused: Collection[str] = ()
) -> StepLine | None:
    """Returns the line of a step; with the form for its owner and for coordinators of its Instance.

    `viewer` has the rights of today, and is None on a page of the past. `page_object` is the id of the object of the
    page, `refused` the commands that are impossible on it.
    """
    if step is None:
        return None
    coordinated = [each for each in SLUGS if coordinates(viewer, each)]
    may_act = viewer is not None and (step.viewer_owns or step.bassin in coordinated)
    party = step.owner.party
    of_instance = step.owner.kind == "INSTANCE"
    elsewhere = step.subject if step.subject and at_present(step.subject.id) != at_present(page_object) else None
    form = form_of(coordinated, step) if may_act and step.command not in refused else None
    return StepLine(
        words=label_of(step.kind, step.command).words,
        button=button_of(step.kind, step.command) if form else "",
        reason=step.reason if step.kind in WITH_REASONS else None,
        due=step.due,
        owner=party.name if party and not of_instance else None,
        owner_page=page_of(party.id) if party and at_present(party.id) != at_present(page_object) else None,
        instance=BASSINS[step.bassin] if of_instance else None,
        person=step.owner.person.display_name if step.owner.person else None,
        subject=object_name(elsewhere) if elsewhere else None,
        subject_page=page_of(elsewhere.id) if elsewhere else None,
        form=form,
        rule=step.rule.key,
        overdue_days=max(0, (today() - step.due).days) if step.due else 0,
        is_others=viewer is not None and not may_act,
        reminded=at_present(page_object) if party else None,
    )
