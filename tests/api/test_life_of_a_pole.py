"""A coordinator carries a pôle through its whole life."""

from efe_graphql.execution.operation import IN_SQL_FROM
from tests.api.given import Client, a_composed_pole, a_pole, day


def test_a_coordinator_carries_a_pole_through_its_whole_life(liege: Client) -> None:
    pole, [_, _, school] = a_composed_pole(liege)

    steps = [
        liege.done("agreeModalities", "pole { state }", poleId=pole, meetingEveryMonths=3, effectiveOn=day(-1500)),
        liege.done("constitutePole", "pole { state }", poleId=pole, ends=day(10), effectiveOn=day(-1000)),
        liege.done("evaluatePole", "pole { state }", poleId=pole, conclusion="Utile.", effectiveOn=day(-10)),
        liege.done("renewPole", "pole { state termEnds nextTerm { ends } }", poleId=pole, ends=day(500)),
        liege.done("endMembership", "pole { dossier { alarmOn } }", poleId=pole, operatorId=school, reason="Fin."),
        liege.done(
            "dissolvePole", "pole { state dossier { dissolutionReason } }", poleId=pole, reason="Mission remplie."
        ),
    ]

    assert steps == [
        {"state": "IN_PREPARATION"},
        {"state": "ACTIVE"},
        {"state": "ACTIVE"},
        {"state": "ACTIVE", "termEnds": day(10), "nextTerm": {"ends": day(500)}},
        {"dossier": {"alarmOn": day(0)}},
        {"state": "DISSOLVED", "dossier": {"dissolutionReason": "Mission remplie."}},
    ]


def test_a_pole_in_preparation_has_no_term_however_often_that_is_asked(liege: Client) -> None:
    """From a certain number of times on, PostgreSQL writes the answer."""
    asked = "query ($id: ID!) { pole(id: $id) { state termStarts termEnds } }"
    pole = a_pole(liege)

    answers = [liege.ask(asked, id=pole)["pole"] for _ in range(IN_SQL_FROM + 2)]

    assert answers == (IN_SQL_FROM + 2) * [{"state": "IN_PREPARATION", "termStarts": None, "termEnds": None}]
