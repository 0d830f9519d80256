"""usage: ariadne_client.py URL TOKEN; tells in JSON what an application on a generated client reads, does, hears."""

import asyncio
import json
import sys
from uuid import uuid4

from typed_client import (
    AxisInput,
    AxisKind,
    Bassin,
    CreatePoleInput,
    CreatePoleMutationCreatePole,
    CreatePoleMutationCreatePoleUserErrorsRuleRefused,
    Efe,
    GraphQLClientGraphQLMultiError,
)

URL, TOKEN = sys.argv[1:]
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def client(headers: dict[str, str]) -> Efe:
    return Efe(URL, headers=headers, ws_url=URL.replace("http", "ws"), ws_connection_init_payload=dict(headers))


def creation(name: str, label: str = "Monteur en chauffage") -> CreatePoleInput:
    axis = AxisInput(kind=AxisKind.METIER, label=label)
    return CreatePoleInput(bassin=Bassin.LIEGE, axis=axis, name=name, commandId=uuid4())


async def create(efe: Efe, asked: CreatePoleInput) -> CreatePoleMutationCreatePole:
    return (await efe.create_pole_mutation(asked)).create_pole


def rule_of(refused: CreatePoleMutationCreatePole) -> str:
    """Each kind of refusal is a class of its own."""
    match refused.user_errors:
        case [CreatePoleMutationCreatePoleUserErrorsRuleRefused(rule=rule)]:
            return rule.key
        case other:
            return repr(other)


async def follows(efe: Efe, after: str | None) -> tuple[str, str]:
    """The entry that a command adds, while the trail is followed."""
    live = efe.trail_subscription(bassin=Bassin.LIEGE, after=after)
    waited = asyncio.ensure_future(anext(live))
    await create(efe, creation("Zinc"))
    entry = (await waited).audit_entries
    await live.aclose()  # type: ignore[attr-defined] # it is a generator
    return entry.kind, type(entry.recorded_at).__name__


async def code_without_a_token() -> object:
    try:
        return await client({}).create_pole_mutation(creation("Fer"))
    except GraphQLClientGraphQLMultiError as error:
        return (error.errors[0].extensions or {}).get("code")


async def main() -> None:
    async with client(HEADERS) as efe:
        instance = (await efe.dashboard_query(bassin=Bassin.LIEGE)).instance
        command = creation("Bois")
        created, repeated = [await create(efe, command) for _ in range(2)]
        refused = await create(efe, creation("Verre", "Souffleur de verre"))
        heard = await follows(efe, created.position)
    told = {
        "instance": instance and [instance.name, instance.established_on.isoformat()],
        "created": created.pole and created.pole.name,
        "repeated": created == repeated,
        "refused": rule_of(refused),
        "heard": heard,
        "code": await code_without_a_token(),
    }
    print(json.dumps(told))


asyncio.run(main())
