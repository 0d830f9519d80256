"""Compilation of a template with its evidence to a PDF, in a child process with bounds."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import structlog

from efe_infra.console.language.translatable import tr
from efe_infra.papers.compiling.templates import TEMPLATES

CHILD: Final = Path(__file__).with_name("child.py")
MAX_EVIDENCE_BYTES: Final = 4_000_000
"""Input and proof of one paper."""
MAX_LOGGED_CHARACTERS: Final = 300
INVALID_INPUT: Final = 3
"""Exit status of the child for an input that the template cannot print."""
MEMORY_ERROR: Final = 1
"""Exit status of the child for an exception, such as `MemoryError`."""
OVER_BOUNDS: Final = frozenset({-signal.SIGXCPU, -signal.SIGABRT, -signal.SIGSEGV})
"""Statuses of a child that took too much processor time, or memory that it did not get."""

log = structlog.stdlib.get_logger()


@dataclass(frozen=True, kw_only=True)
class CompileLimits:
    """Bounds of one compilation: memory of the child, its processor time, and the time that its caller waits."""

    memory_bytes: int = 2_000_000_000
    cpu_s: int = 8
    wait_s: float = 12.0


LIMITS: Final = CompileLimits()


class CompiledPaper(NamedTuple):
    """File of a paper, and the processor time that it took."""

    content: bytes
    cpu_s: float


class PaperRefused(Exception):
    """Raised if there is no paper, with one French sentence. `cpu_s` is the processor time that was used in vain."""

    cpu_s = 0.0


class PapersMissing(PaperRefused):
    """Raised where the extra `papers` is not installed."""

    def __init__(self) -> None:
        super().__init__(tr("Cette installation ne produit pas de documents imprimables."))


class PaperTooLong(PaperRefused):
    """Raised if a paper exceeds its bounds of size, time or memory."""

    def __init__(self, cpu_s: float = 0.0) -> None:
        super().__init__(tr("Ce document est trop long à produire : rien n'a été imprimé."))
        self.cpu_s = cpu_s


class PaperNotCompiled(PaperRefused):
    """Raised if the compiler refuses a template or its input. `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(tr("Ce document n'a pas pu être composé. Le journal de la plateforme en dit la raison."))
        self.reason = reason


class CompilerStopped(PaperRefused):
    """Raised if the process of the compiler was killed or could not start; the paper may be asked for again."""

    def __init__(self) -> None:
        super().__init__(tr("La composition de ce document a été interrompue : demandez-le à nouveau."))


def typst_version() -> str:
    """Raises `PapersMissing`."""
    if find_spec("typst") is None:
        raise PapersMissing
    try:
        return version("typst")
    except PackageNotFoundError:
        raise PapersMissing from None


def compile_paper(
    template: str, evidence: bytes, timestamp: int, *, limits: CompileLimits = LIMITS, root: Path = TEMPLATES
) -> bytes:
    """Returns the PDF. The same arguments give the same bytes. Raises `PaperRefused`."""
    return compile_measured(template, evidence, timestamp, limits=limits, root=root).content


def compile_measured(
    template: str, evidence: bytes, timestamp: int, *, limits: CompileLimits = LIMITS, root: Path = TEMPLATES
) -> CompiledPaper:
    """Returns the PDF and its cost. Raises `PaperRefused`."""
    typst_version()
    if len(evidence) > MAX_EVIDENCE_BYTES:
        raise PaperTooLong
    order = {
        "root": str(root),
        "template": template,
        "evidence": evidence.decode(),
        "timestamp": timestamp,
        "memory_bytes": limits.memory_bytes,
        "cpu_s": limits.cpu_s,
    }
    try:
        process = subprocess.run(  # noqa: S603 - its own program, with no argument of a client
            [sys.executable, "-I", "-B", str(CHILD)],
            input=msgspec.json.encode(order),
            capture_output=True,
            timeout=limits.wait_s,
            check=False,
            cwd="/",
            env={"RAYON_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise PaperTooLong(limits.cpu_s) from None
    except OSError as error:
        log.warning("paper_compiler_not_started", error=str(error))
        raise CompilerStopped from None
    message = process.stderr.decode(errors="replace")
    if process.returncode != 0:
        raise refusal_of(process.returncode, message, limits)
    return CompiledPaper(process.stdout, float(message.rpartition("\n")[2]))


def refusal_of(status: int, message: str, limits: CompileLimits) -> PaperRefused:
    """Returns the refusal for the exit status of the child; the log has what the child wrote."""
    log.warning("paper_not_compiled", status=status, message=message[:MAX_LOGGED_CHARACTERS])
    if status == INVALID_INPUT:
        return PaperNotCompiled(message)
    if status in OVER_BOUNDS or (status == MEMORY_ERROR and "MemoryError" in message):
        return PaperTooLong(limits.cpu_s)
    return CompilerStopped()
