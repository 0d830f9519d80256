"""Kinds of notices, and the choices that a person has for each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class NoticeKind(StrEnum):
    """Kinds of notices. `DIGEST` is the mail that gathers others."""

    MEETING_CONVENED = "meeting-convened"
    MEETING_MOVED = "meeting-moved"
    MEETING_CANCELLED = "meeting-cancelled"
    WORD_RECORDED = "word-recorded"
    DECISION_CONTESTED = "decision-contested"
    POLE_INVITED = "pole-invited"
    VERDICT_ASKED = "verdict-asked"
    REPRESENTATIVE_REPLACED = "representative-replaced"
    REMINDER = "reminder"
    MINUTES_ADOPTED = "minutes-adopted"
    DECISION_ADOPTED = "decision-adopted"
    VERDICT_GIVEN = "verdict-given"
    TASKS_DUE = "tasks-due"
    ADDRESS_CHANGED = "address-changed"
    INVITATION = "invitation"
    WEBHOOK_STOPPED = "webhook-stopped"
    TOKEN_CREATED = "token-created"  # noqa: S105 - a kind of notice
    DIGEST = "digest"


class Choice(StrEnum):
    """Choice of a person for a kind: a mail at once, in the daily or weekly digest, or never."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Delivery(StrEnum):
    """Delivery of a row of the outbox: in a mail of its own, or in a digest."""

    AT_ONCE = "at-once"
    DIGEST = "digest"


DEFAULT_CHOICES: Final[Mapping[NoticeKind, Choice]] = {
    **dict.fromkeys(
        (
            NoticeKind.MEETING_CONVENED,
            NoticeKind.MEETING_MOVED,
            NoticeKind.MEETING_CANCELLED,
            NoticeKind.WORD_RECORDED,
            NoticeKind.DECISION_CONTESTED,
            NoticeKind.POLE_INVITED,
            NoticeKind.VERDICT_ASKED,
            NoticeKind.REPRESENTATIVE_REPLACED,
            NoticeKind.REMINDER,
            NoticeKind.WEBHOOK_STOPPED,
            NoticeKind.TOKEN_CREATED,
        ),
        Choice.AT_ONCE,
    ),
    NoticeKind.MINUTES_ADOPTED: Choice.DAILY,
    NoticeKind.DECISION_ADOPTED: Choice.DAILY,
    NoticeKind.VERDICT_GIVEN: Choice.DAILY,
    NoticeKind.TASKS_DUE: Choice.WEEKLY,
}
"""Kinds that a person may choose, with the choice of a person that made none."""
DIGEST_ONLY: Final = frozenset({NoticeKind.TASKS_DUE})
"""Kinds that never make a mail of their own: they are computed once a day."""
WITH_CALENDAR: Final = frozenset(
    {NoticeKind.MEETING_CONVENED, NoticeKind.MEETING_MOVED, NoticeKind.MEETING_CANCELLED}
)
"""Kinds whose mail has a calendar file."""
UNREQUESTED: Final = frozenset({NoticeKind.INVITATION, NoticeKind.ADDRESS_CHANGED})
"""Kinds that reach an address whose owner may never have heard of the platform: invitations and confirmations."""
BULK: Final = frozenset({NoticeKind.INVITATION, NoticeKind.DIGEST})
"""Kinds that leave after all others, and take half of an hour at most."""
