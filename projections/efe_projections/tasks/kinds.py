"""Kinds of pending tasks, and the shape of their SQL sources."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from efe_domain.law.rules import Rule
from efe_projections.engine.query import alive, opened, row_valid_at, visible
from efe_projections.engine.row import Row


class TaskKind(StrEnum):
    """Kinds of tasks: of a member of a pôle first, then of its Instance."""

    POSITION_TO_TAKE = "position-to-take"
    OBJECTION_TO_ANSWER = "objection-to-answer"
    DECISION_TO_COMMUNICATE = "decision-to-communicate"
    OPINION_TO_TRANSMIT = "opinion-to-transmit"
    ANSWER_OVERDUE = "answer-overdue"
    MEETING_TO_RECORD = "meeting-to-record"
    MINUTES_TO_ADOPT = "minutes-to-adopt"
    POLE_TO_EVALUATE = "pole-to-evaluate"
    POLE_TO_RENEW = "pole-to-renew"
    DECISION_TO_RECEIVE = "decision-to-receive"
    VERDICT_TO_GIVE = "verdict-to-give"
    DATA_TO_REMIND = "data-to-remind"
    INVITATION_TO_ANSWER = "invitation-to-answer"
    INVITATION_UNANSWERED = "invitation-unanswered"
    CONTENT_TO_CARRY = "content-to-carry"
    CONFIRM_RECORDED_WORD = "confirm-recorded-word"
    DECISION_CONTESTED = "decision-contested"
    LEAD_OFFERED = "lead-offered"
    CONDITION_TO_MEET = "condition-to-meet"
    SUPPORT_TO_RECONFIRM = "support-to-reconfirm"
    RECTIFICATION_TO_CONFIRM = "rectification-to-confirm"
    FACT_IN_QUESTION = "fact-in-question"
    ROLE_TAKEN = "role-taken"
    COMPOSITION_BROKEN = "composition-broken"
    POLE_MUST_MEET = "pole-must-meet"
    POLE_RELEASED = "pole-released"
    REPRESENTATIVE_REPLACED = "representative-replaced"
    WORD_WITHOUT_SEAT = "word-without-seat"
    POLE_TO_CONSTITUTE = "pole-to-constitute"
    MODALITIES_TO_AGREE = "modalities-to-agree"
    TERM_TO_EVALUATE = "term-to-evaluate"
    OBJECTION_TO_MAINTAIN = "objection-to-maintain"
    DECISION_TO_CONCLUDE = "decision-to-conclude"
    OPINION_TO_COMPLETE = "opinion-to-complete"
    PROJECT_TO_SUBMIT = "project-to-submit"
    PROJECT_TO_START = "project-to-start"
    ACTION_OVERDUE = "action-overdue"
    PLAN_OVER_BUDGET = "plan-over-budget"
    ACTION_DROPPED = "action-dropped"
    PLAN_PART_TO_WRITE = "plan-part-to-write"
    LEAD_TO_CARRY = "lead-to-carry"
    CARRIER_UNANSWERED = "carrier-unanswered"
    LEAD_SILENT = "lead-silent"
    COMMUNES_OUTSIDE = "communes-outside"
    CARRIER_TERM_ENDS = "carrier-term-ends"
    JOINT_MEETING_TO_CONVENE = "joint-meeting-to-convene"
    JOINT_MEETING_MOVED = "joint-meeting-moved"


class OwnerKind(StrEnum):
    """Kinds of owners of tasks: a member of a pôle, a pôle, an Instance, or the administrators of the platform."""

    MEMBER = "member"
    POLE = "pole"
    INSTANCE = "instance"
    ADMINISTRATION = "administration"


BY_MEMBER: Final = f"'{OwnerKind.MEMBER}'"
BY_POLE: Final = f"'{OwnerKind.POLE}'"
"""Owners of the tasks of a source, in SQL."""


class StepAudience(StrEnum):
    """Viewers of the next step of an object: all that see its dossier, the owners of the task, or none."""

    VIEWERS = "viewers"
    OWNERS = "owners"
    NONE = "none"


OF_POLES: Final = "any(%(poles)s::uuid[])"
COORDINATED: Final = "any(%(coordinated)s::text[])"
NEAR: Final = "%(near)s::text[]"
"""Instances to which the tasks belong: those of the viewer, or the one whose next step is read."""
SPOKEN_FOR: Final = "seat.representative = %(person)s::uuid"
"""Conditions of the viewer's own tasks, in SQL: its pôles, its Instances, and the member for which it speaks."""


class TaskSource(msgspec.Struct, frozen=True, kw_only=True):
    """Source of the tasks of a kind: rows of a table that meet a condition, in SQL.

    `where` is a condition of the rows, `mine` one of the viewer: the tasks that they have to do themselves. `rule`
    requires the task, `command` is the use case that does it. `subject` is the kind of the entity it is about, or the
    column of it, and `key` the column of its id; `on` has the other objects that the task is on. `part` tells two
    tasks on one entity apart: a member, an objection, an Instance, a pôle. `owner_key` is the id of a pôle or a
    member, `representative` the person in the seat of a member. `own_rows` is SQL, under the name of the table, for
    the few rows among which those of the viewer are. `acted_for` is a condition of viewers that act for the owner on
    the page of the object, where that costs no search: coordinators for a pôle.
    """

    rule: Rule
    row: type[Row]
    subject: str
    where: str
    mine: str
    since: str
    command: str
    due: str = "null::date"
    key: str = "id"
    bassin: str = "bassin"
    part: str = "''"
    beside: str = ""
    owner: str = f"'{OwnerKind.INSTANCE}'"
    owner_key: str = "null::uuid"
    representative: str = "null::uuid"
    on: Mapping[str, str] = {}
    step: StepAudience = StepAudience.VIEWERS
    own_rows: str = ""
    acted_for: str = "false"

    @property
    def key_column(self) -> str:
        return self._column(self.key)

    @property
    def bassin_column(self) -> str:
        return self._column(self.bassin)

    def _column(self, name: str) -> str:
        return name if "." in name else f"{self.row.TABLE.name}.{name}"

    def on_kind(self, kind: str) -> str | None:
        """Returns SQL: the task is on the object of a kind with the id `%(object)s`; None if it never is."""
        if kind == "instance":
            return f"{self.owner} = '{OwnerKind.INSTANCE}' and {self.bassin_column} = %(bassin)s"
        if kind in self.on:
            return f"{self.on[kind]} = %(object)s::uuid"
        return f"{self.key_column} = %(object)s::uuid" if self.subject == kind or "." in self.subject else None


def recorded_on(table: str) -> str:
    """Returns SQL for the day in Brussels on which the version of a row was recorded."""
    return f"({table}.recorded_at at time zone 'Europe/Brussels')::date"


def looked_up(row: type[Row], alias: str, *key: str) -> str:
    """Joins the row of a key, if there is one and the viewer sees it.

    A lateral look-up keeps the order of the joins: from the viewer's few tasks to what they refer to. The planner
    takes a list of Instances for all of them, and would begin at the other end.
    """
    return f"join lateral {row_valid_at(row.TABLE, key, alias)} on {visible(row.TABLE, alias)}"


def rows_of_instances(row: type[Row], condition: str) -> str:
    """Returns SQL for the rows of the Instances near that meet a condition of pending work, found by its index."""
    name = row.TABLE.name
    return f"""(
        select {name}.* from unnest({NEAR}) as own (bassin) cross join lateral (
            select * from read.{name} where bassin = own.bassin and {condition} and {alive()} offset 0
        ) as {name}
    ) as {name}"""  # noqa: S608


def select(kind: TaskKind, source: TaskSource) -> str:
    """Returns SQL for the viewer's own tasks of a source, as of a position."""
    table = source.row.TABLE
    return _select(
        kind, source, f"{visible(table, table.name)} and ({source.mine})", mine="true", rows=source.own_rows
    )


def select_on(kind: TaskKind, source: TaskSource, subject: str) -> str | None:
    """Returns SQL for the tasks of a source on one object, of any owner; None if there never is one.

    The dossier must be open: only there the viewer sees the rows whose absence makes a task.
    """
    table = source.row.TABLE
    condition = source.on_kind(subject)
    if condition is None or source.step is StepAudience.NONE:
        return None
    own = f" and ({source.mine})" if source.step is StepAudience.OWNERS else ""
    sight = f"{opened(table, table.name)} and {condition}{own}"
    rows = source.own_rows if subject == "instance" else ""
    return _select(kind, source, sight, mine=f"coalesce(({source.mine}) or {source.acted_for}, false)", rows=rows)


def _select(kind: TaskKind, source: TaskSource, sight: str, *, mine: str, rows: str = "") -> str:
    name = source.row.TABLE.name
    subject = source.subject if "." in source.subject else f"'{source.subject}'"
    return f"""
        select '{kind}' collate "C" as kind, {subject} as subject_kind, {source.key_column} as subject,
            {source.bassin_column} as bassin, {source.part} collate "C" as part, {source.since} as since,
            {source.due} as due, coalesce({source.due}, date '9999-12-31') as place, {source.owner} as owner_kind,
            {source.owner_key} as owner, {source.representative} as representative, {source.command} as command,
            {mine} as mine
        from {rows or f"read.{name}"} {source.beside}
        where {alive(name)} and ({source.where}) and {sight}
    """  # noqa: S608 - names of tables and columns, never a value
