"""The word for a number, a field or a kind of fact, in each language."""

import pytest

from efe_domain.shared.messages import (
    FieldWords,
    KindWords,
    Language,
    Message,
    WordList,
    catalogue,
    in_language,
    translate,
    translate_counted,
)


@pytest.mark.parametrize(("count", "is_plural"), [(0, False), (1, False), (2, True), (21, True)])
def test_french_says_none_and_one_in_the_singular(count: int, is_plural: bool) -> None:
    assert translate_counted("jour", "jours", count, Language.FRENCH) == ("jours" if is_plural else "jour")


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.GERMAN])
def test_other_languages_say_none_in_the_plural(language: Language) -> None:
    singular, entry = next(
        (french, each)
        for french, each in catalogue().texts.items()
        if len(set(each.forms(Language.ENGLISH))) == len(set(each.forms(Language.GERMAN))) == 2
    )
    one, many = entry.forms(language)

    said = [translate_counted(singular, "au pluriel", count, language) for count in (0, 1, 2)]

    assert said == [many, one, many]
    assert translate(singular, language) == one


@pytest.mark.parametrize("language", Language)
def test_words_that_the_catalogue_lacks_stay_as_they_are(language: Language) -> None:
    said = [translate_counted("zorg", "zorgs", count, language) for count in (1, 2)]

    assert said == ["zorg", "zorgs"]
    assert translate("zorg", language) == "zorg"


def test_a_field_is_named_by_its_column_or_as_it_is() -> None:
    labels, fields = catalogue().labels, catalogue().fields
    by_label = next(name for name in labels if name not in fields)
    by_field = next(name for name in fields if name not in labels)

    assert FieldWords(by_label) == labels[by_label]
    assert FieldWords(by_field) == fields[by_field]
    assert FieldWords("zorg") == "zorg"


def test_a_kind_of_fact_is_named_without_its_version_and_values() -> None:
    named = KindWords("pole.created.v1")

    assert named == KindWords("pole.created.v2") == KindWords("pole.created")
    assert "[" not in named
    assert "{" not in named
    assert in_language(named, Language.ENGLISH) != named
    assert KindWords("zorg.zarg.v1") == "zorg.zarg.v1"


def test_several_words_are_listed_each_in_its_language() -> None:
    words = WordList((Message("aucune commune"), Message("aucun pôle porteur")))

    assert words == "aucune commune, aucun pôle porteur"
    assert in_language(words, Language.ENGLISH).startswith("no municipality, ")
