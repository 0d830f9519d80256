"""Lookup of the objects in an address; raises `NotHere` for missing ones."""

from efe_infra.console.register.labels import bassin_of
from efe_infra.console.web.refusals import NotHere


def require[T](found: T | None) -> T:
    """Raises `NotHere`."""
    if found is None:
        raise NotHere
    return found


def bassin_at(slug: str) -> str:
    """The contract's name of a bassin. Raises `NotHere`."""
    return require(bassin_of(slug))
