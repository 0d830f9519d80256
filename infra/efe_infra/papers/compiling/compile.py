"""Compilation of a template with its evidence to a PDF, in a child process with bounds."""

import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec

from efe_infra.papers.compiling.templates import TEMPLATES

CHILD: Final = Path(__file__).with_name("child.py")
MAX_EVIDENCE_BYTES: Final = 4_000_000
"""Input and proof of one paper."""


@dataclass(frozen=True, kw_only=True)
class CompileLimits:
    """Bounds of one compilation: memory of the child, its processor time, and the time that its caller waits."""

    memory_bytes: int = 2_000_000_000
    cpu_s: int = 8
    wait_s: float = 12.0


LIMITS: Final = CompileLimits()


class PaperRefused(Exception):
    """Raised if there is no paper, with one French sentence."""


class PapersMissing(PaperRefused):
    """Raised where the extra `papers` is not installed."""

    def __init__(self) -> None:
        super().__init__("Cette installation ne produit pas de documents imprimables : l'extra « papers » y manque.")


class PaperTooLong(PaperRefused):
    """Raised if a paper exceeds its bounds of size, time or memory."""

    def __init__(self) -> None:
        super().__init__("Ce document est trop long à produire : rien n'a été imprimé.")


class PaperNotCompiled(PaperRefused):
    """Raised if the compiler refuses a template or its input."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Ce document n'a pas pu être composé : {reason[:300]}")


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
            [sys.executable, "-I", str(CHILD)],
            input=msgspec.json.encode(order),
            capture_output=True,
            timeout=limits.wait_s,
            check=False,
            cwd="/",
            env={"RAYON_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise PaperTooLong from None
    if process.returncode == 3:
        raise PaperNotCompiled(process.stderr.decode(errors="replace"))
    if process.returncode != 0 or not process.stdout:
        raise PaperTooLong
    return process.stdout
