"""`/reunions/{key}/actes/consigner`: attendance, decisions and minutes of a meeting, recorded together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from efe_infra.console.forms.command_form import CommandForm, FieldGroup, Options, StepButton
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.outcome import Done, MeetingDecision, RecordedMeeting
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.meeting.forms import RECORD
from efe_infra.console.meeting_record.attendance import Roll, roll_of
from efe_infra.console.meeting_record.decisions import DecisionRows, decision_rows
from efe_infra.console.meeting_record.forms import (
    ATTENDANCE,
    EARLIER_MINUTES,
    HELD_ON,
    MINUTES,
    PRESENT,
    attendance_field,
    faults_of,
    field_path,
    record_input,
)
from efe_infra.console.meeting_record.generated import MEETING_RECORD, MeetingRecordMeeting
from efe_infra.console.meeting_record.minutes import minutes_options
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinated_bassin, coordinates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)
NO_ATTENDEE: Final = tr("Aucun siège n'est occupé ce jour-là : l'Instance en attribue d'abord.")
ALL_PRESENT: Final = "presents"
"""Value of the button that marks as present each attendee without a choice."""


class RecordPage(CommandPage):
    """Form of the record of a meeting; its dry run says which decisions would take effect, and why others stay."""

    def after_step(self, submission: Submission, step: str) -> Submission:
        if step != ALL_PRESENT:
            return submission
        typed = {
            name: PRESENT if name.startswith(f"{ATTENDANCE}.") and not text else text
            for name, text in submission.typed.items()
        }
        return replace(submission, typed=typed)

    def notes(self, answer: Done, submission: Submission) -> Iterator[str]:
        decisions = answer.done.decisions if isinstance(answer, RecordedMeeting) else None
        names = [name for name in submission.typed if name.endswith(".outcome") and submission.typed[name]]
        for name, decision in zip(names, decisions or (), strict=False):
            yield from decision_notes(self._title(name, submission), decision, submission.typed[name])

    def _title(self, outcome: str, submission: Submission) -> str:
        """Returns the title of the decision with this field: the typed one, or that of its group."""
        typed = submission.typed.get(f"{outcome.removesuffix('.outcome')}.decision.proposed.title", "")
        groups = (each.title for each in self.command.groups if any(field.name == outcome for field in each.fields))
        return typed or next(groups, "")


def decision_notes(title: str, decision: MeetingDecision, outcome: str) -> Iterator[str]:
    if decision.adopted:
        yield tr("« %(title)s » : la décision est adoptée.", title=title)
    elif outcome == "CLOSED":
        yield tr("« %(title)s » : la décision est laissée sans consensus.", title=title)
    elif decision.reasons:
        reasons = " ".join(decision.reasons)
        yield tr("« %(title)s » : la décision reste ouverte. %(reasons)s", title=title, reasons=reasons)
    else:
        yield tr("« %(title)s » : la décision reste ouverte.", title=title)
    if decision.not_recorded:
        names = ", ".join(each.name for each in decision.not_recorded)
        yield tr("« %(title)s » : la parole de %(names)s reste telle quelle.", title=title, names=names)


@form_at(pages, "/reunions/{key:uuid}/actes/consigner")
async def record_page(visit: PageRequest, key: UUID, form: Mapping[str, str]) -> RecordPage:
    answer = await visit.ask(MEETING_RECORD, id=global_id("Meeting", str(key)))
    meeting = require(answer.meeting)
    bassin = coordinated_bassin(answer.viewer, meeting.bassins)
    is_coordinator = coordinates(answer.viewer, bassin)
    roll = roll_of(answer)
    decisions = await decision_rows(visit, answer, form, is_coordinator=is_coordinator)
    minutes = await minutes_options(visit, meeting, bassin) if is_coordinator else {}
    return RecordPage(
        visit=visit,
        command=record_form(roll, decisions, minutes, meeting.pole.id if meeting.pole else ""),
        frame=answer,
        subject_link=(tr("Réunion du %(day)s", day=meeting.day), f"/reunions/{key}"),
        offers=Offers.of(meeting.available_commands),
        fixed={"meetingId": meeting.id},
        options={**roll.options, **decisions.options, **minutes},
        bassin=bassin,
        subject=meeting.id,
        version=meeting.version,
        initial={
            "place": meeting.place,
            "remote": "oui" if meeting.remote else "",
            "effectiveOn": meeting.day.isoformat(),
        },
        hidden=decisions.hidden,
        links=[*other_decisions(meeting)] if decisions.left_out else [],
        quote=agenda_words(meeting.agenda) if roll.names else NO_ATTENDEE,
    )


def other_decisions(meeting: MeetingRecordMeeting) -> Iterator[tuple[str, str]]:
    """Yields the link to the page of the pôle, where the decisions are for which the form has no row."""
    if meeting.pole:
        yield tr("Toutes les décisions"), f"/poles/{key_of(meeting.pole.id)}"


def agenda_words(items: Sequence[str]) -> str:
    lines = [f"{number}. {item}" for number, item in enumerate(items, start=1)]
    return tr_join("\n", [tr("Ordre du jour"), *lines]) if lines else ""


def record_form(roll: Roll, decisions: DecisionRows, minutes: Options, pole: str) -> CommandForm:
    """Returns the form with the parts that the viewer may fill."""
    attendance = FieldGroup(
        tr("Présences"),
        tuple(attendance_field(key, name) for key, name in roll.names.items()),
        hint=tr(
            "Chacun est présent, excusé, absent, ou représenté par un membre présent. « Tous présents » laisse les"
            " choix déjà faits."
        ),
        first_buttons=(StepButton(ALL_PRESENT, tr("Tous présents"), f"partie-{ATTENDANCE}"),),
    )
    return replace(
        RECORD,
        own=(HELD_ON, *RECORD.own),
        groups=(*([attendance] if roll.names else []), *decisions.groups, *minutes_groups(minutes)),
        check=faults_of,
        shape=partial(shaped, pole=pole),
        locate=field_path,
    )


def shaped(values: dict[str, Any], *, pole: str) -> dict[str, Any]:
    return record_input(values, pole)


def minutes_groups(options: Options) -> Iterator[FieldGroup]:
    """Yields the parts about minutes, for those who have options for them: coordinators."""
    if not options:
        return
    yield FieldGroup(tr("Procès-verbal"), MINUTES)
    if options[EARLIER_MINUTES[0].name]:
        yield FieldGroup(
            tr("Procès-verbal d'une réunion antérieure, adopté à celle-ci"),
            EARLIER_MINUTES,
            hint=tr("Facultatif."),
        )
