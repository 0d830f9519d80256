"""Address of the form that does a task."""

from collections.abc import Collection
from typing import Final, Protocol

from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.register.links import page_of
from efe_infra.console.register.task_kinds import BY_COMMAND, COMMAND_FORMS, FOR_COORDINATORS, label_of

FOR_ADMINISTRATORS: Final = frozenset({"FACT_IN_QUESTION", "RECTIFICATION_TO_CONFIRM"})
CORRECTIONS: Final = "/corrections"
"""Page of the corrections that only an administrator may answer."""


class Identified(Protocol):
    """Object in a response."""

    @property
    def id(self) -> str: ...


class Numbered(Protocol):
    """Objection in a response."""

    @property
    def number(self) -> int: ...


class Called(Protocol):
    """Joint meeting in a response, with the rank of its last call."""

    @property
    def id(self) -> str: ...

    @property
    def number(self) -> int: ...


class Owned(Protocol):
    """Owner of a task in a response."""

    @property
    def party(self) -> Identified | None: ...


class PendingTask(Protocol):
    """Task in a response."""

    @property
    def kind(self) -> str: ...

    @property
    def bassin(self) -> str: ...

    @property
    def command(self) -> str | None: ...

    @property
    def subject(self) -> Identified | None: ...

    @property
    def member(self) -> Identified | None: ...

    @property
    def objection(self) -> Numbered | None: ...

    @property
    def joint_meeting(self) -> Called | None: ...

    @property
    def owner(self) -> Owned: ...


def form_of(coordinated: Collection[str], task: PendingTask, decision: str = "") -> str | None:
    """Returns the path of the form that does a task; None if there is no form.

    `coordinated` are the Instances of the viewer: an administrator answers corrections of the others. `decision` is
    the key of the decision of a late word.
    """
    page, command = page_of(task.subject.id) if task.subject else None, label_of(task.kind, task.command).command
    if not command or (task.kind in FOR_COORDINATORS and task.bassin not in coordinated):
        return None
    parts = {
        "bassin": SLUGS[task.bassin],
        "key": key_of(task.subject.id) if task.subject else "",
        "decision": decision,
        "member": key_of(task.member.id) if task.member else "",
        "objection": task.objection.number if task.objection else "",
        "joint": call_address(task.joint_meeting) if task.joint_meeting else "",
        "owner": key_of(task.owner.party.id) if task.owner.party else "",
    }
    if task.bassin not in coordinated and task.kind in FOR_ADMINISTRATORS:
        return CORRECTIONS
    if command == BY_COMMAND:
        command = COMMAND_FORMS[task.command or ""]
    address = command.format_map(parts)
    if address.startswith("/"):
        return address
    return f"{page}/actes/{address}" if page else None


def call_address(meeting: Called) -> str:
    """Returns the end of the address of a joint meeting, below the project: its id, and the rank of its last call."""
    return f"{key_of(meeting.id).rpartition('/')[2]}/{meeting.number}"
