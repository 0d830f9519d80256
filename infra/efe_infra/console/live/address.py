"""Where a page follows the register."""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlencode

from efe_infra.console.labels import SLUGS

LIVE: Final = "/vivant"


def address_of(bassins: Iterable[str], parameters: Mapping[str, str | None] | None = None) -> str | None:
    """Of what is recorded in these Instances, with what is chosen of their trails; None where there are none."""
    named = [("bassin", SLUGS[each]) for each in bassins]
    chosen = [(name, value) for name, value in (parameters or {}).items() if value]
    return f"{LIVE}?{urlencode(named + chosen)}" if named else None
