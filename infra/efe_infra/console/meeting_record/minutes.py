"""Choices of minutes: documents of the Instance, and earlier meetings of the assembly without adopted minutes."""

from datetime import timedelta
from typing import Final

from efe_infra.console.document.recent import recent_documents
from efe_infra.console.document.shared import shared_documents, without_copies
from efe_infra.console.forms.command_form import Option, Options
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting_record.forms import EARLIER_MINUTES, MINUTES
from efe_infra.console.meeting_record.generated import EARLIER_MEETINGS, MeetingRecordMeeting
from efe_infra.console.web.page_request import PageRequest

A_YEAR: Final = timedelta(days=366)


async def minutes_options(visit: PageRequest, meeting: MeetingRecordMeeting, bassin: str) -> Options:
    assembly = (
        {"pole": meeting.pole.id} if meeting.pole else {"bassin": bassin, "body": meeting.body and meeting.body.id}
    )
    meetings = await visit.ask_all(
        EARLIER_MEETINGS,
        lambda answer: answer.meetings,
        **assembly,
        since=(meeting.day - A_YEAR).isoformat(),
        until=meeting.day.isoformat(),
    )
    earlier = [
        each for each in reversed(meetings) if each.held_on and each.id != meeting.id and not each.minutes_adopted_on
    ]
    recent = await recent_documents(visit, bassin)
    joined = [
        Option(
            each.document.sha256,
            tr("%(title)s, joint à la réunion du %(day)s", title=each.title, day=past.held_on),
        )
        for past in earlier
        for each in past.attachments
    ]
    joint = meeting.joint_meeting
    shared = await shared_documents(visit, joint.id, meeting.pole.id) if joint and meeting.pole else []
    meeting_field, document_field = EARLIER_MINUTES
    return {
        MINUTES[0].name: without_copies(shared, recent),
        meeting_field.name: [Option(each.id, tr("Réunion du %(day)s", day=each.held_on)) for each in earlier],
        document_field.name: without_copies(joined, recent),
    }
