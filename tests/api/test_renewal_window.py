"""When a pôle may be renewed is for the règlement to say; the term in force and the one to come are shown."""

from tests.api.given import Client, a_composed_pole, day

TERMS = "pole { termStarts termEnds nextTerm { starts ends } }"
RULES = "instance { rulesOfOrder { renewalWindowDays } }"


def a_pole_evaluated_on_its_first_day(liege: Client) -> str:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(0), ends=day(1000))
    liege.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Bien.", effectiveOn=day(0))
    return pole


def test_constituted_evaluated_and_renewed_on_one_day_where_the_rules_of_order_set_a_window(liege: Client) -> None:
    set_to = liege.done("adoptRulesOfOrder", RULES, bassin="LIEGE", rules=[], renewalWindowDays=180)
    pole = a_pole_evaluated_on_its_first_day(liege)

    error = liege.refused("renewPole", poleId=pole)

    assert set_to["rulesOfOrder"] == {"renewalWindowDays": 180}
    assert (error["code"], error["rule"]["key"]) == ("RENEWAL_TOO_EARLY", "ART-7")


def test_without_a_window_nothing_is_invented(liege: Client) -> None:
    pole = a_pole_evaluated_on_its_first_day(liege)

    renewed = liege.done("renewPole", TERMS, poleId=pole, ends=day(1500))

    assert renewed == {
        "termStarts": day(0),
        "termEnds": day(1000),
        "nextTerm": {"starts": day(1001), "ends": day(1500)},
    }


def test_a_pole_in_its_last_term_has_none_to_come(liege: Client) -> None:
    pole = a_pole_evaluated_on_its_first_day(liege)

    shown = liege.ask("query ($id: ID!) { pole(id: $id) { termStarts termEnds nextTerm { starts } } }", id=pole)

    assert shown["pole"] == {"termStarts": day(0), "termEnds": day(1000), "nextTerm": None}


def test_the_running_term_is_evaluated_though_it_was_renewed(liege: Client) -> None:
    pole = a_pole_evaluated_on_its_first_day(liege)
    liege.done("renewPole", TERMS, poleId=pole)

    evaluated = liege.done(
        "evaluatePole", "pole { dossier { evaluations { termStarts } } }", poleId=pole, conclusion="Encore bien."
    )

    assert [each["termStarts"] for each in evaluated["dossier"]["evaluations"]] == [day(0), day(0)]
