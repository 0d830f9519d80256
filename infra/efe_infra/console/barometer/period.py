"""Choice of a barometer in an address: a bassin, and a year or two days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Self

from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import bassin_of
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused

PATH: Final = "/barometre"
BAD_INPUT: Final = "BAD_USER_INPUT"
PARAMETERS: Final[Mapping[str, str]] = {"bassin": "bassin", "year": "annee", "from": "du", "until": "au"}
"""Parameters of the address, by the argument of the API."""


@dataclass(frozen=True, kw_only=True)
class BarometerChoice:
    """Choice as the address has it, the arguments of the API, and the problem of each parameter with a wrong value.

    Two days replace a year.
    """

    parameters: Mapping[str, str | None]
    variables: Mapping[str, Any]
    problems: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, visit: PageRequest) -> Self:
        parameters = {name: visit.query(name) for name in PARAMETERS.values()}
        if parameters["du"] or parameters["au"]:
            parameters["annee"] = None
        problems: dict[str, str] = {}
        bassin = bassin_of(parameters["bassin"])
        if parameters["bassin"] and bassin is None:
            problems["bassin"] = tr("Ce bassin n'existe pas.")
        year = parameters["annee"] or ""
        if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
            problems["annee"] = tr("Une année s'écrit en quatre chiffres.")
        for name in ("du", "au"):
            if (text := parameters[name]) and not _is_day(text):
                problems[name] = tr("Un jour s'écrit AAAA-MM-JJ.")
        variables = {
            "bassin": bassin,
            "year": int(year) if year and "annee" not in problems else None,
            "from": parameters["du"],
            "until": parameters["au"],
        }
        return cls(parameters=parameters, variables=variables, problems=problems)

    @property
    def year(self) -> int | None:
        """Year that the form shows: the chosen one, or this one without any choice."""
        chosen: int | None = self.variables["year"]
        return chosen or (None if self.parameters["du"] or self.parameters["au"] else today().year)

    def problems_of(self, refusal: PageRefused) -> Mapping[str, str]:
        """Returns the problem that the API found, at its parameter. Raises any other refusal."""
        parameter = PARAMETERS.get(refusal.field)
        if refusal.code != BAD_INPUT or parameter is None:
            raise refusal
        return {parameter: refusal.detail}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
