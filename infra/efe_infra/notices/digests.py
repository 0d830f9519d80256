"""Planning of digests at seven o'clock: what waits for a person by deadline, and what was decided."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID

import psycopg

from efe_infra.console.language.translatable import Translatable, tr, tr_value
from efe_infra.console.register.task_kinds import label_of
from efe_infra.notices.audience import Audience
from efe_infra.notices.hours import MONDAY, digest_on
from efe_infra.notices.kinds import Choice, Delivery, NoticeKind
from efe_infra.notices.message import NoticeSection
from efe_infra.notices.outbox import NewRow, Outbox
from efe_infra.notices.progress import SWEEP
from efe_infra.notices.recipients import Recipients, recipients_of
from efe_infra.notices.rules import subject_of
from efe_infra.notices.words import TO_TASKS, NoticeLine
from efe_infra.read_model.tables.position import read_position
from efe_infra.read_model.tables.values import fetch_rows
from efe_projections.engine.viewer import Viewer
from efe_projections.tasks.reads import TaskList, TaskRow, tasks

type Connection = psycopg.Connection[Any]

MAX_TASKS: Final = 20
"""Tasks that a digest lists; the page of tasks has all."""
TASKS_PATH: Final = "/a-faire"
OWNERS_FOR_S: Final = 5.0
"""Time for which the digests of a day share the owners of tasks."""

REPRESENTED: LiteralString = """
    select representative, pole from read.membership
    where representative is not null and since <= %(day)s and (until is null or until > %(day)s)
    and to_position is null
"""
COORDINATED: LiteralString = """
    select account, bassins[1] from read.access_grant
    where role = 'coordinator' and pole is null and since <= %(day)s and (until is null or until > %(day)s)
    and to_position is null
"""
ACCOUNTS: LiteralString = "select id, person from vault.account where id = any(%s) and person is not null"
DUE: LiteralString = """
    select distinct person from notices.outbox
    where delivery = 'digest' and state = 'waiting' and digest is null and due_at <= %s
"""
GATHER: LiteralString = """
    update notices.outbox set digest = mail.id from notices.outbox as mail
    where mail.kind = 'digest' and mail.occasion = %(occasion)s and mail.person = outbox.person
    and outbox.delivery = 'digest' and outbox.state = 'waiting' and outbox.digest is null
    and outbox.due_at <= %(due_at)s and mail.state = 'waiting'
"""


@dataclass
class DigestOwner:
    """Person with tasks: the pôles that it represents, and the Instances that its account coordinates."""

    person: UUID
    account: UUID | None = None
    poles: set[UUID] = field(default_factory=set)
    coordinated: set[str] = field(default_factory=set)

    def listing(self, day: date) -> TaskList:
        return tasks(
            day, person=self.person, poles=tuple(sorted(self.poles)), coordinated=tuple(sorted(self.coordinated))
        )

    @property
    def viewer(self) -> Viewer:
        return Viewer(account=self.account, bassins=tuple(sorted(self.coordinated)), poles=tuple(sorted(self.poles)))


class RecentOwners(NamedTuple):
    """Owners of tasks, and when they were read."""

    read_at_s: float
    owners: dict[UUID, DigestOwner]


@dataclass(frozen=True)
class DigestPlanner:
    """Planner of digests. A run that died is repeated: its rows are unique by person, kind and day."""

    reading: Connection
    writing: Connection
    origin: str
    _recent: dict[date, "RecentOwners"] = field(default_factory=dict)

    def plan(self, day: date, now: datetime) -> None:
        """Plans the digests of a day, and notes the day in the transaction of its mails."""
        owners = self._owners(day)
        recipients = recipients_of(self.writing, Audience(frozenset(owners)), now)
        due_at, outbox = digest_on(day), Outbox(self.writing)
        outbox.add(self._task_rows(owners, recipients, day, due_at), now)
        with self.writing.transaction():
            persons = self.writing.execute(DUE, [due_at]).fetchall()
            outbox.add((digest_of(person, day, due_at) for (person,) in persons), now)
            self.writing.execute(GATHER, {"occasion": day.isoformat(), "due_at": due_at})
            self.writing.execute(SWEEP, [day])

    def task_sections(self, person: UUID, day: date) -> Iterator[NoticeSection]:
        """Yields the tasks that a person has on a day, by deadline."""
        owner = self._recent_owners(day).get(person)
        if owner and (lines := [line_of(task) for task in self._tasks(owner, day)]):
            yield NoticeSection(
                sentence=tr("Ce qui vous attend, par échéance :"),
                lines=lines,
                link=f"{self.origin}{TASKS_PATH}",
                button=TO_TASKS,
            )

    def _task_rows(
        self, owners: dict[UUID, DigestOwner], recipients: Recipients, day: date, due_at: datetime
    ) -> Iterator[NewRow]:
        for person in sorted(recipients.persons):
            choice = recipients.choice(person, NoticeKind.TASKS_DUE)
            is_today = choice is Choice.DAILY or (choice is Choice.WEEKLY and day.weekday() == MONDAY)
            if is_today and self._tasks(owners[person], day, limit=1):
                yield NewRow(
                    person=person,
                    kind=NoticeKind.TASKS_DUE,
                    subject=subject_of("Person", person),
                    occasion=day.isoformat(),
                    delivery=Delivery.DIGEST,
                    due_at=due_at,
                )

    def _recent_owners(self, day: date) -> dict[UUID, DigestOwner]:
        """Returns the owners as of some seconds ago at most: the digests of a day leave in one go."""
        recent = self._recent.get(day)
        if recent is None or monotonic() - recent.read_at_s > OWNERS_FOR_S:
            self._recent.clear()
            recent = self._recent[day] = RecentOwners(monotonic(), self._owners(day))
        return recent.owners

    def _owners(self, day: date) -> dict[UUID, DigestOwner]:
        owners = dict[UUID, DigestOwner]()
        for person, pole in self.reading.execute(REPRESENTED, {"day": day}):
            owners.setdefault(person, DigestOwner(person)).poles.add(pole)
        granted: dict[UUID, set[str]] = defaultdict(set)
        for account, bassin in self.reading.execute(COORDINATED, {"day": day}):
            granted[account].add(bassin)
        for account, person in self.writing.execute(ACCOUNTS, [list(granted)]):
            owner = owners.setdefault(person, DigestOwner(person))
            owner.account = account
            owner.coordinated |= granted[account]
        return owners

    def _tasks(self, owner: DigestOwner, day: date, limit: int = MAX_TASKS) -> Sequence[TaskRow]:
        at, _ = read_position(self.reading)
        return fetch_rows(self.reading, owner.listing(day).page(owner.viewer, at=at, after=None, limit=limit))


def digest_of(person: UUID, day: date, due_at: datetime) -> NewRow:
    return NewRow(
        person=person,
        kind=NoticeKind.DIGEST,
        subject=subject_of("Person", person),
        occasion=day.isoformat(),
        delivery=Delivery.AT_ONCE,
        due_at=due_at,
    )


def line_of(task: TaskRow) -> NoticeLine:
    due = tr_value(task.due) if task.due else tr("Sans échéance")
    return NoticeLine(due, task_words(task.kind, task.command))


def task_words(kind: str, command: str | None) -> Translatable:
    """Returns the words of a kind of task, as the page of tasks has them."""
    name = kind.replace("-", "_").upper()
    first, *rest = (command or "").split("_")
    return tr(label_of(name, first + "".join(each.title() for each in rest)).words)
