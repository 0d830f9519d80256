"""Register that `efe verify` compares papers with: that of this installation, or that of a bundle replayed."""

import logging
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import structlog
from cryptography.x509 import Certificate

from efe_infra.composition import Installation, build, installation_on, trusted_documents, watching
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.bundle_events import Bundle
from efe_infra.transparency.evidence.replay import refold
from efe_infra.transparency.evidence.scratch import scratch
from efe_infra.transparency.evidence.timestamp import proven_time
from efe_infra.transparency.evidence.verify import Fault, PaperProof
from efe_infra.transparency.sealing.proofs import ProofStore

if TYPE_CHECKING:
    from efe_infra.papers.checking.again import BundleEvents, SecondIssue
    from efe_infra.papers.checking.reservations import Reservation

QR_ADDRESS: Final = "l'adresse du code QR : seul le document la donne."
OF_REGISTER: Final = (
    "Et enfin : le registre de cette installation donne ces mêmes données, ces mêmes actes et ce même jour, à cette "
    "position ; les noms de personnes sont ceux du coffre, sauf ceux qui sont dits non comparés."
)
OF_BUNDLE: Final = (
    "Et enfin : les événements du paquet, rejoués, donnent ces mêmes données, à cette position ; les logos ont les "
    "empreintes que ces événements donnent. Un paquet ne contient pas de noms de personnes."
)


def log_warnings_only() -> None:
    """Keeps the requests of this process to itself out of the output of the command line."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class OpenedRegister(NamedTuple):
    """Installation that answers; of a bundle, its events, and the instants at which a third party saw it."""

    installation: Installation
    events: "BundleEvents | None" = None
    attested: tuple[int, ...] = ()


@dataclass(frozen=True)
class PaperRegister:
    """Register of this installation; with a `bundle`, that of the bundle alone, replayed in a temporary database.

    `roots` are the certificates of the authority that dates the checkpoint of the bundle. `compare` takes the place
    of the comparison of each paper.
    """

    bundle: Path | None = None
    roots: Sequence[Certificate] = ()
    compare: "Callable[[SecondIssue], Awaitable[list[Reservation]]] | None" = None

    @property
    def report(self) -> str:
        return OF_BUNDLE if self.bundle else OF_REGISTER

    def unproved(self, reserved: "Sequence[Reservation]") -> list[str]:
        """Returns what a comparison leaves unproved, with what it reserves of one paper."""
        later = ["ce qui a été corrigé après la fin du paquet ;"] if self.bundle else []
        return [*(each.unproved for each in reserved if each.unproved), *later, QR_ADDRESS]

    def check(self, proofs: Sequence[PaperProof], key: str) -> "list[list[Reservation]]":
        """Returns what is not proved of each paper. Raises `Fault` for the first that the register does not give."""
        from efe_infra.papers.checking.again import SecondIssue  # noqa: PLC0415 - loads the console, which is slow
        from efe_infra.papers.checking.reservations import of_enclosed  # noqa: PLC0415
        from efe_infra.papers.checking.viewpoints import StatedViewers  # noqa: PLC0415
        from efe_infra.papers.command import answered  # noqa: PLC0415
        from efe_infra.web_application import application  # noqa: PLC0415

        log_warnings_only()
        with (
            build(Settings.from_environment()) as here,
            self._opened(here, proofs, key) as register,
            watching(register.installation) as watch,
        ):
            installation, stated = register.installation, StatedViewers()
            app = application(installation, watch, trusted_documents(installation.settings), resolver=stated.on)
            names = installation.vault.named_before if self.bundle is None else None
            issue = SecondIssue(app, stated, names, register.events, register.attested)

            async def reservations() -> "list[list[Reservation]] | Fault":
                """Returns a fault: raised inside the application, it would be logged as a failure of its start."""
                try:
                    if self.compare:
                        return [await self.compare(issue)]
                    return [[*await issue.check(each), *of_enclosed(each.content)] for each in proofs]
                except Fault as fault:
                    return fault

            answer = answered(app, reservations)
        if isinstance(answer, Fault):
            raise answer
        return answer

    @contextmanager
    def _opened(self, here: Installation, proofs: Sequence[PaperProof], key: str) -> Iterator[OpenedRegister]:
        """Yields the installation to ask. Register and bundle must have the checkpoints of the papers."""
        if self.bundle is None:
            check_own(here.proofs, proofs)
            yield OpenedRegister(here)
            return
        notes = [str(each.content["checkpoint"]).encode() for each in proofs]
        with Bundle(self.bundle, key, notes) as bundle, scratch(here.database) as (_, replayed):
            check_covered(proofs, bundle.last)
            roots = self.roots
            attested = (int(proven_time(self.bundle, bundle.checkpoint, roots).timestamp()),) if roots else ()
            refold(bundle, replayed)
            with installation_on(here.settings, replayed) as installation:
                yield OpenedRegister(installation, partial(bundle.pages, 0), attested)


def check_own(register: ProofStore, proofs: Sequence[PaperProof]) -> None:
    """Raises `RegisterFault` for a paper whose checkpoint is not one of this register's log."""
    from efe_infra.papers.checking.again import RegisterFault  # noqa: PLC0415 - loads the console, which is slow

    for each in proofs:
        own = register.ledger_checkpoint(each.log.size)
        if own is None or (own.origin, own.root) != (each.log.origin, each.log.root):
            raise RegisterFault("REGISTER_FOREIGN", f"n° {each.log.size}")


def check_covered(proofs: Sequence[PaperProof], last: int) -> None:
    """Raises `RegisterFault` for a paper of a position after the last one of a bundle."""
    from efe_infra.papers.checking.again import RegisterFault  # noqa: PLC0415 - loads the console, which is slow

    for each in proofs:
        position = each.content.get("position")
        if type(position) is not int or position > last:
            raise RegisterFault("BUNDLE_OLDER", f"position {position}")
