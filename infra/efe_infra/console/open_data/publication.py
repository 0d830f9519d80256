"""Publisher, contact and licence of the open data, which the operator of the platform sets; none is claimed unset."""

from typing import NamedTuple, Self


class Licence(NamedTuple):
    """Address of a licence, and its title."""

    address: str
    title: str

    @classmethod
    def of(cls, text: str | None) -> Self | None:
        """Parses `https://… title`; the title is the address if there is none."""
        if not text:
            return None
        address, _, title = text.partition(" ")
        return cls(address, title.strip() or address)


class Publication(NamedTuple):
    """Statements of the operator of the platform about the open data."""

    publisher: str | None
    contact: str | None
    licence: Licence | None
    is_demonstration: bool = False
