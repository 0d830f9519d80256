"""Ids that follow from a natural key, so that the store itself refuses the second of a kind."""

from functools import cache
from uuid import UUID, uuid5

from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.numbers import NumberScheme
from efe_domain.shared.texts import slug

_NAMESPACE = UUID("6f1c1c2e-2f0b-5d3c-9b0e-3d0f5a8d7e11")

REGISTER = uuid5(_NAMESPACE, "register")
ZONE = uuid5(_NAMESPACE, "zone:entre-sambre-et-meuse")


@cache
def instance_id(bassin: Bassin) -> UUID:
    return uuid5(_NAMESPACE, f"instance:{bassin}")


def operator_id(scheme: NumberScheme, number: str) -> UUID:
    """Raises `Invalid` for what is no number of the scheme."""
    return uuid5(_NAMESPACE, f"operator:{scheme}:{slug(scheme.clean(number))}")


def pole_id(bassin: Bassin, axis: Axis, name: str, nth: int) -> UUID:
    """The n-th pôle (1, 2 …) of an Instance with this axis and name: a dissolved one leaves its name to the next."""
    return uuid5(_NAMESPACE, f"pole:{bassin}:{axis.key}:{slug(name)}:{nth}")


def invitation_id(project: UUID, inviter: UUID, pole: UUID) -> UUID:
    """The invitations of a pôle to a project by another pôle are one after the other."""
    return uuid5(_NAMESPACE, f"invitation:{project}:{inviter}:{pole}")


def document_id(sha256: str, bassin: Bassin) -> UUID:
    """Of a document as an Instance keeps it."""
    return uuid5(_NAMESPACE, f"document:{bassin}:{sha256}")


def themes_id(bassin: Bassin, nth: int) -> UUID:
    """The n-th list of common themes (1, 2 …) of an Instance."""
    return uuid5(_NAMESPACE, f"themes:{bassin}:{nth}")
