"""Verification of evaluation files for `efe verify`: one clear list of what holds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

import typer

from efe_infra.cli.app import misused, say, say_error
from efe_infra.cli.paper_register import PaperRegister
from efe_infra.cli.papers import INSTALL_HINT, NOT_COMPILED, end_with, verify_papers
from efe_infra.cli.requirements import BundleRequirements
from efe_infra.transparency.evidence.verify import Fault, check_paper_options, shown

if TYPE_CHECKING:
    from efe_infra.papers.checking.reservations import Reservation
    from efe_infra.papers.dossier.opened import OpenedDossier

REPORT: Final = "rapport.pdf"
NOT_COMPARED: Final = (
    "Vérifié en partie : ce dossier ne contient pas de paquet de preuves, et rien n'a été comparé avec le registre. "
    "Une personne qui a les outils de la plateforme peut avoir tout composé à nouveau. Comparez-le avec le registre "
    "de cette installation (--register), ou avec le paquet de l'Instance (--bundle)."
)


def is_dossier(path: Path) -> bool:
    """Tells whether a file is an evaluation file; a file that cannot be read is none."""
    try:
        with ZipFile(path) as archive:
            return REPORT in archive.namelist()
    except (OSError, BadZipFile, ValueError):
        return False


def verify_documents(
    papers: Sequence[Path],
    dossiers: Sequence[Path],
    required: BundleRequirements,
    register: PaperRegister | None,
) -> None:
    """Prints what holds of each. Raises `typer.Exit` with the status of the first fault."""
    try:
        check_paper_options([*papers, *dossiers], required.checkpoints, required.seconds)
        for each in dossiers:
            verify_dossier(each, required.key, required.witnesses, register)
        if papers:
            verify_papers(papers, required.key, required.witnesses, register)
    except (OSError, ValueError) as error:
        misused(shown(str(error)))


def verify_dossier(path: Path, key: str, witnesses: Sequence[str], register: PaperRegister | None) -> None:
    """Prints what holds. Raises `typer.Exit` with the status of the first fault, or `ValueError` for a bad key."""
    from efe_infra.papers.compiling.compile import PaperRefused, PapersMissing  # noqa: PLC0415 - loads the console
    from efe_infra.papers.dossier.opened import STATUSES, DossierFault, OpenedDossier  # noqa: PLC0415

    try:
        with ZipFile(path) as archive, TemporaryDirectory(prefix="efe-dossier-") as folder:
            dossier = OpenedDossier.of(archive, Path(folder), key, witnesses)
            if register is None and dossier.bundle:
                register = PaperRegister(dossier.bundle_path)
            reserved = compare_with(register, dossier, key) if register else []
    except (BadZipFile, NotImplementedError, RuntimeError):
        say(DossierFault("DOSSIER_UNREADABLE", path.name).line, stderr=True)
        raise typer.Exit(1) from None
    except Fault as fault:
        say(fault.line, stderr=True)
        raise typer.Exit(STATUSES.get(fault.code, 1)) from fault
    except PaperRefused as refused:
        say_error(f"{refused} {INSTALL_HINT}" if isinstance(refused, PapersMissing) else str(refused))
        raise typer.Exit(NOT_COMPILED) from refused
    say("\n".join([*(each.sentence for each in reserved), *report_of(dossier, register, reserved)]))
    end_with([each.status for each in reserved], register)


def compare_with(register: PaperRegister, dossier: "OpenedDossier", key: str) -> "list[Reservation]":
    """Returns what is not proved. Raises `Fault`."""
    from efe_infra.papers.dossier.comparison import compare  # noqa: PLC0415 - loads the console, which is slow

    return replace(register, compare=partial(compare, dossier)).check(dossier.papers, key)[0]


def report_of(
    dossier: "OpenedDossier", register: PaperRegister | None, reserved: "Sequence[Reservation]"
) -> Iterator[str]:
    """Yields the lines of the report."""
    from efe_infra.papers.kinds.report import period_words  # noqa: PLC0415 - loads the console, which is slow

    order, papers = dossier.order, dossier.extracts
    yield f"Vérifié : dossier d'évaluation de {order.title}. {period_words(order.period)}."
    yield f"Tout y est lu à la position {dossier.moment.position}."
    yield "Ce qui tient :"
    yield "– rapport.pdf : point de contrôle signé par la clé donnée, chemins, cadre, et octets du PDF."
    yield f"– SHA256SUMS : cette liste de {len(dossier.enclosed)} fichiers est celle pour laquelle le rapport vaut."
    yield "– Chacun de ces fichiers a l'empreinte de la liste ; le ZIP n'en contient pas d'autre."
    yield f"– decisions/ : {len(papers)} extrait(s), chacun avec sa preuve, lus à la même position."
    if dossier.bundle:
        yield f"– preuves.zip : paquet vérifié, jusqu'à la position {dossier.bundle.position}."
    else:
        yield "– preuves.zip : absent ; LISEZMOI.txt en dit la raison."
    if register is None:
        yield NOT_COMPARED
        return
    source = "les événements du paquet, rejoués," if register.bundle else "le registre de cette installation"
    gives = "donnent" if register.bundle else "donne"
    yield (
        f"– Valeurs : {source} {gives} chaque valeur du rapport et des extraits, chaque ligne des tableaux, "
        "les mêmes extraits et le même LISEZMOI.txt."
    )
    yield "Pas prouvé :"
    yield from (f"– {each}" for each in register.unproved(reserved))
