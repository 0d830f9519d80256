"""Facts that a notice tells: of the object that it is about, as the read model has it when the mail is written."""

from dataclasses import dataclass, field, replace
from datetime import date, time
from importlib.util import find_spec
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from efe_infra.notices.kinds import NoticeKind
from efe_infra.notices.plain_texts import unlinked

type Connection = psycopg.Connection[Any]

MEETING: LiteralString = """
    select coalesce(pole.name, body.name) as name, meeting.day, meeting.starts_at, meeting.ends_at, meeting.place,
        meeting.remote, meeting.version, meeting.cancelled_on is not null as is_cancelled
    from read.meeting
    left join read.pole on pole.id = meeting.assembly and pole.to_position is null
    left join read.body on body.id = meeting.assembly and body.to_position is null
    where meeting.id = %s and meeting.to_position is null
"""
NAMED: dict[str, LiteralString] = {
    "Decision": """
        select pole.name as name, null::date as day from read.decision
        join read.pole on pole.id = decision.pole and pole.to_position is null
        where decision.id = %s and decision.to_position is null
    """,
    "Invitation": """
        select pole.name as name, invitation.answer_by as day from read.invitation
        join read.pole on pole.id = invitation.pole and pole.to_position is null
        where invitation.id = %s and invitation.to_position is null
    """,
    "Project": "select title as name, null::date as day from read.project where project = %s and to_position is null",
    "Pole": "select name, null::date as day from read.pole where id = %s and to_position is null",
}
COMPILER: Final = "typst"
MINUTES: Final = "minutes"
"""Kind of the paper of minutes, in its address."""
PAGES: Final = {
    "Meeting": "/reunions/",
    "Decision": "/decisions/",
    "Invitation": "/invitations/",
    "Project": "/projets/",
    "Pole": "/poles/",
    "Operator": "/operateurs/",
    "Opinion": "/avis/",
    "Webhook": "/webhooks/",
}
LISTS: Final = {"ApiToken": "/jetons"}


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """Facts of the object of a notice. `name` is that of a pôle, a body or a public project; never of a person.

    No text of a user is a link or has a second line.
    """

    name: str | None = None
    day: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    remote: bool = False
    version: int = 0
    is_cancelled: bool = False


def facts_of(connection: Connection, subject: str) -> NoticeFacts | None:
    """Returns the facts of an object by its global id; None if the read model has no such object."""
    kind, _, key = subject.partition(":")
    sql = MEETING if kind == "Meeting" else NAMED.get(kind)
    if sql is None:
        return NoticeFacts()
    with connection.cursor(row_factory=class_row(NoticeFacts)) as cursor:
        facts = cursor.execute(sql, [UUID(key)]).fetchone()
    return facts and replace(
        facts, name=unlinked(facts.name) if facts.name else None, place=unlinked(facts.place or "")
    )


@dataclass
class FactReads:
    """Facts of the objects of one batch of rows: each is read once."""

    reading: Connection
    _facts: dict[str, NoticeFacts | None] = field(default_factory=dict)

    def forget(self) -> None:
        self._facts.clear()

    def of(self, subject: str) -> NoticeFacts | None:
        if subject not in self._facts:
            self._facts[subject] = facts_of(self.reading, subject)
        return self._facts[subject]


def page_of(subject: str) -> str:
    """Returns the path of the page of an object; that of its list or of the tasks for an object without a page."""
    kind, _, key = subject.partition(":")
    return f"{PAGES[kind]}{key}" if kind in PAGES else LISTS.get(kind, "/a-faire")


def target_of(kind: NoticeKind, subject: str) -> str:
    """Returns the path of what a notice leads to: the paper of adopted minutes, else the page of the object."""
    if kind is NoticeKind.MINUTES_ADOPTED and find_spec(COMPILER):
        return f"/actes/{MINUTES}/{subject.partition(':')[2]}.pdf"
    return page_of(subject)
