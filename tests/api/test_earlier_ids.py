"""Ids that an earlier release gave."""

from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import AXIS, COMMUNES, Client, an_operator, day

pytestmark = pytest.mark.platform("module")

SHOWN = "query ($id: ID!) { node(id: $id) { id ... on Competence { bassin axisKey since until } } }"
COMPETENCES = "query ($id: ID!) { operator(id: $id) { competences { id } } }"


@pytest.fixture
def operator(liege: Client) -> str:
    return an_operator(liege, "CEFA")


def ids(by: Client, operator: str) -> list[str]:
    return [each["id"] for each in by.ask(COMPETENCES, id=operator)["operator"]["competences"]]


def before_bassins(competence: str) -> str:
    """As 0.2.0 gave it."""
    operator, axis, _, since = competence.split("/")
    return f"{operator}/{axis}/{since}"


def found(by: Client, competence: str) -> dict[str, Any] | None:
    answer: dict[str, Any] | None = by.ask(SHOWN, id=competence)["node"]
    return answer


def test_a_competence_is_found_by_an_id_without_a_bassin(liege: Client, operator: str) -> None:
    [competence] = ids(liege, operator)

    shown = found(liege, before_bassins(competence))

    assert shown == found(liege, competence)
    assert shown is not None
    assert (shown["id"], shown["bassin"]) == (competence, "LIEGE")


def test_of_the_competences_that_it_names_it_finds_the_one_that_holds_longest(
    liege: Client, namur: Client, operator: str
) -> None:
    """What 0.2.0 recognised held in all bassins, and holds for its id as long as it does in one."""
    [own] = ids(liege, operator)
    since = own.rpartition("/")[2]
    about = {"operatorId": operator, "bassin": "NAMUR"}
    namur.done("openSite", "operator { id }", **about, commune=COMMUNES[Bassin.NAMUR], effectiveOn=since)
    namur.done("recogniseCompetence", "operator { id }", **about, axis=AXIS, effectiveOn=since)
    asked = before_bassins(own)

    seen = [found(liege, asked)]
    key = own.split("/")[1]
    liege.done("withdrawCompetence", "operator { id }", operatorId=operator, bassin="LIEGE", axisKey=key)
    seen.append(found(liege, asked))

    assert [each and (each["bassin"], each["until"]) for each in seen] == [("LIEGE", None), ("NAMUR", None)]


@pytest.mark.parametrize(("end", "code"), [("2001-01-01", None), ("x", "BAD_USER_INPUT")])
def test_an_id_of_none_finds_nothing_and_a_malformed_one_is_refused(
    liege: Client, operator: str, end: str, code: str | None
) -> None:
    [own] = ids(liege, operator)
    asked = before_bassins(own).rpartition("/")[0] + f"/{end}"

    if code:
        assert liege.refusal(SHOWN, id=asked) == code
    else:
        assert found(liege, asked) is None


def test_it_is_read_as_of_the_past_too(liege: Client, operator: str) -> None:
    position = liege.ask("{ meta { position } }")["meta"]["position"]
    [own] = ids(liege, operator)
    liege.done(
        "withdrawCompetence", "operator { id }", operatorId=operator, bassin="LIEGE", axisKey=own.split("/")[1]
    )

    then, now = found(liege, f"{before_bassins(own)}@{position}"), found(liege, before_bassins(own))

    assert then is not None
    assert now is not None
    assert (then["until"], now["until"]) == (None, day(0))
