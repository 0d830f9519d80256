"""Probes of graphql-cop, each with the right answer here."""

import json

import httpx
import pytest

from tests.api.given import AXIS, Client
from tests.hostile.asking import asked, codes, got, sent

VERSION = "{ meta { version } }"
IDENTIFY = 'mutation { identifyAxis(input: { bassin: LIEGE, axis: { kind: METIER, label: "Sonde" } }) { position } }'


@pytest.fixture
def by(callers: dict[str, Client]) -> Client:
    return callers["coordinator"]


def test_alias_overloading_is_refused(by: Client) -> None:
    fields = " ".join(f"a{number}: meta {{ version }}" for number in range(101))

    assert codes(asked(by, f"{{ {fields} }}")) == ["QUERY_TOO_COMPLEX"]


def test_an_array_of_requests_is_refused(by: Client) -> None:
    response = sent(by, json.dumps([{"query": VERSION}] * 10))

    assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])


def test_directive_overloading_is_refused(by: Client) -> None:
    response = asked(by, f"{{ meta {{ version {'@skip(if: false) ' * 50} }} }}")

    assert codes(response) == ["QUERY_TOO_COMPLEX"]


def test_a_directive_that_does_not_exist_is_no_fault(by: Client) -> None:
    assert set(codes(asked(by, f"{{ meta {{ version {'@aa' * 10} }} }}"))) == {"GRAPHQL_VALIDATION_FAILED"}


def test_circular_introspection_is_refused(by: Client) -> None:
    circle = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"

    assert codes(asked(by, circle)) == ["QUERY_TOO_COMPLEX"]


@pytest.mark.parametrize("query", [f"{{ {'__typename ' * 500} }}", f"{{ meta {{ {'version ' * 1_500} }} }}"])
def test_field_duplication_is_refused(by: Client, query: str) -> None:
    assert set(codes(asked(by, query))) <= {"QUERY_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED"} != set()


def test_a_query_passes_by_get_because_it_changes_nothing(by: Client) -> None:
    assert got(by, query=VERSION).json()["data"]["meta"]


def test_a_mutation_by_get_is_refused_and_told_what_is_allowed(by: Client) -> None:
    response = got(by, query=IDENTIFY)

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "Sonde" not in asked(by, "{ instance(bassin: LIEGE) { axes { edges { node { label } } } } }").text


@pytest.mark.parametrize(
    "media", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("query", [VERSION, IDENTIFY])
def test_what_a_form_of_another_site_could_send_is_refused(by: Client, media: str, query: str) -> None:
    response = sent(by, httpx.QueryParams(query=query).__str__(), {"Content-Type": media})

    assert (response.status_code, codes(response)) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


def test_the_page_for_persons_is_public_and_runs_nothing_by_itself(by: Client) -> None:
    page = httpx.get(f"{by.http.url}/graphql", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert "https://" not in page.headers["content-security-policy"]


def test_there_is_no_tracing_in_an_answer(by: Client) -> None:
    response = sent(
        by,
        json.dumps({"query": VERSION, "extensions": {"tracing": True}}),
        {"X-Apollo-Tracing": "1", "Content-Type": "application/json"},
    )

    assert set(response.json()) == {"data"}


def test_a_field_is_suggested_because_the_schema_is_public(by: Client) -> None:
    assert "Vouliez-vous dire « version » ?" in asked(by, "{ meta { versio } }").text


def test_the_schema_is_public_and_introspection_is_open_to_a_visitor(callers: dict[str, Client]) -> None:
    assert asked(callers["visitor"], "{ __schema { queryType { name } } }").json()["data"]


@pytest.mark.parametrize(
    "query", ["{ meta", "qwerty", "{ __typename @ }", "query ($x: Nothing) { meta { version } }", ""]
)
def test_an_error_says_nothing_of_the_inside(by: Client, query: str) -> None:
    response = asked(by, query)

    assert response.status_code in {200, 400}
    assert codes(response)
    assert not any(word in response.text for word in ("Traceback", ".py", "psycopg", "select "))


def test_a_repeated_token_does_not_let_more_pass(callers: dict[str, Client]) -> None:
    visitor = callers["visitor"].with_header("Authorization", "Bearer a.b.c")

    response = asked(visitor, VERSION)

    assert (response.status_code, codes(response)) == (401, ["UNAUTHENTICATED"])
    assert AXIS["label"] not in response.text
