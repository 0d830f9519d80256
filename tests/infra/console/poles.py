"""Pôles of a platform that has others already."""

from uuid import uuid4

from tests.api.given import KINDS, Client, a_pole, an_operator, day, represented


def a_constituted_pole(by: Client, name: str) -> tuple[str, list[str]]:
    """Its identifier, and those of its members."""
    pole = a_pole(by, name)
    members = given_members(by, pole)
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-400))
    return pole, members


def given_members(by: Client, pole: str) -> list[str]:
    """One of each college, with somebody who represents it."""
    members = [an_operator(by, kind, number=uuid4().hex) for kind in KINDS]
    represented(by, pole, members)
    return members
