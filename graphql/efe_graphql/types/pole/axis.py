"""Axis of a pôle, as output and as input."""

from typing import Self

import strawberry
from strawberry import field

from efe_domain.shared import axis as domain
from efe_domain.shared.axis import AxisKind, CodeSystem


@strawberry.type(description="Un code d'une nomenclature du champ.")
class AxisCode:
    system: CodeSystem = field(description="La nomenclature.")
    code: str = field(description="Le code.")


@strawberry.type(description="Un secteur d'activité, une filière professionnelle ou un métier (PS-AXE).")
class Axis:
    key: str = field(description="Clé stable, faite de la sorte et des mots du libellé.")
    kind: AxisKind = field(description="Sa sorte.")
    label: str = field(description="Son libellé.")
    codes: list[AxisCode] = field(description="Les codes qui le documentent.")

    @classmethod
    def of(cls, key: str, kind: AxisKind, label: str, codes: tuple[domain.AxisCode, ...]) -> Self:
        return cls(key=key, kind=kind, label=label, codes=[AxisCode(system=c.system, code=c.code) for c in codes])


@strawberry.input(description="Un code qui documente un axe.")
class AxisCodeInput:
    system: CodeSystem = field(description="La nomenclature.")
    code: str = field(description="Le code.")


@strawberry.input(description="Un secteur d'activité, une filière professionnelle ou un métier.")
class AxisInput:
    kind: AxisKind = field(description="Sa sorte.")
    label: str = field(description="Son libellé.")
    codes: list[AxisCodeInput] = field(default_factory=list, description="Les codes qui le documentent.")

    def axis(self) -> domain.Axis:
        """Raises `Invalid`."""
        codes = tuple(domain.AxisCode(each.system, each.code) for each in self.codes)
        return domain.axis(self.kind, self.label, codes)
