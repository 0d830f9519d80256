"""In which language a client is answered, whatever the way."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from efe_domain.shared.messages import Language
from efe_infra.http.negotiation import language_of

FRENCH, ENGLISH, GERMAN = Language.FRENCH, Language.ENGLISH, Language.GERMAN
NOWHERE = {
    FRENCH: "Rien ne se trouve à cette adresse.",
    ENGLISH: "There is nothing at this address.",
    GERMAN: "Unter dieser Adresse ist nichts zu finden.",
}


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*",
        "fr",
        "fr-BE",
        "fr-BE,fr;q=0.9,en;q=0.8",
        "FR, en",
        "nl, da;q=0.5",
        "en;q=0.5, *",
        "de;q=0.5, *",
        "fr, de",
        "en;q=0",
        "en;q=lots",
        "en;q=nan",
        "en;q=-1, fr;q=0.1",
        "english",
        "en_GB",
        ";q=1,,",
        "\x00",
    ],
)
def test_french_is_spoken_unless_another_is_preferred(accept: str | None) -> None:
    assert language_of(accept) is FRENCH


@pytest.mark.parametrize(
    "accept",
    [
        "en",
        "en-GB",
        "EN-us;q=0.1",
        "en, fr",
        "fr;q=0.8, en;q=0.9",
        "nl, en;q=0.3",
        "fr;q=0, *",
        "nl, en-IE;q=0.2, *;q=0.1",
        "en, de",
        "fr;q=0.5, de;q=0.6, en;q=0.7",
    ],
)
def test_english_is_spoken_to_who_prefers_it(accept: str) -> None:
    assert language_of(accept) is ENGLISH


@pytest.mark.parametrize("accept", ["de", "de-BE, de;q=0.9, fr;q=0.8", "DE, en", "nl, de;q=0.5", "en;q=0, fr;q=0, *"])
def test_german_is_spoken_to_who_prefers_it(accept: str) -> None:
    assert language_of(accept) is GERMAN


@given(st.text(alphabet="endfr-*,;q=01.5 é", max_size=60))
def test_no_header_is_an_error(accept: str) -> None:
    assert language_of(accept) in Language


@pytest.mark.anyio
@pytest.mark.parametrize("language", list(Language))
async def test_an_answer_says_its_language_and_that_it_varies(client: httpx.AsyncClient, language: Language) -> None:
    response = await client.get("/nowhere", headers={"accept-language": language})

    assert response.json()["errors"] == [{"message": NOWHERE[language], "extensions": {"code": "NOT_FOUND"}}]
    assert response.headers["content-language"] == language
    assert "Accept-Language" in response.headers["vary"]


@pytest.mark.anyio
async def test_who_says_nothing_is_answered_in_french(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ missing nothing }"})

    assert response.headers["content-language"] == "fr"
    assert [error["message"] for error in response.json()["errors"]] == [
        "Le type « Query » n'a pas de champ « nothing »."
    ]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("{ missing }", "NOT_FOUND", "Pôle not found: soudure."),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nothing' on type 'Query'."),
        ("{", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>."),
        ("mutation { rename }", "GRAPHQL_VALIDATION_FAILED", None),
        ("", "BAD_USER_INPUT", "Malformed GraphQL request: `query` is missing or empty."),
        ("query A { greeting } query B { greeting }", "BAD_USER_INPUT", None),
    ],
)
async def test_codes_are_those_of_french(
    client: httpx.AsyncClient, query: str, code: str, message: str | None
) -> None:
    asked = {"query": query}
    french = (await client.post("/graphql", json=asked)).json()["errors"][0]
    english = (await client.post("/graphql", json=asked, headers={"accept-language": "en-GB,en;q=0.9"})).json()[
        "errors"
    ][0]

    assert french["extensions"] == english["extensions"] == {"code": code}
    assert french["message"] != english["message"]
    assert message in (None, english["message"])


@pytest.mark.anyio
async def test_a_hidden_fault_is_told_in_english(client: httpx.AsyncClient) -> None:
    answer = (await client.post("/graphql", json={"query": "{ broken }"}, headers={"accept-language": "en"})).json()

    [error] = answer["errors"]
    assert (
        error["message"]
        == f"Internal error. Give the id {error['extensions']['errorId']} to the operator of the platform."
    )


@pytest.mark.anyio
async def test_a_fault_outside_every_resolver_is_told_in_english_too(client: httpx.AsyncClient) -> None:
    headers = {"accept-language": "en", "authorization": "Bearer panne"}

    response = await client.post("/graphql", json={"query": "{ greeting }"}, headers=headers)

    [error] = response.json()["errors"]
    assert (response.status_code, response.headers["content-language"]) == (500, "en")
    assert error["message"].startswith("Internal error.")


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/graphiql/index.html", "/graphql"])
async def test_what_has_no_message_has_no_language(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path, headers={"accept": "text/html", "accept-language": "en"})

    assert "content-language" not in response.headers
