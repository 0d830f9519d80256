"""`/reunions/{key}`: one meeting, for those who see it, and its commands."""

from datetime import date
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.document.annex_forms import MEETING_DOCUMENT
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.document.shared import shared_documents, without_copies
from efe_infra.console.forms.command_form import CommandForm, Option, by_slug
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers, links_to
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr, tr_join, tr_plural, tr_value
from efe_infra.console.meeting.forms import AGENDA, MEETING_COMMANDS, MINUTES, RECORD
from efe_infra.console.meeting.generated import (
    MEETING,
    MEETING_COMMAND,
    Attendee,
    Meeting,
    MeetingCommandMeeting,
    Sitting,
)
from efe_infra.console.meeting.outcomes import outcomes
from efe_infra.console.meeting.states import state_of
from efe_infra.console.notices.sent_on import mails_on
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.links import Step, in_order
from efe_infra.console.web.course import CourseStep, in_course
from efe_infra.console.web.next_step import step_line
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinated_bassin, coordinates, live_updates, trail_bassin
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@pages.get("/reunions/{key:uuid}")
async def meeting(visit: SignedInVisit, key: UUID) -> Response:
    response = await visit.ask(MEETING, id=global_id("Meeting", str(key)))
    meeting = require(response.meeting)
    offers = Offers.of(meeting.available_commands)
    menu = offers.menu(links_to(f"/reunions/{key}", by_slug(RECORD, *MEETING_COMMANDS.values())))
    on = visit.moment.law_day or today()
    bassin = coordinated_bassin(response.viewer, meeting.bassins)
    return visit.page(
        "meeting/page.html",
        response,
        step=step_line(meeting.next_step, visit.viewer_now(response.viewer), meeting.id, offers.refused),
        bassin=trail_bassin(response.viewer, meeting.bassins),
        updates=live_updates(response.viewer, meeting.bassins),
        menu=menu,
        agenda_act=menu.link_to(AGENDA),
        minutes_act=menu.link_to(MINUTES),
        title=title_of(meeting),
        state=state_of(meeting, on),
        course=course_of(meeting, on),
        attendance=attendance_words(meeting),
        outcomes=await outcomes(visit, meeting),
        may_act=bool(offers.rows),
        steps=steps(meeting),
        name=attendee_name,
        mails=await mails_on(visit, meeting.id, may_read=coordinates(response.viewer, bassin)),
    )


@form_at(pages, "/reunions/{key:uuid}/actes/{slug}")
async def meeting_page(visit: PageRequest, key: UUID, slug: str) -> CommandPage:
    command = require(MEETING_COMMANDS.get(slug))
    response = await visit.ask(MEETING_COMMAND, id=global_id("Meeting", str(key)))
    meeting = require(response.meeting)
    bassin = coordinated_bassin(response.viewer, meeting.bassins)
    return CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(tr("Réunion du %(day)s", day=meeting.day), f"/reunions/{key}"),
        offers=Offers.of(meeting.available_commands),
        fixed={"meetingId": meeting.id},
        options={"sha256": await documents(visit, meeting, bassin) if command.takes_documents else ()},
        bassin=bassin,
        subject=meeting.id,
        version=None if command is MEETING_DOCUMENT else meeting.version,
        initial=typed_of(command, meeting),
    )


async def documents(visit: PageRequest, meeting: MeetingCommandMeeting, bassin: str) -> list[Option]:
    """Returns the documents of the project of a joint meeting, then those of the Instance."""
    joint, pole = meeting.joint_meeting, meeting.pole
    shared = await shared_documents(visit, joint.id, pole.id) if joint and pole else []
    return without_copies(shared, await recent_documents(visit, bassin))


def typed_of(command: CommandForm, meeting: Sitting) -> dict[str, str]:
    """Returns the initial values of a form: the current ones."""
    current_values = {
        "startsAt": meeting.starts_at or "",
        "endsAt": meeting.ends_at or "",
        "place": meeting.place,
        "remote": "oui" if meeting.remote else "",
        "items": "\n".join(meeting.agenda),
    }
    return {each.name: current_values[each.name] for each in command.fields if each.name in current_values}


def title_of(meeting: Meeting) -> str:
    assembly = meeting.pole or meeting.body
    name = assembly.name if assembly else tr("Zone interbassin")
    return tr("%(name)s : réunion du %(day)s", name=name, day=meeting.day)


def course_of(meeting: Meeting, on: date) -> list[CourseStep]:
    convened = (True, tr("Convoquée"), tr_value(meeting.convened_on))
    if meeting.cancelled_on:
        return in_course(iter((convened, (True, tr("Annulée"), tr_value(meeting.cancelled_on)))))
    points = len(meeting.agenda)
    agenda = tr_plural("%(count)s point", "%(count)s points", points) if points else tr("facultatif")
    day_held, due = meeting.held_on, tr("à consigner") if meeting.day <= on else tr_value(meeting.day)
    adopted, waiting = meeting.minutes_adopted_on, tr("à adopter") if day_held else ""
    steps = (
        convened,
        (bool(points) or day_held is not None or meeting.day <= on, tr("Ordre du jour"), agenda),
        (day_held is not None, tr("Tenue"), tr_value(day_held) if day_held else due),
        (adopted is not None, tr("Procès-verbal adopté"), tr_value(adopted) if adopted else waiting),
    )
    return in_course(iter(steps))


def attendance_words(meeting: Meeting) -> str:
    counts = (
        tr_plural("%(count)s présent", "%(count)s présents", len(meeting.present)),
        tr_plural("%(count)s représenté", "%(count)s représentés", len(meeting.represented)),
        tr_plural("%(count)s excusé", "%(count)s excusés", len(meeting.excused)),
    )
    lengths = (len(meeting.present), len(meeting.represented), len(meeting.excused))
    return tr_join(", ", [words for words, length in zip(counts, lengths, strict=True) if length])


def steps(meeting: Meeting) -> list[Step]:
    return in_order(
        (meeting.convened_on, tr("Convoquée")),
        *(
            (each.moved_on, tr("Reportée du %(day)s : %(reason)s", day=each.day, reason=each.reason))
            for each in meeting.postponements
        ),
        (meeting.held_on, tr("Tenue")),
        (meeting.cancelled_on, tr("Annulée : %(reason)s", reason=meeting.cancel_reason)),
        (meeting.minutes_adopted_on, tr("Procès-verbal adopté")),
    )


def attendee_name(attendee: Attendee) -> str:
    person = attendee.person
    return (attendee.operator and attendee.operator.name) or (person and person.display_name) or "—"
