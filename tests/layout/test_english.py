"""All that may be said to a client is in English too, and nothing else is."""

import re

import pytest

from efe_domain.shared.messages import english
from tests.layout.messages import Sentence, messages, names_in


@pytest.fixture(scope="module")
def said() -> list[Sentence]:
    return messages()


def test_every_sentence_is_in_english(said: list[Sentence]) -> None:
    assert [message for message in said if message.template not in english()] == []


def test_no_english_is_of_a_sentence_that_nobody_says(said: list[Sentence]) -> None:
    assert english().keys() - {message.template for message in said} == set()


def test_both_languages_have_the_same_values() -> None:
    assert [french for french, words in english().items() if names_in(french) != names_in(words)] == []


def test_a_sentence_has_all_its_values_and_no_other(said: list[Sentence]) -> None:
    written = [message for message in said if message.values is not None]

    assert [message for message in written if set(message.values or ()) != names_in(message.template)] == []


def test_english_has_no_french_typography() -> None:
    assert [words for words in english().values() if re.search(r"[«»]| [:;?!]", words)] == []


def test_a_sentence_ends_as_one_in_both_languages() -> None:
    assert [french for french, words in english().items() if french[-1:] in ".?" and words[-1:] != french[-1:]] == []
