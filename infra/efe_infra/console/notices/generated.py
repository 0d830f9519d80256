"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response


class NoticePersonPerson(Response):
    display_name: str


class NoticePersonResponse(Response):
    person: NoticePersonPerson | None


class ReminderTaskPerson(Response):
    id: str


class ReminderTaskTaskOwner(Response):
    person: ReminderTaskPerson | None


class ReminderTask(Response):
    kind: str
    command: str | None
    viewer_owns: bool
    owner: ReminderTaskTaskOwner


class ReminderStepNode(Response):
    typename: str = msgspec.field(name="__typename")
    next_step: ReminderTask | None = None


class ReminderStepResponse(Response):
    node: ReminderStepNode | None


NOTICE_PERSON: Final = Document("notice_person", NoticePersonResponse)
REMINDER_STEP: Final = Document("reminder_step", ReminderStepResponse)
