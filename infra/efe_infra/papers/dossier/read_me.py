"""`LISEZMOI.txt` of an evaluation file, in French: what is inside, at which position, and how it is verified."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from efe_infra.console.language.formats import ZONE
from efe_infra.papers.dossier.order import DossierOrder
from efe_infra.papers.dossier.tables import DossierMoment, dossier_tables
from efe_infra.papers.frame import checkpoint_size
from efe_infra.papers.kinds.report import period_words

FILE: Final = "LISEZMOI.txt"
TEXT: Final = Path(__file__).with_name(FILE)
ENCLOSED: Final = (
    "le paquet de preuves de l'Instance, jusqu'au premier point de contrôle signé après la position du dossier"
)


@dataclass(frozen=True, kw_only=True)
class DossierContents:
    """Counts of an evaluation file, and the checkpoint that was the last one then.

    `no_bundle` says why the bundle is missing; it is empty if it is there.
    """

    extracts: int
    decisions: int
    no_bundle: str
    checkpoint: str


def checkpoint_words(note: str | None) -> str:
    size = checkpoint_size(note)
    return f"n° {size}" if size else "aucun"


def read_me(order: DossierOrder, moment: DossierMoment, contents: DossierContents) -> bytes:
    left_out = contents.decisions - contents.extracts
    return (
        TEXT.read_text(encoding="utf-8")
        .format(
            instance=order.title,
            period=period_words(order.period),
            position=moment.position,
            known_at=f"{moment.known_at.astimezone(ZONE):%d/%m/%Y à %H:%M:%S}",
            checkpoint=contents.checkpoint,
            tables=len(dossier_tables()),
            extracts=contents.extracts,
            decisions=contents.decisions,
            left_out=f" ; les {left_out} plus anciennes se lisent sur la plateforme" if left_out else "",
            bundle=f"absent. {contents.no_bundle}" if contents.no_bundle else ENCLOSED,
            file=order.file_name,
        )
        .encode()
    )
