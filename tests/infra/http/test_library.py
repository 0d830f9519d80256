"""Messages of the library below the contract about a wrong document, in every language."""

import asyncio
import re
from contextlib import aclosing
from typing import Any

import pytest
from strawberry.types import ExecutionResult

from efe_domain.shared.messages import Language, catalogue, in_language
from efe_graphql.contract.library_messages import english_patterns, library_message
from efe_graphql.schema import schema
from efe_infra.http.graphql.operation_telemetry import Observer
from efe_infra.http.graphql.request import GraphQLRequest
from efe_infra.http.graphql.response import body_of
from efe_infra.http.graphql.streams import answers
from efe_infra.http.graphql.websocket import ALL_TYPES
from tests.infra.http.mistakes import MISTAKES, Mistake
from tests.layout.messages import names_in

ENGLISH = {"are", "be", "by", "did", "expected", "found", "invalid", "is", "must", "not", "of", "only", "the", "to"}
PATTERNS = english_patterns()
OF_REQUESTS = [
    "Object missing required field `query`",
    "Expected `str`, got `int`",
    "Expected `object | null`, got `array` - at `$.variables`",
]


def result_of(mistake: Mistake) -> ExecutionResult:
    async def ask() -> ExecutionResult:
        asked = GraphQLRequest(query=mistake.query, operation_name=mistake.operation, variables=mistake.variables)
        async with aclosing(answers(schema, asked, None, ALL_TYPES, Observer().operation(None, {}))) as results:
            return await anext(results)

    return asyncio.run(ask())


def told(mistake: Mistake, language: Language) -> list[str]:
    """The messages of the answer."""
    errors: Any = body_of(result_of(mistake), language)["errors"]
    return [error["message"] for error in errors]


def words_of_library(mistake: Mistake) -> list[str]:
    return [error.message for error in result_of(mistake).errors or ()]


def english_words(message: str) -> set[str]:
    """Outside what is quoted."""
    return ENGLISH & set(
        re.findall(r"[a-z]+", re.sub(r"«[^»]*»|„[^“]*“|'[^']*'|\"[^\"]*\"|{.*}", "", message).lower())
    )


def templates_of(message: str) -> set[str]:
    """Returns the templates that fit the message, or the sentences within it."""
    suggested = message.partition(" Did you mean ")[0]
    found = {
        english: pattern.fullmatch(message) or pattern.fullmatch(suggested) for english, pattern in PATTERNS.items()
    }
    within = [part for match in found.values() if match for part in sentences(match)]
    return {english for english, match in found.items() if match}.union(*map(templates_of, within))


def sentences(match: re.Match[str]) -> list[str]:
    groups = match.groupdict()
    return [groups["error"]] if "error" in groups else re.split(r" and (?=subfields ')", groups.get("reason") or "")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.query[:60])
def test_a_mistake_is_told_in_french_and_in_german(mistake: Mistake) -> None:
    french, german = told(mistake, Language.FRENCH), told(mistake, Language.GERMAN)

    assert [message for message in (*french, *german) if english_words(message)] == []
    assert all(message[0].isupper() or message[0] in "«„" for message in (*french, *german))
    assert not set(french) & set(german)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.query[:60])
def test_a_mistake_is_told_in_the_words_of_the_library(mistake: Mistake) -> None:
    french, english = told(mistake, Language.FRENCH), told(mistake, Language.ENGLISH)

    assert english == words_of_library(mistake)
    assert len(french) == len(english)
    assert not set(french) & set(english)


@pytest.mark.parametrize("message", OF_REQUESTS)
def test_what_is_wrong_with_a_request_is_told_in_every_language(message: str) -> None:
    said = library_message(message)

    assert not english_words(re.sub("`[^`]*`", "", said))
    assert not english_words(re.sub("`[^`]*`", "", in_language(said, Language.GERMAN)))
    assert in_language(said, Language.ENGLISH) == message


def test_what_quotes_a_client_at_length_is_not_searched() -> None:
    message = f"Value '{'a' * 5000}' does not exist in 'Bassin' enum."

    assert library_message(message) == message


def test_every_french_sentence_is_of_a_mistake() -> None:
    said = {message for mistake in MISTAKES for message in told(mistake, Language.ENGLISH)}

    used = set[str]().union(*map(templates_of, (*said, *OF_REQUESTS)))

    assert PATTERNS.keys() - used == set()


def test_french_and_german_quote_the_same() -> None:
    table = catalogue().library.values()

    assert [each.fr for each in table if names_in(each.fr) != names_in(each.de)] == []
