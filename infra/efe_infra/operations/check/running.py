"""Run of the probes of a check: side by side, each with an end."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final

from efe_infra.operations.check.findings import DEPLOYMENT_PAGE, Finding, Level
from efe_infra.process.background import on_daemon_thread
from efe_infra.process.connection_faults import reason_of

CHECK_TIMEOUT_S: Final = 8.0
"""Time that all probes together may take: longer than the timeout of each other server."""


@dataclass(frozen=True)
class Probe:
    """Question about one subject. `settings` name what the operator may have to change if no answer comes."""

    subject: str
    ask: Callable[[], Iterable[Finding]]
    settings: tuple[str, ...] = ()
    page: str = DEPLOYMENT_PAGE


def run_checks(probes: Sequence[Probe], within: float = CHECK_TIMEOUT_S) -> list[Finding]:
    """Returns the findings in the order of the probes. A probe without an answer in time is a fault."""
    deadline = monotonic() + within
    answers = [(probe, on_daemon_thread(partial(_asked, probe), "check")) for probe in probes]
    return [finding for probe, answer in answers for finding in _answered(probe, answer, deadline)]


def _asked(probe: Probe) -> list[Finding]:
    return list(probe.ask())


def _answered(probe: Probe, answer: Future[list[Finding]], deadline: float) -> Sequence[Finding]:
    try:
        return answer.result(max(deadline - monotonic(), 0))
    except LateError:
        why = "pas de réponse à temps"
    except Exception as error:  # noqa: BLE001 - one probe that fails must not hide the others
        why = f"n'a pu être contrôlé ({type(error).__name__} : {reason_of(error)})"
    return [Finding(probe.subject, Level.FAULT, f"{why}.", probe.settings, probe.page)]
