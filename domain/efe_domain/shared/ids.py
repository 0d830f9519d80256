"""Ids derived from natural keys, so that the ledger refuses a duplicate; and registration numbers (FASE, BCE)."""

import re
from enum import StrEnum
from functools import cache
from uuid import UUID, uuid5

from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import DomainError, Invalid
from efe_domain.shared.texts import slug


class WrongCheckDigits(DomainError, rule=Rule.REGISTRE):
    """A BCE number ends with the two digits that check the others (REGISTRE)."""


class NumberScheme(StrEnum):
    """Source of a registration number: FASE for schools, BCE for enterprises, or the register itself."""

    FASE = "fase"
    BCE = "bce"
    REGISTER = "registre"

    def clean(self, number: str) -> str:
        """Normalises the number: FASE without leading zeros, BCE as ten digits. Raises `Invalid`."""
        number = texts.name(number, "number")
        if self is NumberScheme.REGISTER:
            return number
        match = re.fullmatch(_NUMBERS[self], re.sub(r"[\s.-]", "", number.upper()))
        if not match:
            raise Invalid("number", "Ce n'est pas un numéro {scheme} : {number}.", scheme=self.upper(), number=number)
        return match[1].zfill(10) if self is NumberScheme.BCE else match[1]

    def check(self, number: str) -> None:
        """Checks the last two digits of a clean BCE number, which follow from the others. Raises `WrongCheckDigits`.

        Only new numbers are checked: `clean` also reads recorded ones of any age.
        """
        if self is NumberScheme.BCE and int(number[8:]) != 97 - int(number[:8]) % 97:
            raise WrongCheckDigits("Les chiffres de contrôle du numéro BCE {number} ne sont pas bons.", number=number)


_NUMBERS = {NumberScheme.FASE: "0*([1-9][0-9]{0,5})", NumberScheme.BCE: "(?:BE)?([01]?[0-9]{9})"}


_NAMESPACE = UUID("6f1c1c2e-2f0b-5d3c-9b0e-3d0f5a8d7e11")

REGISTER = uuid5(_NAMESPACE, "register")
ZONE = uuid5(_NAMESPACE, "zone:entre-sambre-et-meuse")


@cache
def instance_id(bassin: Bassin) -> UUID:
    return uuid5(_NAMESPACE, f"instance:{bassin}")


def operator_id(scheme: NumberScheme, number: str) -> UUID:
    """Raises `Invalid` for what is no number of the scheme."""
    return uuid5(_NAMESPACE, f"operator:{scheme}:{slug(scheme.clean(number))}")


def pole_id(bassin: Bassin, axis: Axis, name: str, nth: int) -> UUID:
    """Returns the id of the n-th pôle (1, 2 …) with this axis and name; a dissolved one frees its name."""
    return uuid5(_NAMESPACE, f"pole:{bassin}:{axis.key}:{slug(name)}:{nth}")


def invitation_id(project: UUID, inviter: UUID, pole: UUID) -> UUID:
    """Returns the id of the invitation of a pôle to a project by another pôle; later ones share it."""
    return uuid5(_NAMESPACE, f"invitation:{project}:{inviter}:{pole}")


def document_id(sha256: str, bassin: Bassin) -> UUID:
    """Returns the id of a document in the keeping of an Instance."""
    return uuid5(_NAMESPACE, f"document:{bassin}:{sha256}")


def themes_id(bassin: Bassin, nth: int) -> UUID:
    """Returns the id of the n-th list of common themes (1, 2 …) of an Instance."""
    return uuid5(_NAMESPACE, f"themes:{bassin}:{nth}")


@cache
def unused_id(what: str) -> UUID:
    """Returns an id of nothing: it stands for that of an object that a command would make."""
    return uuid5(_NAMESPACE, f"unused:{what}")
