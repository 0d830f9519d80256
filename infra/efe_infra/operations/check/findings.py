"""Findings of a check: level, sentence, settings and page, and the exit status of all of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final


class Level(StrEnum):
    """Level of a finding. `OFF` is an option that is not set."""

    OK = "ok"
    OFF = "off"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """Finding about one subject. The page is a path in the repository; the operator reads the sentence, in French."""

    subject: str
    level: Level
    message: str
    settings: tuple[str, ...] = ()
    page: str = ""


SETTINGS_PAGE: Final = "infra/SETTINGS.md"
DEPLOYMENT_PAGE: Final = "infra/deploy/README.md"
OPERATING_PAGE: Final = "infra/README.md"
EVIDENCE_PAGE: Final = "infra/efe_infra/transparency/README.md"
RUNBOOKS: Final = "infra/deploy/runbooks"

EXIT_STATUSES: Final = {Level.OK: 0, Level.OFF: 0, Level.WARNING: 1, Level.FAULT: 2}
"""Exit status of a check: 0, 1 with warnings, 2 where the installation cannot serve."""


def exit_status(findings: Sequence[Finding]) -> int:
    return max((EXIT_STATUSES[each.level] for each in findings), default=0)


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    return {"status": exit_status(findings), "checks": [asdict(each) for each in findings]}
