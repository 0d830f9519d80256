"""Who is signed in."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Session:
    """`label` is how the identity provider calls the person."""

    label: str
    access_token: str
