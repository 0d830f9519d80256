"""Refusals of an import file or of one of its lines, and their form in the report."""

from typing import Any, Final

import msgspec

from efe_domain.shared.errors import DomainError, Refusal


class FileRefused(Refusal):
    """File that cannot be read. None of its lines is decided."""


class LineUnreadable(Refusal):
    """Line that is no command of the published schema."""


class AccountNotNamed(Refusal):
    """Line that acts for an account that the command line does not name."""


MOST_LINES: Final = 20_000
"""Most lines of a file: that many commands hold the ledger lock for about a second."""

LONGEST_MESSAGE: Final = 500
"""Longest message of a report: some messages repeat the line."""


class LineRefused(msgspec.Struct, frozen=True, kw_only=True):
    """Refused line in a report; `rule` is empty for a refusal that rests on no rule of the decree."""

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
