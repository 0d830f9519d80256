"""FGTB Liège-Huy-Waremme sits in Huy-Waremme without an office there: its ressort covers the bassin."""

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import AXIS, CREATED, LONG_AGO, Api, Client, a_pole, an_operator, day

pytestmark = pytest.mark.platform("module")

FOUND = "query ($filter: OperatorFilter!) { operators(filter: $filter) { edges { node { id } } } }"


def test_a_social_partner_of_several_bassins_is_a_member_where_its_ressort_covers(api: Api, liege: Client) -> None:
    union = an_operator(liege, "PARTENAIRE_SOCIAL", name="FGTB Liège-Huy-Waremme")
    huy = api.coordinator(Bassin.HUY_WAREMME)
    on = {"bassin": "HUY_WAREMME", "operatorId": union, "effectiveOn": LONG_AGO.isoformat()}
    huy.done("recogniseCompetence", "operator { id }", **on, axis=AXIS)
    pole = a_pole(huy, bassin=Bassin.HUY_WAREMME)

    refused = huy.refused("designateMember", poleId=pole, operatorId=union, effectiveOn=CREATED)
    recorded = huy.done(
        "recordRessort", "operator { ressorts { id bassin basis } }", **on, basis="Statuts, article 3."
    )
    designated = huy.done(
        "designateMember",
        "pole { dossier { composition { colleges { seats { failing { key } } } } } }",
        poleId=pole, operatorId=union, effectiveOn=CREATED,
    )  # fmt: skip

    assert (refused["code"], refused["rule"]["key"]) == ("NOT_LOCAL", "PS-LOCAL")
    [ressort] = recorded["ressorts"]
    assert (ressort["bassin"], ressort["basis"]) == ("HUY_WAREMME", "Statuts, article 3.")
    [seat] = designated["dossier"]["composition"]["colleges"][0]["seats"]
    assert seat["failing"] == [{"key": "PS-COMPO"}], "local and competent; nobody represents it yet"
    found = liege.ask(FOUND, filter={"bassin": "HUY_WAREMME"})["operators"]["edges"]
    assert found == [{"node": {"id": union}}]


def test_a_ressort_ends_and_was_there(api: Api, liege: Client) -> None:
    union = an_operator(liege, "INTERCOMMUNALE", name="SPI")
    on = {"bassin": "LIEGE", "operatorId": union}
    liege.done("recordRessort", "operator { id }", **on, basis="Statuts.", effectiveOn=day(-10))

    ended = liege.done("endRessort", "operator { ressorts { since until } }", **on, effectiveOn=day(-2))

    assert ended["ressorts"] == [{"since": day(-10), "until": day(-2)}]
    query = "query ($id: ID!, $on: Date) { operator(id: $id) { ressorts(inForceOn: $on) { since } } }"
    assert len(liege.ask(query, id=union, on=day(-3))["operator"]["ressorts"]) == 1
    assert liege.ask(query, id=union, on=day(-2))["operator"]["ressorts"] == []
