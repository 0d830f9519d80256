"""Free texts: what is accepted as words, and how names are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efe_domain.shared.errors import Invalid
from efe_domain.shared.texts import name, slug, text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Électricité & gaz", "ELECTRICITE, GAZ"),
        ("Main-d'œuvre", "main d'Oeuvre"),
        ("Ex æquo", "EX AEQUO"),
        ("Électricité", "Électricité"),
        ("numéro ①", "Numéro 1"),
        ("Marque ™", "marque TM"),
        ("  Bois  ", "bois"),
    ],
)
def test_names_are_compared_without_case_accents_ligatures_or_punctuation(one: str, other: str) -> None:
    assert slug(one) == slug(other) != ""


@given(st.text())
def test_a_slug_is_its_own_slug(value: str) -> None:
    assert slug(slug(value)) == slug(value)


@given(st.text())
def test_a_name_that_is_accepted_is_accepted_again_unchanged(value: str) -> None:
    try:
        accepted = name(value, "name")
    except Invalid:
        return

    assert name(accepted, "name") == accepted == unicodedata.normalize("NFC", accepted).strip()
    assert slug(accepted) == slug(value)


@pytest.mark.parametrize(
    "unseen",
    ["\x00", "\x07", "\t", "\r", "\u200b", "\u202e", "\ufeff", "\u2028", "\u2029", "\ud800", "\ue000", "\U000e0041"],
)
def test_a_character_that_no_reader_sees_is_refused(unseen: str) -> None:
    with pytest.raises(Invalid) as refused:
        text(f"a{unseen}b", "reason")

    assert refused.value.field == "reason"


def test_a_text_keeps_its_lines_and_a_name_has_one() -> None:
    assert text("Un.\r\nDeux.\n", "reason") == "Un.\nDeux."

    with pytest.raises(Invalid):
        name("Un.\nDeux.", "name")


@pytest.mark.parametrize("nothing", ["", " ", "\n", " \r\n "])
def test_no_words_are_refused(nothing: str) -> None:
    with pytest.raises(Invalid):
        text(nothing, "reason")


@pytest.mark.parametrize("nothing", ["—", "…", "« »", "&"])
def test_a_name_of_punctuation_alone_is_refused(nothing: str) -> None:
    with pytest.raises(Invalid):
        name(nothing, "name")


def test_a_name_holds_200_characters_and_a_text_4000() -> None:
    assert len(name("x" * 200, "name")) == 200
    assert len(text("x" * 4_000, "reason")) == 4_000

    with pytest.raises(Invalid):
        name("x" * 201, "name")
    with pytest.raises(Invalid):
        text("x" * 4_001, "reason")


@pytest.mark.parametrize("unseen", ["\u3164", "\u115f", "\uffa0", "\u2800"])
def test_letters_that_are_drawn_as_nothing_are_no_text(unseen: str) -> None:
    with pytest.raises(Invalid):
        name(f"a{unseen}", "name")


def test_an_emoji_is_text() -> None:
    assert text("Merci ❤️", "text") == "Merci ❤️"
