"""A small schema that shows every way in which an answer can go."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from datetime import date
from typing import NewType

import strawberry
from starlette.requests import HTTPConnection
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig

from efe_domain.shared.errors import NotFound
from efe_graphql.limits.extensions import guards
from efe_infra.http.app import Application, create_app
from efe_infra.http.endpoints.health import health
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.ports import Readiness

MAX_BODY = 200_000
SECRET = "INSERT INTO person VALUES ('Jeanne')"
Day = NewType("Day", date)
gone: list[bool] = []


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("Un jour s'écrit AAAA-MM-JJ.") from error


@strawberry.type
class Query:
    @strawberry.field
    async def greeting(self, name: str = "monde") -> str:
        return f"Bonjour, {name}"

    @strawberry.field
    async def weekday(self, day: Day) -> int:
        return day.isoweekday()

    @strawberry.field
    async def broken(self) -> str | None:
        raise RuntimeError(SECRET)

    @strawberry.field
    async def missing(self) -> str | None:
        raise NotFound("Pôle", "soudure")


class FailingExtension(SchemaExtension):
    """Fails where no resolver is to blame, when the context asks for it."""

    def on_execute(self) -> Iterator[None]:
        if self.execution_context.context["token"] == "Bearer sinistre":
            raise RuntimeError(SECRET)
        yield


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def rename(self, name: str) -> str:
        return name


class Principals:
    """Each token is a principal, but for two."""

    async def resolve(self, connection: HTTPConnection, _operation: object = None) -> dict[str, str]:
        token = connection.headers.get("authorization", "")
        if token == "Bearer perime":
            raise RequestRefused(401, "UNAUTHENTICATED", "Jeton périmé.", headers={"WWW-Authenticate": "Bearer"})
        if token == "Bearer panne":
            raise RuntimeError(SECRET)
        return {"token": token}


PRINCIPALS = Principals()


async def is_ready() -> Readiness:
    return Readiness(ready=True, details={"lag": 0})


def schema(subscription: type | None = None) -> strawberry.Schema:
    day = strawberry.scalar(name="Day", serialize=date.isoformat, parse_value=parse_day)
    return strawberry.Schema(
        Query,
        Mutation,
        subscription,
        extensions=[*guards(), FailingExtension],
        config=StrawberryConfig(scalar_map={Day: day}),
    )


def demonstration() -> Application:
    return create_app(schema(), principals=PRINCIPALS, routes=health(is_ready), max_body=MAX_BODY)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int) -> AsyncGenerator[int]:
        for number in range(to):
            yield number
        raise RuntimeError(SECRET)

    @strawberry.subscription
    async def silence(self) -> AsyncGenerator[int]:
        try:
            await asyncio.sleep(3600)
            yield 0
        finally:
            gone.append(True)
