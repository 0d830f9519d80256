"""Answers to a GraphQL request, by its outcome."""

import httpx
import pytest

from tests.infra.http.demonstration import SECRET

pytestmark = pytest.mark.anyio

GRAPHQL = {"accept": "application/graphql-response+json"}
TWO = 'query one {greeting(name: "un")} query two {greeting(name: "deux")}'


async def posted(client: httpx.AsyncClient, query: str, **fields: object) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **fields}, headers=GRAPHQL)


def codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


async def test_a_query_passes_by_get_and_by_post(client: httpx.AsyncClient) -> None:
    by_get = await client.get("/graphql", params={"query": "{greeting}"})
    by_post = await posted(client, "{greeting}")

    assert by_get.json() == by_post.json() == {"data": {"greeting": "Bonjour, monde"}}
    assert by_get.headers["content-type"] == "application/json; charset=utf-8"
    assert by_post.headers["content-type"] == "application/graphql-response+json; charset=utf-8"


async def test_a_mutation_passes_by_post_alone(client: httpx.AsyncClient) -> None:
    mutation = 'mutation {rename(name: "Liège")}'

    by_post = await posted(client, mutation)
    by_get = await client.get("/graphql", params={"query": mutation})

    assert by_post.json() == {"data": {"rename": "Liège"}}
    assert by_get.status_code == 405
    assert by_get.headers["allow"] == "POST"
    assert codes(by_get) == ["METHOD_NOT_ALLOWED"]


async def test_one_of_several_operations_is_run_by_its_name(client: httpx.AsyncClient) -> None:
    named = await posted(client, TWO, operationName="two")
    unnamed = await posted(client, TWO)
    empty = await posted(client, TWO, operationName="")
    misnamed = await posted(client, TWO, operationName="three")

    assert named.json() == {"data": {"greeting": "Bonjour, deux"}}
    assert [answer.status_code for answer in (unnamed, empty, misnamed)] == [400, 400, 400]
    assert codes(unnamed) == codes(empty) == codes(misnamed) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{unknown}", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment alone on Query {greeting}", "BAD_USER_INPUT"),
        ("query($name: String!) {greeting(name: $name)}", "BAD_USER_INPUT"),
        ("{" + " ".join(f"a{number}: greeting" for number in range(40)) + "}", "QUERY_TOO_COMPLEX"),
    ],
)
async def test_a_request_that_cannot_begin_has_a_code_and_no_data(
    client: httpx.AsyncClient, query: str, code: str
) -> None:
    response = await posted(client, query)

    assert response.status_code == 400
    assert codes(response) == [code]
    assert "data" not in response.json()


async def test_a_scalar_says_what_it_declines(client: httpx.AsyncClient) -> None:
    literal = await posted(client, '{weekday(day: "hier")}')
    variable = await posted(client, "query($day: Day!) {weekday(day: $day)}", variables={"day": "hier"})

    assert (codes(literal), codes(variable)) == (["GRAPHQL_VALIDATION_FAILED"], ["BAD_USER_INPUT"])
    assert "Un jour s'écrit AAAA-MM-JJ." in literal.json()["errors"][0]["message"]
    assert "Un jour s'écrit AAAA-MM-JJ." in variable.json()["errors"][0]["message"]


async def test_a_refusal_keeps_its_code_and_its_sentence(client: httpx.AsyncClient) -> None:
    response = await posted(client, "{missing greeting}")

    (error,) = response.json()["errors"]
    assert error["message"] == "Pôle introuvable : soudure."
    assert error["extensions"] == {"code": "NOT_FOUND"}
    assert response.json()["data"] == {"missing": None, "greeting": "Bonjour, monde"}


async def test_a_fault_in_a_resolver_shows_an_id_and_nothing_else(client: httpx.AsyncClient) -> None:
    response = await posted(client, "{broken greeting}")

    (error,) = response.json()["errors"]
    assert response.status_code == 200
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["extensions"]["errorId"] in error["message"]
    assert error["path"] == ["broken"]
    assert response.json()["data"] == {"broken": None, "greeting": "Bonjour, monde"}
    assert SECRET not in response.text


@pytest.mark.parametrize("token", ["panne", "sinistre"])
async def test_a_fault_outside_every_resolver_shows_an_id_and_nothing_else(
    client: httpx.AsyncClient, token: str
) -> None:
    response = await client.post(
        "/graphql", json={"query": "{greeting}"}, headers={"authorization": f"Bearer {token}"}
    )

    assert response.status_code == 500
    assert codes(response) == ["INTERNAL_SERVER_ERROR"]
    assert SECRET not in response.text


async def test_who_is_not_recognised_is_told_so(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{greeting}"}, headers={"authorization": "Bearer perime"})

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert codes(response) == ["UNAUTHENTICATED"]
