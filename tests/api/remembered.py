"""Remembered answers: what is asked until it is remembered, over HTTP too, and a server that forgets."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
import pytest

from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.schema import schema
from efe_infra.composition import watching
from tests.api.given import Api, Client, Http
from tests.running import installation, web

POLES = (
    "{ poles(first: 100) { edges { node { id name dossier { memberships { college } } } } pageInfo { endCursor } } }"
)
COLUMNS = f"{{ meta {{ position version }} ledgerCheckpoint {{ size }} {POLES[1:]}"
"""The same with what no statement answers: resolvers do."""
ways = pytest.mark.parametrize("query", [POLES, COLUMNS], ids=["one statement", "columns"])
TRAIL = "{ auditTrail(bassin: LIEGE, first: 5) { edges { node { seq } } } }"
TRAIL_BY_COLUMNS = TRAIL.replace("seq", "seq kindLabel")
WARM = 4
"""Uses of a document until its remembered answer is given for the first time."""
compiled: CompiledSchema = schema  # type: ignore[assignment] # the schema that is served
PER_MINUTE = 20_000


def warmed(client: Client, query: str = POLES, **variables: Any) -> dict[str, Any]:
    """Returns the last of so many answers."""
    return [client.ask(query, **variables) for _ in range(WARM)][-1]


@contextmanager
def repeated(times: int) -> Iterator[None]:
    before = compiled.tally.repeated
    yield
    assert compiled.tally.repeated - before == times


def opened(answer: dict[str, Any]) -> int:
    """Counts the pôles whose dossier is open."""
    return sum(edge["node"]["dossier"] is not None for edge in answer["poles"]["edges"])


def names(answer: dict[str, Any]) -> set[str]:
    return {edge["node"]["name"] for edge in answer["poles"]["edges"]}


def get(api: Api, query: str, client: Client | None = None, **headers: str) -> httpx.Response:
    asked = partial(
        api.http.client.get,
        "/graphql",
        params={"query": query},
        headers={**(client or api.visitor).headers, **headers},
    )
    return api.http.portal.call(asked)


@contextmanager
def forgetful(api: Api) -> Iterator[Http]:
    """Opens the same platform once more, with a server that remembers nothing."""
    running = api.installation
    with (
        installation(running.database, running.settings.home, remembered_bytes=0) as other,
        watching(other) as watch,
        web(other, watch) as served,
    ):
        yield served.http
