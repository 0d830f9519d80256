"""The entries of the menu, in their order."""

from collections.abc import Iterator
from typing import Final, NamedTuple


class Entry(NamedTuple):
    label: str
    path: str
    is_current: bool = False
    signed_in: bool = False


ENTRIES: Final = (
    Entry("Pôles et projets", "/"),
    Entry("Aide", "/aide"),
)


def entries(path: str, *, signed_in: bool) -> Iterator[Entry]:
    """Those with `signed_in` are for who has a session."""
    for each in ENTRIES:
        if signed_in or not each.signed_in:
            yield each._replace(is_current=each.path == path)
