"""A line of the policy: a type, who may see it, and which of its fields are shown to fewer."""

from typing import NamedTuple

from tests.api.isolation.sight import Sight


class Kept(NamedTuple):
    """`dossier` and `trail` are fields that are null for whoever the dossier, or the audit trail, is closed to."""

    sight: Sight
    fields: frozenset[str]
    dossier: str = ""
    trail: str = ""


def kept(sight: Sight, fields: str, *, dossier: str = "", trail: str = "") -> Kept:
    return Kept(sight, frozenset(fields.split()) | set(filter(None, (dossier, trail))), dossier, trail)
