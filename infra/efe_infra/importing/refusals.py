"""Refusals of a file, or of one of its lines."""

from typing import Any, Final

import msgspec

from efe_domain.shared.errors import DomainError, Refusal


class FileRefused(Refusal):
    """A file that cannot be read as a whole: nothing of it is decided."""


class LineUnreadable(Refusal):
    """A line that says no command: its form is not that of the published schema."""


MOST_LINES: Final = 20_000
"""Most lines of a file: that many commands hold the ledger lock for about a second."""

LONGEST_MESSAGE: Final = 500
"""Longest message of a report: some messages repeat the line."""


class LineRefused(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the report; `rule` is empty for a refusal that rests on no rule of the decree."""

    file: str
    line: int
    key: str
    command: str
    code: str
    rule: str
    message: str
    reasons: tuple[str, ...] = ()


def line_refused(refusal: Refusal, **place: Any) -> LineRefused:
    rule, reasons = "", tuple[str, ...]()
    if isinstance(refusal, DomainError):
        rule = str(refusal.rule)
        reasons = tuple(str(each) for each in refusal.reasons if str(each) != str(refusal))
    return LineRefused(
        code=refusal.code(), rule=rule, message=str(refusal)[:LONGEST_MESSAGE], reasons=reasons, **place
    )
