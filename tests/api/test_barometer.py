"""The barometer over the API: periods and their errors, the rights of the reader, and past moments."""

from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.decisions import an_adopted_decision
from tests.api.given import TODAY, Api, Client, day
from tests.api.meetings import a_constituted_pole, held
from tests.api.projects import Joint

pytestmark = pytest.mark.platform("module")

BAROMETER = """
    query ($bassin: Bassin, $year: Int, $from: Date, $until: Date, $asOf: AsOf) {
        barometer(bassin: $bassin, year: $year, from: $from, until: $until, asOf: $asOf) {
            from until inProgress complete previous { from until }
            figures { key title definition value previousValue count groups { key label count } }
        }
    }
"""
LINES = """
    query ($figure: BarometerFigureKey!, $bassin: Bassin, $from: Date, $until: Date, $asOf: AsOf, $after: String) {
        barometerLines(
            figure: $figure, bassin: $bassin, from: $from, until: $until, asOf: $asOf, first: 2, after: $after
        ) { totalCount pageInfo { hasNextPage endCursor } edges { node { day group value bassins entity { id } } } }
    }
"""
YEAR = {"from": day(-365), "until": day(0)}


def counts(by: Client, **asked: Any) -> dict[str, int]:
    figures = by.ask(BAROMETER, **{**YEAR, **asked})["barometer"]["figures"]
    return {each["key"]: each["count"] for each in figures}


def lines(by: Client, figure: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after, goes_on = None, True
    while goes_on:
        page = by.ask(LINES, **{**YEAR, **asked}, figure=figure, after=after)["barometerLines"]
        found += [edge["node"] for edge in page["edges"]]
        after, goes_on = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert len(found) == page["totalCount"]
    return found


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"year": 1999}, "year"),
        ({"year": TODAY.year + 1}, "year"),
        ({"year": -(2**31)}, "year"),
        ({"year": TODAY.year, "from": day(-9), "until": day(0)}, "year"),
        ({"from": day(1)}, "until"),
        ({"from": "0001-01-01", "until": day(0)}, "from"),
        ({"from": day(0), "until": day(-1)}, "until"),
        ({"from": day(-9), "until": day(1)}, "until"),
    ],
)
def test_a_wrong_period_is_an_error_at_its_field(api: Api, asked: dict[str, Any], field: str) -> None:
    for document, others in ((BAROMETER, {}), (LINES, {"figure": "SEATS"})):
        if "year" in asked and document is LINES:
            continue
        [error] = api.visitor.post(document, {**asked, **others})["errors"]

        assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", field)
        assert "baromètre" in error["message"]


def test_a_bassin_that_does_not_exist_is_an_error_of_the_argument(api: Api) -> None:
    [error] = api.visitor.post(BAROMETER, {"bassin": "OSTENDE", "year": TODAY.year})["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "OSTENDE" in error["message"]


def test_a_year_in_progress_ends_today_and_is_compared_with_the_same_days(api: Api) -> None:
    found, past = (api.visitor.ask(BAROMETER, year=year)["barometer"] for year in (TODAY.year, TODAY.year - 1))
    default = api.visitor.ask(BAROMETER)["barometer"]

    assert found == default
    assert (found["from"], found["until"], found["inProgress"]) == (f"{TODAY.year}-01-01", day(0), True)
    assert found["previous"]["from"] == past["from"]
    assert found["previous"]["until"][4:] == found["until"][4:] or (TODAY.month, TODAY.day) == (2, 29)
    assert (past["until"], past["inProgress"]) == (f"{TODAY.year - 1}-12-31", False)


def test_one_day_alone_goes_until_today_or_begins_with_its_year(api: Api) -> None:
    begun, ended = (
        api.visitor.ask(BAROMETER, **asked)["barometer"] for asked in ({"from": day(-9)}, {"until": day(-9)})
    )

    assert (begun["from"], begun["until"]) == (day(-9), day(0))
    assert (ended["from"], ended["until"]) == (f"{day(-9)[:4]}-01-01", day(-9))


def test_two_days_are_compared_with_as_many_days_before(api: Api) -> None:
    found = api.visitor.ask(BAROMETER, **{"from": day(-30), "until": day(-21)})["barometer"]

    assert found["previous"] == {"from": day(-40), "until": day(-31)}


def test_a_reader_counts_only_the_lines_that_it_may_see(api: Api, liege: Client, namur: Client) -> None:
    pole, members = a_constituted_pole(liege)
    held(liege, {"poleId": pole}, -3)
    hidden = an_adopted_decision(liege, pole, members)["id"]
    joint = Joint(liege, namur, mark="baromètre").submitted()
    readers = {"liege": liege, "namur": namur, "verviers": api.coordinator(Bassin.VERVIERS), "visitor": api.visitor}

    found = {name: counts(by, bassin="LIEGE") for name, by in readers.items()}
    shown = {
        name: {figure: [each["entity"]["id"] for each in lines(by, figure, bassin="LIEGE")] for figure in found[name]}
        for name, by in readers.items()
    }

    for name, by_figure in shown.items():
        assert {figure: len(ids) for figure, ids in by_figure.items()} == found[name]
    assert [hidden in shown[name]["DECISIONS_ADOPTED"] for name in readers] == [True, False, False, False]
    assert (
        found["liege"]["MEETINGS_HELD"] > found["verviers"]["MEETINGS_HELD"] == found["visitor"]["MEETINGS_HELD"] == 0
    )
    assert found["verviers"]["OWN_WORDS"] == found["visitor"]["OWN_WORDS"] == found["visitor"]["SEATS"] == 0
    assert [joint.project in shown[name]["JOINT_PROJECTS"] for name in readers] == [True, True, True, True]
    complete = [by.ask(BAROMETER, bassin="LIEGE")["barometer"]["complete"] for by in readers.values()]
    assert complete == [True, False, False, False]


def test_a_joint_project_counts_once_for_the_ten_and_once_for_each_of_its_bassins(
    liege: Client, namur: Client
) -> None:
    before = [counts(liege, bassin=bassin)["JOINT_PROJECTS"] for bassin in (None, "LIEGE", "NAMUR")]
    Joint(liege, namur, mark="compté une fois").submitted()
    after = [counts(liege, bassin=bassin)["JOINT_PROJECTS"] for bassin in (None, "LIEGE", "NAMUR")]

    assert [late - early for early, late in zip(before, after, strict=True)] == [1, 1, 1]


def test_figures_of_a_past_moment_stay_and_a_corrected_fact_counts_once(liege: Client) -> None:
    pole, members = a_constituted_pole(liege)
    meeting = held(liege, {"poleId": pole}, -3)
    at = {"position": liege.ask("{ meta { position } }")["meta"]["position"]}
    then = liege.ask(BAROMETER, **YEAR, asOf=at)
    before = counts(liege)["MEETINGS_HELD"]

    held(liege, {"poleId": pole}, -2)
    change = {"version": 2, "patch": {"present": [{"operatorId": members[0]}]}}
    liege.done("rectify", "entity { id }", entityId=meeting, changes=[change], reason="Un membre oublié.")
    corrected = counts(liege)["MEETINGS_HELD"]
    liege.done(
        "rectify", "entity { id }", entityId=meeting, changes=[{"version": 2, "annul": True}], reason="Pas tenue."
    )

    assert (corrected, counts(liege)["MEETINGS_HELD"]) == (before + 1, before)
    assert liege.ask(BAROMETER, **YEAR, asOf=at) == then
    assert meeting in {each["entity"]["id"].partition("@")[0] for each in lines(liege, "MEETINGS_HELD", asOf=at)}
    assert meeting not in {each["entity"]["id"] for each in lines(liege, "MEETINGS_HELD")}


def test_titles_definitions_and_groups_are_in_the_language_of_the_request(liege: Client) -> None:
    said = {
        language: liege.with_header("Accept-Language", language).ask(BAROMETER)["barometer"]["figures"]
        for language in ("fr", "de", "en")
    }

    for figures in zip(*said.values(), strict=True):
        assert len({each["definition"] for each in figures}) == 3
        assert all(each["definition"].endswith(".") for each in figures)
    assert [each[0]["groups"][0]["label"] for each in said.values()] == [
        "Secteur d'activité",
        "Tätigkeitssektor",
        "Sector of activity",
    ]
