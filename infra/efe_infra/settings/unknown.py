"""Variables `EFE_…` that are no setting, each with the nearest name: a misspelt setting is silently its default."""

import os
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple

from efe_infra.settings.settings import PREFIX, Settings, variable

OF_TESTS: Final = "EFE_TEST_"
OF_SERVICES: Final = re.compile(r"EFE_([A-Z0-9_]+_)?(SERVICE_(HOST|PORT)|PORT_\d+)([A-Z0-9_]*)")
"""Variables that Kubernetes and container links make for a service with such a name."""
MAX_WARNINGS: Final = 20


class UnknownSetting(NamedTuple):
    """Variable that no setting reads; `nearest` is a name of a setting, or empty."""

    name: str
    nearest: str

    @property
    def warning(self) -> str:
        hint = f" ; voulez-vous dire {self.nearest} ?" if self.nearest else "."
        return f"Réglage inconnu, sans effet : {self.name}{hint}"


def unknown_settings(environment: Mapping[str, str] = os.environ) -> Sequence[UnknownSetting]:
    """Returns the unknown variables by name, at most `MAX_WARNINGS`. Case does not matter, as for settings."""
    names = sorted(variable(name) for name in Settings.model_fields)
    unknown = sorted(
        name
        for name in environment
        if (capital := name.upper()).startswith(PREFIX)
        and capital not in names
        and not capital.startswith(OF_TESTS)
        and not OF_SERVICES.fullmatch(capital)
    )
    return [
        UnknownSetting(name, next(iter(get_close_matches(name.upper(), names, n=1, cutoff=0.75)), ""))
        for name in unknown[:MAX_WARNINGS]
    ]
