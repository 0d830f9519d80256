"""What a pôle is built around: one secteur d'activité, one filière professionnelle or one métier (PS-AXE)."""

from enum import StrEnum

import msgspec

from efe_domain import texts
from efe_domain.errors import Invalid


class AxisKind(StrEnum):
    SECTEUR = "secteur"
    FILIERE = "filiere"
    METIER = "metier"


class CodeSystem(StrEnum):
    """The nomenclatures of the field: NACE-BEL, commissions paritaires, SFMQ, REM (Forem), OBG (enseignement)."""

    NACE_BEL = "nace-bel"
    COMMISSION_PARITAIRE = "commission-paritaire"
    SFMQ = "sfmq"
    REM = "rem"
    OBG = "obg"


class AxisCode(msgspec.Struct, frozen=True):
    system: CodeSystem
    code: str


class Axis(msgspec.Struct, frozen=True):
    """Two axes are the same when their kind and the words of their label are: codes only document them."""

    kind: AxisKind
    label: str
    codes: tuple[AxisCode, ...] = ()

    @property
    def key(self) -> str:
        """Kind and label without case, accents or punctuation; what competences and identified axes refer to."""
        return f"{self.kind}:{texts.slug(self.label)}"


def axis(kind: AxisKind, label: str, codes: tuple[AxisCode, ...] = ()) -> Axis:
    """An axis with a clean label and sorted codes. Raises `Invalid`."""
    label = texts.name(label, "axis.label")
    if not texts.slug(label):
        raise Invalid("axis.label", "Le libellé de l'axe ne contient aucun mot.")
    clean = {AxisCode(code.system, texts.name(code.code, "axis.codes")) for code in codes}
    return Axis(kind, label, tuple(sorted(clean, key=lambda code: (code.system, code.code))))
