"""`/projets/{key}/reunions`: the joint meetings of a project, and the forms of a pôle for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import Translatable, tr
from efe_infra.console.project.generated import JOINT_MEETING_FORM, JOINT_MEETINGS, JointMeetingFormResponse
from efe_infra.console.project.joint_meeting_forms import CALLING, CANCELLING, OF_A_MEETING, TAKING_PART
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import NOR_A_MEMBER, acts_in, live_updates
from efe_infra.console.web.refusals import NotTheirs, require

pages = page_router(multilingual=True)
TITLE: Final = tr("Réunions conjointes")


@pages.get("/projets/{key:uuid}/reunions")
async def joint_meetings(visit: Visit, key: UUID) -> Response:
    answer = await visit.ask(JOINT_MEETINGS, id=global_id("Project", str(key)))
    project = require(answer.project)
    dossier = require(project.dossier)
    viewer = visit.viewer_now(answer.viewer)
    carriers = [each.pole for each in dossier.carriers if each.until is None]
    poles = {each.id: each for each in (dossier.lead, *carriers) if each}
    is_open = dossier.state in {"EMERGED", "STARTED"}
    return visit.page(
        "project/joint_meetings.html",
        answer,
        updates=live_updates(answer.viewer, project.bassins),
        key=key,
        meetings=dossier.joint_meetings[::-1],
        own_poles=[each for each in poles.values() if acts_in(viewer, each.id, each.bassin)] if is_open else [],
    )


async def read_form(visit: PageRequest, key: UUID, pole: UUID) -> JointMeetingFormResponse:
    """Raises `NotTheirs` for an account that does not act in the pôle."""
    ids = {"id": global_id("Project", str(key)), "pole": global_id("Pole", str(pole))}
    answer = await visit.ask(JOINT_MEETING_FORM, **ids)
    own_pole = require(answer.pole)
    if not acts_in(answer.viewer, own_pole.id, own_pole.bassin):
        raise NotTheirs(NOR_A_MEMBER)
    return answer


@form_at(pages, "/projets/{key:uuid}/reunions/appeler/{pole:uuid}")
async def calling_page(visit: PageRequest, key: UUID, pole: UUID) -> CommandPage:
    answer = await read_form(visit, key, pole)
    project, own_pole = require(answer.project), require(answer.pole)
    return CommandPage(
        visit=visit,
        command=CALLING,
        frame=answer,
        subject_link=(TITLE, f"/projets/{key}/reunions"),
        fixed={"projectId": project.id, "poleId": own_pole.id},
        bassin=own_pole.bassin,
        subject=project.id,
    )


@form_at(pages, "/projets/{key:uuid}/reunions/{meeting:uuid}/{number:int}/{slug}/{pole:uuid}")
async def meeting_page(
    visit: PageRequest, key: UUID, meeting: UUID, number: int, slug: str, pole: UUID
) -> CommandPage:
    """Builds a form on a joint meeting; `number` is the rank of the call that the page showed."""
    command = require(OF_A_MEETING.get(slug))
    answer = await read_form(visit, key, pole)
    project, own_pole = require(answer.project), require(answer.pole)
    joint_id = global_id("JointMeeting", f"{key}/{meeting}")
    meetings = require(project.dossier).joint_meetings
    joint = require(next((each for each in meetings if each.id == joint_id), None))
    fixed: dict[str, Any] = {"jointMeetingId": joint_id}
    if command is TAKING_PART:
        fixed |= {"assembly": {"poleId": own_pole.id}}
    else:
        fixed |= {"projectId": project.id, "poleId": own_pole.id, "replaces": number}
    return CommandPage(
        visit=visit,
        command=command,
        frame=answer,
        subject_link=(TITLE, f"/projets/{key}/reunions"),
        fixed=fixed,
        bassin=own_pole.bassin,
        subject=None if command is TAKING_PART else project.id,
        initial={} if command is CANCELLING else initial_values(joint),
        quote=agenda_of(joint) if command in {CANCELLING, TAKING_PART} else "",
    )


class Schedule(Protocol):
    """Day, hours, place and agenda of a joint meeting in a response."""

    @property
    def day(self) -> date: ...

    @property
    def starts_at(self) -> str | None: ...

    @property
    def ends_at(self) -> str | None: ...

    @property
    def place(self) -> str: ...

    @property
    def remote(self) -> bool: ...

    @property
    def agenda(self) -> tuple[str, ...]: ...


def agenda_of(joint: Schedule) -> Translatable:
    """Returns the day and the agenda of a joint meeting, a line for each item."""
    items = "".join(f"\n{number}. {each}" for number, each in enumerate(joint.agenda, 1))
    return tr("Réunion conjointe du %(day)s. Ordre du jour :%(items)s", day=joint.day, items=items)


def initial_values(joint: Schedule) -> Mapping[str, str]:
    return {
        "day": str(joint.day),
        "startsAt": joint.starts_at or "",
        "endsAt": joint.ends_at or "",
        "place": joint.place,
        "remote": "oui" if joint.remote else "",
        "agenda": "\n".join(joint.agenda),
    }
