"""`/reunions/{key}`: one meeting, for those who see it, and its commands; `/instances/{bassin}/actes/convoquer`."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.document.page import FINGERPRINT
from efe_infra.console.forms.command_form import CommandForm, Option
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.instance.assemblies import ASSEMBLIES
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.forms import (
    AGENDA,
    CANCELLATION,
    CONVENING,
    HOLDING,
    MEETING_COMMANDS,
    MINUTES,
    POSTPONEMENT,
)
from efe_infra.console.register.answers import Answers, Linked, Named, Person, PersonName
from efe_infra.console.register.documents import Document
from efe_infra.console.register.history import History, Step, in_order
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.addresses import bassin_at, require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Acting, acts, check_acts, followed
from efe_infra.console.web.rules import FormFrame
from efe_infra.console.web.uploads import upload

pages = page_router(multilingual=True)
FORM: Final = "/reunions/{key:uuid}/actes/{slug}"
CONVENE: Final = "/instances/{bassin}/actes/convoquer"


class Attendee(Answers, frozen=True):
    operator: Named | None
    person: PersonName | None

    @property
    def words(self) -> str:
        return (self.operator and self.operator.name) or (self.person and self.person.display_name) or "—"


class Minutes(Answers, frozen=True):
    path: str
    sha256: str


class Postponement(Answers, frozen=True):
    day: date
    moved_on: date
    reason: str


class Sitting(Answers, frozen=True):
    id: str
    version: int
    bassins: tuple[str, ...]
    day: date
    starts_at: str | None
    ends_at: str | None
    place: str
    remote: bool
    agenda: tuple[str, ...]


class Meeting(Sitting, frozen=True):
    kind: str
    convened_on: date
    held_on: date | None
    cancelled_on: date | None
    cancel_reason: str | None
    minutes_adopted_on: date | None
    minutes: Minutes | None
    body: Named | None
    pole: Linked | None
    present: tuple[Attendee, ...]
    excused: tuple[Attendee, ...]
    postponements: tuple[Postponement, ...]
    illustrative: bool
    history: History | None

    @property
    def title(self) -> str:
        who = self.pole or self.body
        name = who.name if who else tr("Zone interbassin")
        return tr("%(name)s : réunion du %(day)s", name=name, day=self.day)

    @property
    def steps(self) -> list[Step]:
        return in_order(
            (self.convened_on, tr("Convoquée")),
            *(
                (each.moved_on, tr("Reportée du %(day)s : %(reason)s", day=each.day, reason=each.reason))
                for each in self.postponements
            ),
            (self.held_on, tr("Tenue")),
            (self.cancelled_on, tr("Annulée : %(reason)s", reason=self.cancel_reason)),
            (self.minutes_adopted_on, tr("Procès-verbal adopté")),
        )

    @property
    def commands(self) -> Iterator[CommandForm]:
        """What may still be recorded of it."""
        if self.cancelled_on:
            return
        if self.held_on is None:
            yield from (HOLDING, POSTPONEMENT, AGENDA, CANCELLATION)
        elif self.minutes_adopted_on is None:
            yield MINUTES


class MeetingPage(Frame, frozen=True):
    viewer: Acting | None
    meeting: Meeting | None


class PersonSeat(Answers, frozen=True):
    person: Person


class BodyDossier(Answers, frozen=True):
    seats: tuple[PersonSeat, ...]


class Body(Named, frozen=True):
    dossier: BodyDossier | None


class Member(Answers, frozen=True):
    operator: Linked | None


class PoleDossier(Answers, frozen=True):
    memberships: tuple[Member, ...]


class Pole(Linked, frozen=True):
    dossier: PoleDossier | None


class Asked(Sitting, frozen=True):
    body: Body | None
    pole: Pole | None


class Zone(Answers, frozen=True):
    representatives: tuple[PersonSeat, ...]


class MeetingCommandPage(FormFrame, frozen=True):
    viewer: Acting | None
    meeting: Asked | None
    zone: Zone | None

    @property
    def attendees(self) -> Iterator[Option]:
        """Members of the pôle, or persons who sit in the body or represent an Instance in the zone."""
        meeting = self.meeting
        if meeting and meeting.pole:
            for seat in meeting.pole.dossier.memberships if meeting.pole.dossier else ():
                if each := seat.operator:
                    yield Option(each.id, each.name, {"operatorId": each.id})
            return
        seats = meeting.body.dossier.seats if meeting and meeting.body and meeting.body.dossier else ()
        if meeting and meeting.body is None and self.zone:
            seats = self.zone.representatives
        for person in {each.person for each in seats}:
            yield Option(person.id, person.display_name, {"personId": person.id})


MEETING = Document("meeting", MeetingPage)
MEETING_COMMAND = Document("meeting_command", MeetingCommandPage)


@pages.get("/reunions/{key:uuid}")
async def meeting(visit: SignedInVisit, key: UUID) -> Response:
    found = await visit.ask(MEETING, id=global_id("Meeting", str(key)))
    shown = require(found.meeting)
    may = acts(visit.acting(found.viewer), shown.bassins, shown.pole)
    course = followed(found.viewer, shown.bassins)
    return visit.page("meeting/page.html", found, course=course, commands=list(shown.commands) if may else [])


@pages.get(FORM)
async def meeting_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    return await opened(visit, lambda: meeting_page(visit, key, slug))


@pages.post(FORM)
async def meeting_command(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await sent(visit, form, lambda: meeting_page(visit, key, slug))


@pages.get(CONVENE)
async def convene_form(visit: SignedInVisit, bassin: str) -> Response:
    """`pole` is the one of whose page this comes."""
    return await opened(visit, lambda: convene_page(visit, bassin))


@pages.post(CONVENE)
async def convened(visit: Visit, bassin: str, form: Form) -> Response:
    return await sent(visit, form, lambda: convene_page(visit, bassin))


async def meeting_page(visit: Visitor, key: UUID, slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    command = require(MEETING_COMMANDS.get(slug))
    found = await visit.ask(MEETING_COMMAND, id=global_id("Meeting", str(key)))
    asked = require(found.meeting)
    check_acts(found.viewer, asked.bassins, asked.pole)
    attendees = sorted(found.attendees, key=lambda each: each.words)
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(tr("Réunion du %(day)s", day=asked.day), f"/reunions/{key}"),
        fixed={"meetingId": asked.id},
        options={"present": attendees, "excused": attendees},
        bassin=asked.bassins[0],
        subject=asked.id,
        version=asked.version,
        begins=typed_of(command, asked) | {"sha256": visit.given(FINGERPRINT) or ""},
        links=(upload(asked.bassins[0], visit.request.url.path),) if command is MINUTES else (),
    )


def typed_of(command: CommandForm, meeting: Sitting) -> dict[str, str]:
    """What is most often kept; the day that a meeting was announced for is the day on which it is held."""
    known = {
        "startsAt": meeting.starts_at or "",
        "endsAt": meeting.ends_at or "",
        "place": meeting.place,
        "remote": "oui" if meeting.remote else "",
        "items": "\n".join(meeting.agenda),
    }
    if command is HOLDING:
        known["effectiveOn"] = meeting.day.isoformat()
    return {each.name: known[each.name] for each in command.fields if each.name in known}


async def convene_page(visit: Visitor, slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    bassin = bassin_at(slug)
    found = await visit.ask(ASSEMBLIES, bassin=bassin)
    pole = visit.given("pole")
    return CommandPage(
        visit=visit,
        command=CONVENING,
        frame=found,
        about=(BASSINS[bassin], f"/instances/{slug}"),
        fixed={},
        options={"assembly": found.assemblies(bassin)},
        bassin=bassin,
        begins={"assembly": global_id("Pole", pole)} if pole else {},
    )
