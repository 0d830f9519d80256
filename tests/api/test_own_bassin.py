"""An Instance keeps, of the register of operators, what is of its own bassin."""

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import AXIS_KEY, Api, Client, an_operator

pytestmark = pytest.mark.platform("module")


def test_verviers_closes_no_site_and_withdraws_no_competence_of_an_operator_of_liege(api: Api, liege: Client) -> None:
    operator, verviers = an_operator(liege), api.coordinator(Bassin.VERVIERS)
    query = """query ($id: ID!) { operator(id: $id) { sites { id until } competences { id bassin until } } }"""
    [site] = liege.ask(query, id=operator)["operator"]["sites"]

    closed = verviers.refused("closeSite", bassin="VERVIERS", operatorId=operator, siteId=site["id"])
    withdrawn = verviers.refused("withdrawCompetence", bassin="VERVIERS", operatorId=operator, axisKey=AXIS_KEY)

    assert (closed["code"], closed["rule"]["key"]) == ("NOT_YOUR_BASSIN", "REGISTRE-BASSIN")
    assert withdrawn["code"] == "NOT_YOUR_BASSIN"
    kept = liege.ask(query, id=operator)["operator"]
    assert kept["sites"] == [site]
    assert [(each["bassin"], each["until"]) for each in kept["competences"]] == [("LIEGE", None)]


def test_a_competence_is_shown_for_each_bassin_that_recognised_it(api: Api, liege: Client) -> None:
    operator, verviers = an_operator(liege), api.coordinator(Bassin.VERVIERS)
    axis = {"kind": "METIER", "label": "Monteur en chauffage"}

    shown = verviers.done(
        "recogniseCompetence", "operator { competences { id bassin } }",
        bassin="VERVIERS", operatorId=operator, axis=axis,
    )["competences"]  # fmt: skip

    assert sorted(each["bassin"] for each in shown) == ["LIEGE", "VERVIERS"]
    found = liege.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[each["id"] for each in shown])
    assert [each["id"] for each in found["nodes"]] == [each["id"] for each in shown]
