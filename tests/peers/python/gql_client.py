"""usage: gql_client.py URL TOKEN; tells in JSON what an application on gql reads, does and hears."""

import asyncio
import json
import sys
from pathlib import Path
from uuid import uuid4

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

URL, TOKEN = sys.argv[1:]
TIMEOUT_S = 15.0
"""Longer than the server takes for a query at most; five seconds are the default of the library."""
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
DOCUMENTS = {path.stem: path.read_text("utf-8") for path in Path("documents").glob("*.graphql")}
FRAGMENTS = DOCUMENTS["UserErrors"] + DOCUMENTS["Dashboard"][DOCUMENTS["Dashboard"].index("fragment") :]


def over_http(headers):
    """The document is checked against the schema that the server tells of itself."""
    transport = HTTPXAsyncTransport(url=URL, headers=headers, timeout=TIMEOUT_S)
    return Client(transport=transport, fetch_schema_from_transport=True)


def creation(name, label="Monteur en chauffage"):
    asked = {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": label}, "name": name, "commandId": str(uuid4())}
    return GraphQLRequest(DOCUMENTS["CreatePole"] + FRAGMENTS, variable_values={"input": asked})


async def acts(session):
    command = creation("Bois")
    created, repeated = [(await session.execute(command))["createPole"] for _ in range(2)]
    refused = (await session.execute(creation("Verre", "Souffleur de verre")))["createPole"]
    return {"created": created, "repeated": created == repeated, "refused": refused["userErrors"]}


async def follows(session, after):
    """The entry that a command adds, while the trail is followed."""
    request = GraphQLRequest(DOCUMENTS["Trail"], variable_values={"bassin": "LIEGE", "after": after})
    socket = Client(transport=WebsocketsTransport(url=URL.replace("http", "ws"), init_payload=HEADERS))
    async with socket as live:
        entries = live.subscribe(request)
        waited = asyncio.ensure_future(anext(entries))
        await session.execute(creation("Zinc"))
        heard = await waited
        await entries.aclose()
        return heard["auditEntries"]["kind"]


async def code_without_a_token():
    try:
        async with over_http({}) as visitor:
            await visitor.execute(creation("Fer"))
    except TransportQueryError as error:
        return error.errors[0]["extensions"]["code"]


async def main():
    async with over_http(HEADERS) as session:
        request = GraphQLRequest(DOCUMENTS["Dashboard"], variable_values={"bassin": "LIEGE"})
        dashboard = await session.execute(request)
        acted = await acts(session)
        heard = await follows(session, acted["created"]["position"])
    told = {"instance": dashboard["instance"]["name"], **acted, "heard": heard, "code": await code_without_a_token()}
    print(json.dumps(told))


asyncio.run(main())
