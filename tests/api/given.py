"""The platform as a client sees it, over HTTP, and what tests begin with."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from anyio.from_thread import BlockingPortal

from efe_domain.access.grants import AccessHeld, Role
from efe_domain.instance.instance import AlreadyEstablished
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_graphql.request.context import day_in_law
from efe_infra.composition import Installation
from efe_infra.identity.local_issuer import ISSUER
from tests.infra.ledger.given import until

TODAY = day_in_law(datetime.now(UTC))
LONG_AGO = TODAY - timedelta(days=2000)

AXIS = {"kind": "METIER", "label": "Monteur en chauffage"}
AXIS_KEY = "metier:monteur-en-chauffage"
REFUSED = """
    __typename code message path
    ... on RuleRefused { rule { key text legalBasis { key } } reasons }
    ... on VersionConflict { currentVersion }
"""


def day(offset: int) -> str:
    """A day so many days from today."""
    return (TODAY + timedelta(days=offset)).isoformat()


CREATED = day(-1500)


@dataclass(frozen=True)
class Http:
    """The application, in an event loop of its own."""

    portal: BlockingPortal
    client: httpx.AsyncClient

    @property
    def url(self) -> str:
        return str(self.client.base_url).rstrip("/")

    def post(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
        response = self.portal.call(partial(self.client.post, "/graphql", json=body, headers=headers))
        answer: dict[str, Any] = response.json()
        return answer


@dataclass(frozen=True)
class Client:
    """Someone who asks, with a token or as a visitor."""

    http: Http
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return self.headers["Authorization"].removeprefix("Bearer ")

    def post(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        return self.http.post({"query": query, "variables": variables}, self.headers)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = self.post(query, variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def refusal(self, query: str, **variables: Any) -> str:
        """The code of the one error of an answer."""
        [error] = self.post(query, variables)["errors"]
        code: str = error["extensions"]["code"]
        return code

    def with_header(self, name: str, value: str) -> "Client":
        return Client(self.http, {**self.headers, name: value})

    def code_of(self, command: str, **asked: Any) -> str:
        """The code of the error that ends a command."""
        return self.refusal(mutation(command), input=asked)

    def do(self, command: str, select: str = "", **asked: Any) -> dict[str, Any]:
        """The payload of a mutation."""
        payload: dict[str, Any] = self.ask(mutation(command, select), input=asked)[command]
        return payload

    def done(self, command: str, select: str, **asked: Any) -> Any:
        """The entity of a command that is not refused."""
        payload = self.do(command, select, **asked)
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload[select.split(maxsplit=1)[0]]

    def refused(self, command: str, **asked: Any) -> dict[str, Any]:
        """The one reason for which a command is refused."""
        payload = self.do(command, **asked)
        assert payload.get("position") is None
        [error] = payload["userErrors"]
        found: dict[str, Any] = error
        return found


OF_VAULT = {
    "registerPerson",
    "linkAccount",
    "inviteAccount",
    "invitePerson",
    "createApiToken",
    "declareService",
    "revokeApiToken",
    *(f"{verb}PersonInvitation" for verb in ("renew", "withdraw", "accept", "confirm", "decline")),
}
"""Commands on the vault: their payloads have no position."""


def mutation(command: str, select: str = "") -> str:
    asked = command[0].upper() + command[1:]
    position = "" if command in OF_VAULT else "position"
    return (
        f"mutation ($input: {asked}Input!)"
        f" {{ {command}(input: $input) {{ {select} {position} userErrors {{ {REFUSED} }} }} }}"
    )


@dataclass(frozen=True)
class Api:
    """A running platform."""

    installation: Installation
    http: Http

    def account(self, subject: str) -> UUID:
        return self.installation.vault.account_for(ISSUER, subject)

    def client(self, subject: str) -> Client:
        token = self.installation.local_issuer.mint(subject, lasting=3600)
        return Client(self.http, {"Authorization": f"Bearer {token}"})

    @property
    def visitor(self) -> Client:
        return Client(self.http)

    def catch_up(self) -> None:
        """Waits until what was recorded can be read."""
        self.wait_for(self.installation.platform.recorder.max_notification_id())

    def wait_for(self, position: int | None) -> None:
        """Waits until a position can be read, also where the server under test gives a query less time than that."""
        until(lambda: self._readable(position))

    def _readable(self, position: int | None) -> bool:
        answer = self.visitor.post(
            "query ($at: Position) { meta(minPosition: $at) { version } }", {"at": str(position)}
        )
        errors = answer.get("errors", [])
        assert all(error["extensions"]["code"] == "TIMEOUT" for error in errors), errors
        return not errors

    def coordinator(self, bassin: Bassin) -> Client:
        """The coordinator of an Instance, which is established unless it is already."""
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)), suppress(AlreadyEstablished):
            self.installation.platform.establish_instance(bassin, on=LONG_AGO)
        return self.granted(f"coordination-{bassin}", Role.COORDINATOR, bassin)

    def granted(self, subject: str, role: Role, bassin: Bassin | None = None) -> Client:
        """An account with a role, in one Instance or in all; it may act on return."""
        platform, account = self.installation.platform, self.account(subject)
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            try:
                if bassin:
                    done = platform.grant_access(bassin, account, role, on=LONG_AGO)
                else:
                    done = platform.grant_platform_access(account, role, on=LONG_AGO)
            except AccessHeld:
                return self.client(subject)
        self.wait_for(done.position)
        return self.client(subject)


COMMUNES = {
    Bassin.LIEGE: "62063",
    Bassin.NAMUR: "92094",
    Bassin.HUY_WAREMME: "61031",
    Bassin.VERVIERS: "63079",
}
KINDS = ("ENTREPRISE", "FORMATION", "CEFA")
NUMBERS = count(2)
TAKEN = {"ALREADY_REGISTERED", "BODY_NAME_TAKEN", "NAME_TAKEN"}


def with_a_free(field: str, by: Client, command: str, select: str, /, **asked: Any) -> tuple[Any, str]:
    """The entity of a command, and its name: with a number after it where a case of the same module has taken it."""
    payload = by.do(command, select, **asked)
    if payload["userErrors"] and {each["code"] for each in payload["userErrors"]} <= TAKEN:
        asked[field] += f" {next(NUMBERS)}"
        payload = by.do(command, select, **asked)
    assert payload["userErrors"] == [], payload["userErrors"]
    return payload[select.split(maxsplit=1)[0]], asked[field]


def an_operator(by: Client, kind: str = "CEFA", *, bassin: Bassin = Bassin.LIEGE, **given: Any) -> str:
    """The id of an operator with a site in the bassin, competent for `AXIS`."""
    number = given.pop("number", f"{kind}-{bassin}")
    common = {"bassin": bassin.name, "effectiveOn": LONG_AGO.isoformat()}
    name = given.pop("name", f"Opérateur {number}")
    asked = {**common, "scheme": "REGISTER", "number": number, "name": name, "kind": kind}
    operator: str = with_a_free("number", by, "registerOperator", "operator { id }", **asked)[0]["id"]
    by.done("openSite", "operator { id }", **common, operatorId=operator, commune=COMMUNES[bassin])
    by.done("recogniseCompetence", "operator { id }", **common, operatorId=operator, axis=AXIS)
    return operator


def a_pole(by: Client, name: str = "Chauffage", *, bassin: Bassin = Bassin.LIEGE) -> str:
    """The id of a pôle around `AXIS`, which the Instance identifies if it has not yet."""
    by.do("identifyAxis", bassin=bassin.name, axis=AXIS, effectiveOn=LONG_AGO.isoformat())
    asked = {"bassin": bassin.name, "axis": AXIS, "name": name, "effectiveOn": CREATED}
    pole: str = with_a_free("name", by, "createPole", "pole { id }", **asked)[0]["id"]
    return pole


def a_composed_pole(by: Client, *, spoken_for: bool = True) -> tuple[str, list[str]]:
    """A pôle with a member of each college, and the members."""
    pole = a_pole(by)
    return pole, composed(by, pole, spoken_for=spoken_for)


def composed(by: Client, pole: str, *, spoken_for: bool = True) -> list[str]:
    """The members that a pôle is given, one of each college."""
    members = [an_operator(by, kind) for kind in KINDS]
    represented(by, pole, members, spoken_for=spoken_for)
    return members


def represented(by: Client, pole: str, members: Iterable[str], *, spoken_for: bool = True) -> None:
    """Designates the members, for each of whom a person speaks, or nobody."""
    for member in members:
        speaker = None
        if spoken_for:
            speaker = by.done("registerPerson", "person { id }", givenName="Voix", familyName="Du Membre")["id"]
        by.done(
            "designateMember",
            "pole { id }",
            poleId=pole,
            operatorId=member,
            representativeId=speaker,
            effectiveOn=CREATED,
        )


def ids_in(value: object) -> set[str]:
    """Every id of an answer."""
    match value:
        case dict():
            own = {value["id"]} if "id" in value else set[str]()
            return own.union(*(ids_in(each) for each in value.values()))
        case list():
            return set[str]().union(*(ids_in(each) for each in value))
        case _:
            return set()
