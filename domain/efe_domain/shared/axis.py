"""Axis of a pôle: one secteur d'activité, one filière professionnelle or one métier (PS-AXE)."""

from enum import StrEnum

import msgspec

from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid


class AxisKind(StrEnum):
    """A pôle is built around exactly one of these (PS-AXE)."""

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
    """A code that documents an axis."""

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


_UNITING = frozenset({CodeSystem.SFMQ, CodeSystem.REM})
"""One code of these is one trade; one of an activity, or of a commission paritaire, joins several."""


def share_a_trade(one: Axis, other: Axis) -> bool:
    """Tells whether the same SFMQ or REM code documents both."""
    return any(code.system in _UNITING for code in {*one.codes} & {*other.codes})


def check_key(key: str, field: str) -> None:
    """Raises `Invalid` for what no axis has as its key."""
    kind, _, words = key.partition(":")
    if kind not in set(AxisKind) or not words or texts.slug(words) != words or len(words) > texts.LONGEST_NAME:
        raise Invalid(field, "Ce n'est pas la clé d'un axe : {key}.", key=texts.cut(key))


def axis(kind: AxisKind, label: str, codes: tuple[AxisCode, ...] = ()) -> Axis:
    """Returns an axis as the register keeps it. Raises `Invalid`."""
    return clean(Axis(kind, label, codes))


def clean(axis: Axis) -> Axis:
    """Returns the same axis with a trimmed label and its codes sorted, each once. Raises `Invalid`."""
    codes = {AxisCode(code.system, texts.name(code.code, "axis.codes")) for code in axis.codes}
    label = texts.name(axis.label, "axis.label")
    return Axis(axis.kind, label, tuple(sorted(codes, key=lambda code: (code.system, code.code))))
