"""Reservations of a verdict: what a paper that is not refused does not prove, each with its exit status."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from efe_infra.papers.declaration.enclosed import enclosed_in


class Reservation(NamedTuple):
    """Part of a paper that was not proved, or that changed since. The lowest status of a verdict counts."""

    status: int
    sentence: str
    unproved: str = ""
    """What stays unproved, in the list of a report; empty for what is proved, and changed since."""


DAY_UNBOUNDED: Final = Reservation(
    9,
    "Jour non borné : rien ne dit que le jour imprimé n'est pas plus tardif que l'état du registre qu'il date. "
    "Donnez un paquet plus récent, la clé d'un témoin (--witness) ou les racines de l'horodateur (--tsa-roots).",
    "le jour imprimé ;",
)
NAMES_NOT_COMPARED: Final = Reservation(
    10,
    "Nom non comparé : un nom de personne au moins a changé depuis, est effacé, ou n'est pas dans un paquet.",
    "un nom de personne au moins ;",
)
ACTS_NOT_COMPARED: Final = Reservation(
    11,
    "Actes non comparés : aucun acte n'est joint, ou le paquet ne dit pas lesquels devraient l'être.",
    "les actes sur lesquels ce document repose ;",
)
CORRECTED: Final = 12
"""Exit status of a paper whose object was corrected, or of which an act was withdrawn, after its position."""


ENCLOSED_NOT_COMPARED: Final = Reservation(
    13,
    "Dossier non comparé : ce document dit valoir pour d'autres fichiers, qui ne sont pas donnés. Vérifiez le "
    "dossier entier (.zip).",
    "les fichiers pour lesquels ce document dit valoir ;",
)


def corrected_since(positions: Collection[int]) -> Reservation:
    return Reservation(CORRECTED, f"Corrigé depuis, acte n° {', '.join(map(str, sorted(positions)))}.")


def of_enclosed(content: Mapping[str, Any]) -> list[Reservation]:
    return [ENCLOSED_NOT_COMPARED] if enclosed_in(content) else []
