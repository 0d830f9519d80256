"""Invitations of persons as a coordinator sends them, and as a guest uses their links."""

from typing import Any
from uuid import uuid4

import psycopg

from efe_infra.postgres.database import DatabaseRole
from tests.api.given import Api, Client

SENT = "invitations { id link state role person { displayName email } }"
LISTED = """query ($bassin: Bassin!) { personInvitations(bassin: $bassin) {
    id state role acceptedBy { id displayName } person { id displayName } } }"""
DONE = "invitation { id state acceptedBy { id } }"
ACCEPTED = "bassin role isConfirmed"
ROLES = "{ viewer { bassins grants { role } } }"


def marie(**others: Any) -> dict[str, Any]:
    tag = uuid4().hex[:8]
    named = {"givenName": "Marie", "familyName": f"Dupont{tag}", "email": f"marie.{tag}@exemple.be"}
    return {**named, "role": "COORDINATOR", **others}


def invited(by: Client, *persons: dict[str, Any], **others: Any) -> list[tuple[str, str]]:
    """Returns the id and the link of each invitation."""
    sent = by.done("invitePerson", SENT, bassin="LIEGE", persons=list(persons) or [marie()], **others)
    return [(each["id"], each["link"]) for each in sent]


def state(by: Client, invitation: str, bassin: str = "LIEGE") -> dict[str, Any]:
    [found] = [each for each in by.ask(LISTED, bassin=bassin)["personInvitations"] if each["id"] == invitation]
    return dict(found)


def accept(by: Client, link: str) -> dict[str, Any]:
    payload = by.do("acceptPersonInvitation", ACCEPTED, link=link)
    assert payload.pop("userErrors") == []
    return payload


def refused_link(by: Client, link: str) -> str:
    return str(by.refused("acceptPersonInvitation", link=link)["code"])


def newcomer(api: Api) -> tuple[Client, str]:
    """Returns an account without a role, and its id."""
    subject = f"invitée-{uuid4().hex}"
    return api.client(subject), f"Account:{api.account(subject)}"


def in_database(api: Api, statement: bytes, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(api.installation.database.conninfo(DatabaseRole.COMMAND), autocommit=True) as connection:
        connection.execute("set role efe_command")
        done = connection.execute(statement, values)
        return done.fetchall() if done.description else []


def wait_for_role(guest: Client) -> None:
    """Waits until the read tables have followed the register."""
    for _ in range(100):
        if guest.ask(ROLES)["viewer"]["grants"]:
            return
    raise AssertionError("no role was given")
