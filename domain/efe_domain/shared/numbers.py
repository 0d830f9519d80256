"""NumberScheme: say here what it is."""

import re
from enum import StrEnum

from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid


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


_NUMBERS = {NumberScheme.FASE: "0*([1-9][0-9]{0,5})", NumberScheme.BCE: "(?:BE)?([01]?[0-9]{9})"}
