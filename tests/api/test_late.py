"""A fact of years ago is not recorded without a word, where the règlement says so; the source is in the trail."""

from tests.api.corrections import preview
from tests.api.given import AXIS, Client, a_pole, day
from tests.api.opinions import REQUEST

TRAIL = "{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind source } } } }"


def test_a_fact_of_years_ago_has_a_source_and_the_trail_shows_it(liege: Client) -> None:
    rules = liege.done(
        "adoptRulesOfOrder", "instance { rulesOfOrder { lateAfterDays } }", bassin="LIEGE", rules=[], lateAfterDays=60
    )
    asked = {"bassin": "LIEGE", "axis": AXIS, "effectiveOn": day(-1000)}

    refused = liege.refused("identifyAxis", **asked)
    blank = liege.refused("identifyAxis", **asked, source=" ")
    liege.done("identifyAxis", "instance { id }", **asked, source="Procès-verbal de la plénière.")

    assert rules["rulesOfOrder"] == {"lateAfterDays": 60}
    assert (refused["code"], refused["rule"]["key"]) == ("LATE_WITHOUT_SOURCE", "ART-7")
    assert (blank["code"], blank["path"]) == ("INVALID", ["input", "source"])
    last = liege.ask(TRAIL)["auditTrail"]["edges"][-1]["node"]
    assert last == {"kind": "instance.axis-identified.v2", "source": "Procès-verbal de la plénière."}


def test_a_request_of_years_ago_says_from_whom_and_what_attests_it(liege: Client) -> None:
    """From whom an analysis comes attests nothing."""
    liege.done("adoptRulesOfOrder", "instance { id }", bassin="LIEGE", rules=[], lateAfterDays=60)
    asked = {**REQUEST, "dueOn": day(-900), "effectiveOn": day(-1000)}

    refused = liege.refused("requestData", **asked)
    blank = liege.refused("requestData", **asked, lateSource=" ")
    analysis = liege.done("requestData", "analysis { source }", **asked, lateSource="Courrier du 3 mars.")
    liege.done("requestData", "analysis { id }", **{**asked, "dueOn": day(0), "effectiveOn": day(-1)})

    assert refused["code"] == "LATE_WITHOUT_SOURCE"
    assert (blank["code"], blank["path"]) == ("INVALID", ["input", "lateSource"])
    assert analysis == {"source": "ADMINISTRATION"}
    assert [each["node"]["source"] for each in liege.ask(TRAIL)["auditTrail"]["edges"][-2:]] == [
        "Courrier du 3 mars.",
        None,
    ]


def test_a_day_that_is_rectified_to_years_ago_has_a_source(liege: Client) -> None:
    a_pole(liege)
    created = {"bassin": "LIEGE", "axis": AXIS, "name": "Tardif", "effectiveOn": day(-10)}
    pole = liege.done("createPole", "pole { id }", **created)["id"]
    liege.done("adoptRulesOfOrder", "instance { id }", bassin="LIEGE", rules=[], lateAfterDays=60)
    change = {"version": 1, "patch": {"effectiveOn": day(-1200)}}
    asked = {"entityId": pole, "changes": [change], "reason": "Mauvais jour."}

    refused, told = liege.refused("rectify", **asked), preview(liege, **asked)
    attested = preview(liege, **asked, source="Acte de création.")
    liege.done("rectify", "entity { id }", **asked, source="Acte de création.")

    assert [refused["code"], *(each["code"] for each in told["userErrors"])] == ["LATE_WITHOUT_SOURCE"] * 2
    assert attested["userErrors"] == []
    assert liege.ask(TRAIL)["auditTrail"]["edges"][-1]["node"] == {
        "kind": "pole.rectified.v1",
        "source": "Acte de création.",
    }


def test_a_source_names_nobody(liege: Client) -> None:
    liege.done("registerPerson", "person { id }", givenName="Marie", familyName="Dupont")

    error = liege.refused("identifyAxis", bassin="LIEGE", axis=AXIS, source="Dit par Marie Dupont.")
    late = liege.refused("requestData", **REQUEST, dueOn=day(0), lateSource="Dit par Marie Dupont.")

    assert [error["path"], late["path"]] == [["input", "source"], ["input", "lateSource"]]
