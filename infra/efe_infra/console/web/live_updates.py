"""What a page shows of the course of the register: where it follows it, and over whose months it travels."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Self
from urllib.parse import urlencode

from efe_infra.console.register.labels import SLUGS

LIVE: Final = "/vivant"
EVERY: Final = 30
"""Seconds after which a page of who may follow no Instance asks for itself again."""


class Course(NamedTuple):
    """`live` is where some Instances are followed; `time_of` is the one over whose months the slider moves.

    Who reads no trail, such as a member of a pôle, follows nothing: its page asks for itself again, `every` so many
    seconds.
    """

    live: str | None = None
    time_of: str | None = None
    every: int | None = None

    @classmethod
    def of(cls, bassins: Sequence[str], parameters: Mapping[str, str | None] | None = None) -> Self:
        """Of these Instances, with what is chosen of their trails."""
        named = [("bassin", SLUGS[each]) for each in bassins]
        chosen = [(name, value) for name, value in (parameters or {}).items() if value]
        return cls(f"{LIVE}?{urlencode(named + chosen)}", bassins[0]) if bassins else cls()


NOTHING: Final = Course()
