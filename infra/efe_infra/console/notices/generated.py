"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response


class NoticePersonPerson(Response):
    display_name: str


class NoticePersonResponse(Response):
    person: NoticePersonPerson | None


class ReminderTaskNode(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class ReminderTaskTaskOwner(Response):
    kind: str
    party: ReminderTaskNode | None


class ReminderTaskEntity(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class ReminderTask(Response):
    kind: str
    command: str | None
    bassin: str
    viewer_owns: bool
    owner: ReminderTaskTaskOwner
    subject: ReminderTaskEntity | None


class ReminderStepNode(Response):
    typename: str = msgspec.field(name="__typename")
    next_step: ReminderTask | None = None


class ReminderStepResponse(Response):
    node: ReminderStepNode | None


NOTICE_PERSON: Final = Document("notice_person", NoticePersonResponse)
REMINDER_STEP: Final = Document("reminder_step", ReminderStepResponse)
