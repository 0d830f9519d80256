"""The legal basis as data: every rule has its words, its basis and its reading."""

from efe_domain.law.rules import Reading, Rule
from efe_domain.law.texts import BASES, RULES
from tests.layout.messages import names_in

SEVEN_MISSIONS = {Rule(f"M{number}") for number in range(1, 8)}


def test_every_rule_has_its_words() -> None:
    assert set(RULES) == set(Rule)
    assert all(text.text.endswith(".") for text in RULES.values())


def test_every_rule_rests_on_a_known_basis() -> None:
    assert {text.basis.key for text in RULES.values()} == set(BASES)
    assert all(BASES[text.basis.key] is text.basis for text in RULES.values())


def test_a_text_names_each_of_its_figures_and_no_other() -> None:
    named = {text.key: names_in(text.why) | (names_in(text.text) & set(text.figures)) for text in RULES.values()}

    assert named == {text.key: set(text.figures) for text in RULES.values()}
    assert {text.key for text in RULES.values() if names_in(text.text)} == {Rule.REGISTRE_RETRAIT}


def test_the_missions_are_seven() -> None:
    assert set(RULES) > SEVEN_MISSIONS


def test_what_is_not_plainly_in_the_text_says_why() -> None:
    read = {text.key for text in RULES.values() if text.reading is not Reading.TEXT}

    assert read == {text.key for text in RULES.values() if text.why}


def test_what_is_declared_is_not_enforced() -> None:
    declared = {text.key for text in RULES.values() if text.reading is Reading.DECLARED}

    assert declared == {Rule.PS_PORTEUR, Rule.PS_LARGE}


def test_the_counting_of_days_is_an_interpretation() -> None:
    assert RULES[Rule.PS_3ANS].reading is Reading.INTERPRETATION


def test_the_date_that_matches_no_decree_is_not_verified() -> None:
    unverified = {basis.key for basis in BASES.values() if not basis.verified}

    assert unverified == {"TEXTE-POLES"}
    assert RULES[Rule.PS_COMPO].basis.key in unverified


def test_an_article_is_cited_only_where_it_is_confirmed() -> None:
    confirmed = {"3", "6", "7", "18", "20", "21"}
    cited = {rule.removeprefix("ART-") for rule in Rule if rule.startswith("ART-")}

    assert cited <= confirmed
    assert all(RULES[Rule(f"ART-{article}")].basis.verified for article in cited)
