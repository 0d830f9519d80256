from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest
from babel.dates import format_date

from efe_domain.access.grants import ROLE_NAMES, AccessHeld, Grant, Grants, Role
from efe_domain.law.rules import Rule
from efe_domain.pole.composition import assess
from efe_domain.shared.colleges import College
from efe_domain.shared.days import TooEarly, check_not_before
from efe_domain.shared.errors import DomainError, NotFound
from efe_domain.shared.messages import Language, LibraryMessage, Message, format_day, in_language

ACCOUNT = UUID("9b2e4c1e-7a53-4c7e-8f0d-2f6a1b3c4d5e")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 2)


class Refused(DomainError):
    rule = Rule.REGISTRE


def in_english(text: str) -> str:
    return in_language(text, Language.ENGLISH)


def test_a_sentence_is_french_wherever_a_text_is_expected() -> None:
    said = Message("La personne {person} est oubliée.", person=ACCOUNT)

    assert said == f"La personne {ACCOUNT} est oubliée."
    assert in_language(said, Language.FRENCH) is said
    assert msgspec.json.decode(msgspec.json.encode(str(said))) == said


def test_a_sentence_is_said_in_english_with_the_same_values() -> None:
    said = Message("La personne {person} est oubliée.", person=ACCOUNT)

    assert in_english(said) == f"The data of the person {ACCOUNT} has been erased."


def test_words_and_days_within_a_sentence_are_in_its_language() -> None:
    with pytest.raises(TooEarly) as refused:
        check_not_before(MARCH, APRIL, "la réunion")

    assert str(refused.value) == "Le 1er mars 2026 précède la réunion (2 avril 2026)."
    assert in_english(refused.value.message) == "1 March 2026 comes before the meeting (2 April 2026)."
    in_german = in_language(refused.value.message, Language.GERMAN)
    assert in_german == "Der 1. März 2026 liegt vor der Sitzung (2. April 2026)."


def test_a_day_is_written_as_the_locales_of_unicode_do() -> None:
    """French alone has the ordinal of the first day, which CLDR lacks."""
    for each in (date(2026, 1, 1) + timedelta(days=nth) for nth in range(365)):
        for language, locale in {
            Language.FRENCH: "fr_BE",
            Language.GERMAN: "de_BE",
            Language.ENGLISH: "en_GB",
        }.items():
            written = format_day(each, language)
            assert written.replace("1er ", "1 ") == format_date(each, "long", locale)
            assert written.startswith("1er ") == (language is Language.FRENCH and each.day == 1)


def test_a_role_is_named_in_the_language_of_its_sentence() -> None:
    grants = Grants()
    grants.open(Grant(ACCOUNT, Role.READER), MARCH)

    with pytest.raises(AccessHeld) as refused:
        grants.check_grantable(Grant(ACCOUNT, Role.READER), APRIL)

    assert str(refused.value) == f"Le compte {ACCOUNT} a déjà le rôle « {ROLE_NAMES[Role.READER]} »."
    assert in_english(refused.value.message) == f"The account {ACCOUNT} already has the role “reader”."


def test_what_somebody_typed_is_the_same_in_both_languages() -> None:
    said = Message("L'organe « {body} » est dissous à cette date.", body="Siège {name}")

    assert said == "L'organe « Siège {name} » est dissous à cette date."
    assert in_english(said) == "The body “Siège {name}” is dissolved on that day."


def test_a_name_among_the_reasons_is_not_translated() -> None:
    refused = Refused("Des membres n'ont pas été consultés.", "Opérateur", Message("aucune commune"))

    assert [in_english(reason) for reason in refused.reasons] == ["Opérateur", "no municipality"]


def test_a_refusal_without_reasons_is_its_own_reason() -> None:
    refused = Refused("Ce membre a déjà cette position.")

    assert [in_english(reason) for reason in refused.reasons] == ["This member already holds this position."]


def test_what_is_missing_is_named_in_both_languages() -> None:
    refused = NotFound("Siège", ACCOUNT)

    assert str(refused) == f"Siège introuvable : {ACCOUNT}."
    assert in_english(refused.message) == f"Seat not found: {ACCOUNT}."


def test_a_college_says_why_it_is_absent_in_both_languages() -> None:
    composition = assess([], bassin="liege", axis_key="metier:soudeur", on=MARCH)

    [reason, *_] = [verdict.reason for verdict in composition.missing if verdict.college is College.C]

    assert reason == "Collège C (enseignement qualifiant) : Aucun membre désigné."
    assert in_english(reason) == "College C (vocational education): No member designated."


def test_a_sentence_that_is_said_again_keeps_its_values() -> None:
    said = Message("La personne {person} est oubliée.", person=ACCOUNT)

    assert Message(said) is said


def test_what_came_in_english_goes_back_as_it_came() -> None:
    told = LibraryMessage("Un entier est attendu.", english="Int cannot represent {this}", german="Eine Zahl {fehlt}")

    assert (told, in_english(told)) == ("Un entier est attendu.", "Int cannot represent {this}")
    assert in_language(told, Language.GERMAN) == "Eine Zahl {fehlt}"
    assert in_english(Message("{where} : {said}", where="it", said=told)) == "it: Int cannot represent {this}"
