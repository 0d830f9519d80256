"""All that may be said to a client is in English and in German too, and nothing else is."""

import re

import pytest

from efe_domain.shared.messages import Language, catalogue, translations
from tests.layout.messages import Sentence, messages, names_in
from tests.layout.page_texts import texts

TRANSLATED = [language for language in Language if language is not Language.FRENCH]
TRAIL = ("acts", "fields", "labels", "sentences", "subjects", "values")
"""Sections of the catalogue that name texts by a key."""
FOREIGN = {Language.ENGLISH: r"[«»„]| [:;?!]", Language.GERMAN: r"[«»”]| [:;?!]|“\w"}
"""The typography of another language."""
FRENCH = re.compile(r"\b(aux|avec|ce|cette|dans|du|elle|est|il|les|pour|qui|sont|sur|une)\b|\bl['’]\w", re.IGNORECASE)
"""Words of most French sentences, and of no German or English one, but where it quotes the decree."""
QUOTED = re.compile("[“„][^“”]*[“”]")


@pytest.fixture(scope="module")
def said() -> list[Sentence]:
    """Returns refusals, words of the trail and texts of pages."""
    return [
        *messages(),
        *(Sentence(text, section, None) for section in TRAIL for text in getattr(catalogue(), section).values()),
        *(Sentence(text if isinstance(text, str) else text[0], place, None) for text, place in texts()),
    ]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(said: list[Sentence], language: Language) -> None:
    assert [message for message in said if message.template not in translations(language)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_of_a_sentence_that_nobody_says(said: list[Sentence], language: Language) -> None:
    assert translations(language).keys() - {message.template for message in said} == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_values(language: Language) -> None:
    pairs = translations(language).items()

    assert [french for french, words in pairs if names_in(french) != names_in(words)] == []


def test_a_sentence_has_all_its_values_and_no_other(said: list[Sentence]) -> None:
    written = [message for message in said if message.values is not None]

    assert [message for message in written if set(message.values or ()) != names_in(message.template)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_typography_of_its_language(language: Language) -> None:
    assert [words for words in translations(language).values() if re.search(FOREIGN[language], words)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_in_french(language: Language) -> None:
    assert [words for words in translations(language).values() if FRENCH.search(QUOTED.sub("", words))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_ends_as_one_in_every_language(language: Language) -> None:
    pairs = translations(language).items()

    assert [french for french, words in pairs if french[-1:] in ".?" and words[-1:] != french[-1:]] == []
