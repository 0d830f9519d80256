"""Kinds of pending tasks, and the shape of their SQL sources."""

from enum import StrEnum

import msgspec

from efe_domain.law.rules import Rule
from efe_projections.engine.query import alive, visible
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


class TaskSource(msgspec.Struct, frozen=True, kw_only=True):
    """Source of the tasks of a kind: rows of a table that meet a condition, in SQL.

    `rule` requires the task. `subject` is the kind of the entity it is about, or the column of it, and `key` the
    column of its id. `part` tells two tasks on one entity apart: a member, an objection, an Instance, a pôle.
    """

    rule: Rule
    row: type[Row]
    subject: str
    where: str
    since: str
    due: str = "null::date"
    key: str = "id"
    bassin: str = "bassin"
    part: str = "''"
    beside: str = ""


def recorded_on(table: str) -> str:
    """Returns SQL for the day in Brussels on which the version of a row was recorded."""
    return f"({table}.recorded_at at time zone 'Europe/Brussels')::date"


def select(kind: TaskKind, source: TaskSource) -> str:
    """Returns SQL for the tasks of a source, as of a position."""
    table = source.row.TABLE
    name = table.name
    key, bassin = (each if "." in each else f"{name}.{each}" for each in (source.key, source.bassin))
    subject = source.subject if "." in source.subject else f"'{source.subject}'"
    return f"""
        select '{kind}' collate "C" as kind, {subject} as subject_kind, {key} as subject, {bassin} as bassin,
            {source.part} collate "C" as part, {source.since} as since, {source.due} as due,
            coalesce({source.due}, date '9999-12-31') as place
        from read.{name} {source.beside}
        where {alive(name)} and {visible(table, name)} and ({source.where})
    """  # noqa: S608 - names of tables and columns, never a value
