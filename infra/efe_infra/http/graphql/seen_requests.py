"""Requests that came before, each by its hash alone."""

from array import array
from typing import Final

PLACES: Final = 65_536
"""Requests that are noted at most, in 8 bytes each."""


class SeenRequests:
    """Requests of a process that came before. A later one may take the place of an earlier one, which is then new.

    What comes once is most often not asked again: to remember its answer would only displace others. Two requests
    of one hash do no harm, since nothing is answered by it.
    """

    def __init__(self, places: int = PLACES) -> None:
        self._hashes = array("q", bytes(8 * places))

    def add(self, request: int) -> bool:
        """Notes the hash of a request, and tells whether it was noted already."""
        place = request % len(self._hashes)
        came_before = self._hashes[place] == request
        self._hashes[place] = request
        return came_before
