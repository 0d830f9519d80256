"""Registration numbers of operators: where they come from, how they are written, how they are checked."""

import re
from enum import StrEnum

from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.errors import DomainError, Invalid


class WrongCheckDigits(DomainError, rule=Rule.REGISTRE):
    """A BCE number ends with the two digits that check the others (REGISTRE)."""


class NumberScheme(StrEnum):
    """Where the registration number comes from: FASE for schools, BCE for enterprises, or the register itself."""

    FASE = "fase"
    BCE = "bce"
    REGISTER = "registre"

    def clean(self, number: str) -> str:
        """One writing for one number: FASE without leading zeros, BCE as ten digits. Raises `Invalid`."""
        number = texts.name(number, "number")
        if self is NumberScheme.REGISTER:
            return number
        found = re.fullmatch(_NUMBERS[self], re.sub(r"[\s.-]", "", number.upper()))
        if not found:
            raise Invalid("number", "Ce n'est pas un numéro {scheme} : {number}.", scheme=self.upper(), number=number)
        return found[1].zfill(10) if self is NumberScheme.BCE else found[1]

    def check(self, number: str) -> None:
        """The last two digits of a BCE number follow from the others. Raises `WrongCheckDigits`; of a clean number.

        Asked of a number that is registered, not of one that was: `clean` reads those of any age.
        """
        if self is NumberScheme.BCE and int(number[8:]) != 97 - int(number[:8]) % 97:
            raise WrongCheckDigits("Les chiffres de contrôle du numéro BCE {number} ne sont pas bons.", number=number)


_NUMBERS = {NumberScheme.FASE: "0*([1-9][0-9]{0,5})", NumberScheme.BCE: "(?:BE)?([01]?[0-9]{9})"}
