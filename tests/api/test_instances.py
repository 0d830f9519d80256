"""Public facts of the Instances, of the law and of the territory."""

import pytest

from tests.api.given import Api, Client, day

pytestmark = pytest.mark.platform("module")

RULES = """
    instance {
        rulesOfOrder { adoptedOn bodies { body { name mission { key } } quorumPercent majorityPercent } }
    }
"""


def test_the_instances_are_listed_with_their_communes(api: Api, liege: Client, namur: Client) -> None:
    seen = api.visitor.ask("{ instances { bassin name communes { nis bassin } } }")["instances"]

    assert [instance["bassin"] for instance in seen] == ["LIEGE", "NAMUR"]
    assert {commune["bassin"] for instance in seen for commune in instance["communes"]} == {"LIEGE", "NAMUR"}


def test_an_instance_that_is_not_established_is_null(api: Api) -> None:
    assert api.visitor.ask("{ instance(bassin: HUY_WAREMME) { name } }") == {"instance": None}


def test_the_rules_of_order_say_what_holds_for_each_body(liege: Client) -> None:
    [body] = liege.done("setUpBody", "instance { bodies { id } }", bassin="LIEGE", name="Plénière")["bodies"]
    rules = [{"bodyId": body["id"], "quorumPercent": 50}]

    adopted = liege.done("adoptRulesOfOrder", RULES, bassin="LIEGE", rules=rules)

    assert adopted["rulesOfOrder"] == {
        "adoptedOn": day(0),
        "bodies": [
            {
                "body": {"name": "Plénière", "mission": {"key": "M6"}},
                "quorumPercent": 50,
                "majorityPercent": None,
            }
        ],
    }


@pytest.mark.platform("own")
def test_bodies_and_axes_in_force_on_a_day_are_told_apart(liege: Client) -> None:
    axis = {"kind": "FILIERE", "label": "Bois", "codes": [{"system": "NACE_BEL", "code": "16.23"}]}
    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=axis, effectiveOn=day(-10))
    liege.done("withdrawAxis", "instance { id }", bassin="LIEGE", axisKey="filiere:bois", effectiveOn=day(-1))
    [body] = liege.done("setUpBody", "instance { bodies { id } }", bassin="LIEGE", name="Chambre", mission="M7")[
        "bodies"
    ]
    liege.done("dissolveBody", "instance { id }", bassin="LIEGE", bodyId=body["id"])

    seen = liege.ask(
        """
        query ($on: Date) {
            instance(bassin: LIEGE) {
                all: axes { axis { key codes { system code } } until }
                then: axes(inForceOn: $on) { since }
                now: axes(inForceOn: "9999-12-31") { since }
                bodies(inForceOn: $on) { name }
            }
        }
        """,
        on=day(-2),
    )["instance"]

    assert seen == {
        "all": [
            {"axis": {"key": "filiere:bois", "codes": [{"system": "NACE_BEL", "code": "16.23"}]}, "until": day(-1)}
        ],
        "then": [{"since": day(-10)}],
        "now": [],
        "bodies": [],
    }


@pytest.mark.platform("own")
def test_the_platform_tells_its_rules_and_its_territory(api: Api) -> None:
    meta = api.visitor.ask(
        """
        {
            meta {
                version position lawVersion
                rules { key text reading why legalBasis { key title numac verified } }
                bassins { bassin name communes { nis } }
            }
        }
        """
    )["meta"]

    assert meta["position"] == "0"
    assert {"PS-NB", "PS-COMPO", "PS-EVAL"} <= {rule["key"] for rule in meta["rules"]}
    assert len(meta["bassins"]) == 10
    assert sum(len(bassin["communes"]) for bassin in meta["bassins"]) == 271
