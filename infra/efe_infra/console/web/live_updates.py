"""Sources from which a page updates itself: the stream of new entries, and the months of the time slider."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Self
from urllib.parse import urlencode

from efe_infra.console.register.labels import SLUGS

LIVE: Final = "/vivant"
RELOAD_INTERVAL_S: Final = 30
"""Interval of reloads of a page whose viewer may follow no Instance."""


class LiveUpdates(NamedTuple):
    """Sources of a page's updates.

    `stream` is the address of the server-sent events of some Instances. `time_of` is the Instance whose months the
    time slider shows. For a viewer who may read no trail, such as a member of a pôle, the page reloads every
    `reload_interval_s` seconds.
    """

    stream: str | None = None
    time_of: str | None = None
    reload_interval_s: int | None = None

    @classmethod
    def of(cls, bassins: Sequence[str], parameters: Mapping[str, str | None] | None = None) -> Self:
        """Returns the updates of these Instances; `parameters` filter their trails."""
        instances = [("bassin", SLUGS[each]) for each in bassins]
        filters = [(name, value) for name, value in (parameters or {}).items() if value]
        return cls(f"{LIVE}?{urlencode(instances + filters)}", bassins[0]) if bassins else cls()


NO_UPDATES: Final = LiveUpdates()
