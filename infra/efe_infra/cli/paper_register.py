"""Register that `efe verify` compares papers with: that of this installation, or that of a bundle replayed."""

import logging
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from efe_infra.composition import Installation, build, installation_on, trusted_documents, watching
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.bundle_events import Bundle
from efe_infra.transparency.evidence.replay import refold
from efe_infra.transparency.evidence.scratch import scratch
from efe_infra.transparency.evidence.verify import Fault, PaperProof

if TYPE_CHECKING:
    from efe_infra.papers.checking.again import SecondIssue

OF_REGISTER: Final = (
    "Et enfin : le registre de cette installation donne ces mêmes données, à cette position. Seuls les noms de "
    "personnes ne sont pas comparés."
)
OF_BUNDLE: Final = (
    "Et enfin : les événements du paquet, rejoués, donnent ces mêmes données, à cette position. Ni les noms de "
    "personnes ni le logo ne sont comparés : un paquet n'en contient pas."
)


def log_warnings_only() -> None:
    """Keeps the requests of this process to itself out of the output of the command line."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@dataclass(frozen=True)
class PaperRegister:
    """Register of this installation; with a `bundle`, that of the bundle alone, replayed in a temporary database.

    `compare` takes the place of the comparison of each paper.
    """

    bundle: Path | None = None
    compare: "Callable[[SecondIssue], Awaitable[None]] | None" = None

    @property
    def report(self) -> str:
        return OF_BUNDLE if self.bundle else OF_REGISTER

    def check(self, proofs: Sequence[PaperProof], key: str) -> None:
        """Raises `Fault` for the first paper that the register does not give."""
        from efe_infra.papers.checking.again import SecondIssue  # noqa: PLC0415 - loads the console, which is slow
        from efe_infra.papers.checking.viewpoints import StatedViewers  # noqa: PLC0415
        from efe_infra.papers.command import answered  # noqa: PLC0415
        from efe_infra.web_application import application  # noqa: PLC0415

        log_warnings_only()
        with (
            build(Settings.from_environment()) as here,
            self._opened(here, proofs, key) as installation,
            watching(installation) as watch,
        ):
            stated = StatedViewers()
            app = application(installation, watch, trusted_documents(installation.settings), resolver=stated.on)
            issue = SecondIssue(app, stated, has_documents=self.bundle is None)

            async def first_fault() -> Fault | None:
                """Returns the fault: raised inside the application, it would be logged as a failure of its start."""
                try:
                    if self.compare:
                        await self.compare(issue)
                        return None
                    for each in proofs:
                        await issue.check(each)
                except Fault as fault:
                    return fault
                return None

            fault = answered(app, first_fault)
        if fault:
            raise fault

    @contextmanager
    def _opened(self, here: Installation, proofs: Sequence[PaperProof], key: str) -> Iterator[Installation]:
        """Yields the installation to ask. A bundle must extend the checkpoints of the papers."""
        if self.bundle is None:
            yield here
            return
        notes = [str(each.content["checkpoint"]).encode() for each in proofs]
        with Bundle(self.bundle, key, notes) as bundle, scratch(here.database) as (_, replayed):
            check_covered(proofs, bundle.last)
            refold(bundle, replayed)
            with installation_on(here.settings, replayed) as installation:
                yield installation


def check_covered(proofs: Sequence[PaperProof], last: int) -> None:
    """Raises `RegisterFault` for a paper of a position after the last one of a bundle."""
    from efe_infra.papers.checking.again import RegisterFault  # noqa: PLC0415 - loads the console, which is slow

    for each in proofs:
        position = each.content.get("position")
        if type(position) is not int or position > last:
            raise RegisterFault("BUNDLE_OLDER", f"position {position}")
