"""Ids of the demonstration, derived from names: each run of it is the same."""

from uuid import UUID, uuid5

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import NumberScheme, operator_id

_NAMESPACE = UUID("0b6c2b0e-7c39-5e0c-8a55-0f6f3c1f3d42")


def id_of(*what: str) -> UUID:
    return uuid5(_NAMESPACE, "/".join(what))


def body_of(bassin: Bassin, name: str) -> UUID:
    return uuid5(id_of("body", bassin, name), "body")


def operator_named(name: str) -> UUID:
    return operator_id(NumberScheme.REGISTER, name)
