"""`compare`: what changed between two moments, of an entity or of a whole Instance, for who may see it."""

from typing import Any

import pytest

from tests.api.documents import stored
from tests.api.given import Api, Client, a_composed_pole, a_pole, an_operator, day, ids_in
from tests.api.opinions import OPINION, an_adopted_list, an_opinion, diffuse
from tests.api.projects import Joint

pytestmark = pytest.mark.platform("module")

SHOWN = """
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { cursor fate node { __typename id } changes { table key field before after } }
"""
OF_POLE = f"""
    query ($id: ID!, $from: AsOf!, $to: AsOf, $first: Int = 100, $after: String, $at: AsOf) {{
        nodes(ids: [$id], asOf: $at) {{
            ... on Entity {{ compare(from: $from, to: $to, first: $first, after: $after) {{ {SHOWN} }} }}
        }}
    }}
"""
OF_INSTANCE = f"""
    query ($from: AsOf!, $to: AsOf, $first: Int = 100, $after: String) {{
        compare(bassin: LIEGE, from: $from, to: $to, first: $first, after: $after) {{ {SHOWN} }}
    }}
"""


def position(by: Client) -> str:
    found: str = by.ask("{ meta { position } }")["meta"]["position"]
    return found


def at(position: str) -> dict[str, str]:
    return {"position": position}


def of_entity(by: Client, entity: str, since: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = by.ask(OF_POLE, id=entity, **{"from": at(since)}, **asked)["nodes"][0]["compare"]
    return found


def of_instance(by: Client, since: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = by.ask(OF_INSTANCE, **{"from": at(since)}, **asked)["compare"]
    return found


def fates(compared: dict[str, Any]) -> list[tuple[str, str]]:
    return [(edge["node"]["__typename"], edge["fate"]) for edge in compared["edges"]]


def changed(compared: dict[str, Any], kind: str) -> dict[str, tuple[Any, Any]]:
    """By field, of the one object of a type."""
    [edge] = [edge for edge in compared["edges"] if edge["node"]["__typename"] == kind]
    return {each["field"]: (each["before"], each["after"]) for each in edge["changes"]}


def test_what_came_and_what_changed_of_a_pole(liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)
    before = position(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))
    liege.done("endMembership", "pole { id }", poleId=pole, operatorId=member, reason="Départ.", effectiveOn=day(-9))

    compared = of_entity(liege, pole, before)

    assert fates(compared) == [("Membership", "CHANGED"), ("Pole", "CHANGED"), ("Term", "CREATED")]
    assert compared["totalCount"] == 3
    assert changed(compared, "Membership") == {"until": (None, day(-9)), "end_reason": (None, "Départ.")}
    assert changed(compared, "Pole")["published"] == (False, True)
    assert changed(compared, "Term")["ends"][0] is None
    assert [edge["node"]["id"] for edge in compared["edges"]][1] == pole


def test_between_two_moments_of_the_past_objects_are_those_of_the_second(liege: Client) -> None:
    before = position(liege)
    pole = a_pole(liege)
    then = position(liege)
    liege.done("dissolvePole", "pole { id }", poleId=pole, reason="Fin.")

    compared = of_entity(liege, pole, before, to=at(then))
    again = of_entity(liege, pole, before, at=at(then))

    assert compared == again
    assert [(edge["fate"], edge["node"]["id"]) for edge in compared["edges"]] == [("CREATED", f"{pole}@{then}")]
    assert "dissolved_on" not in changed(compared, "Pole")


def test_what_changed_back_is_no_difference_but_in_the_record_of_who_spoke(liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege, spoken_for=False)
    person = [
        liege.done("registerPerson", "person { id }", givenName=name, familyName="Dupont")["id"]
        for name in ("Anne", "Marie")
    ]
    replaced = {"poleId": pole, "operatorId": member}
    liege.done("replaceRepresentative", "pole { id }", sha256=stored(liege), **replaced, representativeId=person[0])
    before = position(liege)
    liege.done("replaceRepresentative", "pole { id }", sha256=stored(liege), **replaced, representativeId=person[1])
    liege.done("replaceRepresentative", "pole { id }", sha256=stored(liege), **replaced, representativeId=person[0])

    compared = of_entity(liege, pole, before)

    assert changed(compared, "Pole").keys() == {"version"}
    assert changed(compared, "Membership").keys() == {"representations"}
    assert fates(compared) == [("Membership", "CHANGED"), ("Pole", "CHANGED")]


def test_nothing_changes_from_a_moment_to_itself(liege: Client) -> None:
    pole = a_pole(liege)
    now = position(liege)

    for compared in (of_entity(liege, pole, now), of_instance(liege, now, to=at(now))):
        assert (compared["totalCount"], compared["edges"]) == (0, [])


def test_the_first_moment_is_not_after_the_second(liege: Client) -> None:
    before = position(liege)
    pole = a_pole(liege)
    later = {"from": at(position(liege)), "to": at(before)}

    [error] = liege.post(OF_INSTANCE, later)["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "ne peut pas être plus récent que" in error["message"]
    assert liege.refusal(OF_POLE, id=pole, **later) == "BAD_USER_INPUT"
    assert liege.refusal(OF_INSTANCE, **{"from": at("999999")}) == "AS_OF_NOT_REACHED"


def test_a_comparison_is_read_page_by_page_at_the_moments_of_its_first_page(liege: Client) -> None:
    before = position(liege)
    a_composed_pole(liege)
    every = of_instance(liege, before)
    page = of_instance(liege, before, first=4)
    an_operator(liege, number="later")

    found = page["edges"]
    while page["pageInfo"]["hasNextPage"]:
        page = of_instance(liege, before, first=4, after=page["pageInfo"]["endCursor"])
        found += page["edges"]

    assert [edge["node"]["id"] for edge in found] == [edge["node"]["id"] for edge in every["edges"]]
    wrong = {"after": every["edges"][0]["cursor"], "from": at("0")}
    assert liege.refusal(OF_INSTANCE, **wrong) == "BAD_USER_INPUT"


@pytest.mark.platform("own")
def test_a_comparison_of_an_instance_tells_what_concerns_it(liege: Client, namur: Client) -> None:
    before = position(liege)
    joint = Joint(liege, namur).submitted()

    compared = of_instance(liege, before)

    kinds = {kind for kind, _ in fates(compared)}
    of_projects = {"Project", "ProjectContent", "ProjectCarrier", "ProjectHearing"}
    of_poles = {"Pole", "Membership", "Term", "IdentifiedAxis", "Site", "Competence"}
    of_decisions = {"Decision", "DecisionWording", "DecisionPosition"}
    assert kinds == {"Instance", "Invitation"} | of_projects | of_poles | of_decisions
    assert joint.at_liege[0] in ids_in(compared)
    assert joint.at_namur[0] not in ids_in(compared)
    assert of_instance(namur, before)["totalCount"] < compared["totalCount"]


@pytest.mark.platform("own")
def test_why_a_pole_ended_is_compared_for_its_own_only(api: Api, liege: Client, namur: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))
    before = position(liege)
    liege.done("dissolvePole", "pole { id }", poleId=pole, reason="Un membre est en faillite.")

    own, *others = (changed(of_entity(each, pole, before), "Pole") for each in (liege, namur, api.client("personne")))

    assert own["dissolution_reason"] == (None, "Un membre est en faillite.")
    assert [(each["dissolved_on"][1], "dissolution_reason" in each) for each in others] == [(day(0), False)] * 2


@pytest.mark.platform("own")
def test_others_compare_what_they_may_see(api: Api, liege: Client, namur: Client) -> None:
    before = position(liege)
    pole, _ = a_composed_pole(liege)
    hidden = position(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))

    for outsider in (api.client("personne"), namur):
        unseen = of_instance(outsider, before, to=at(hidden))
        seen = of_instance(outsider, hidden)
        assert {kind for kind, _ in fates(unseen)} == {"Instance", "IdentifiedAxis", "Site", "Competence"}
        assert fates(seen) == [("Pole", "CREATED")]
        assert fates(of_entity(outsider, pole, hidden)) == [("Pole", "CREATED")]
        assert changed(seen, "Pole")["name"] == (None, "Chauffage")


def test_what_a_leaver_of_a_project_sees_no_more_has_ended_for_them(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).carried()
    before = position(namur)
    joint.leave()
    joint.amend()

    compared = of_instance_of_namur(namur, before)
    ended = [edge for edge in compared["edges"] if edge["fate"] == "ENDED"]
    assert [edge["node"]["id"] for edge in ended] == [f"{joint.project}@{before}"] * 2
    assert {change["table"] for edge in ended for change in edge["changes"]} == {"project", "project_dossier"}
    assert {change["after"] for edge in ended for change in edge["changes"]} == {None}
    assert "Un autre titre" not in str(compared)


def of_instance_of_namur(by: Client, since: str) -> dict[str, Any]:
    found: dict[str, Any] = by.ask(OF_INSTANCE.replace("LIEGE", "NAMUR"), **{"from": at(since)})["compare"]
    return found


def test_that_a_pole_cites_a_theme_shows_only_to_who_sees_both(api: Api, liege: Client) -> None:
    themes = an_adopted_list(liege)
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))
    before = position(liege)
    liege.done("citeTheme", "pole { id }", poleId=pole, themeId=themes["themes"][0]["id"])

    nobody = api.client("personne")
    unpublished = [fields(of_entity(by, pole, before)) for by in (liege, nobody)]
    diffuse(liege, themes)
    published = fields(of_entity(nobody, pole, before))

    assert ["theme_citation" in each for each in unpublished] == [True, False]
    assert "theme_citation" in published


def fields(compared: dict[str, Any]) -> set[str]:
    return {change["table"] for edge in compared["edges"] for change in edge["changes"]}


def test_what_was_heard_of_a_public_opinion_is_compared_for_its_own_only(liege: Client, namur: Client) -> None:
    opinion = an_opinion(liege, transmitted=True)
    before = position(liege)
    liege.done("observeEffect", OPINION, opinionId=opinion, effect="Une option.")

    own, others = (changed(of_entity(by, opinion, before), "Opinion") for by in (liege, namur))

    assert own["follow_ups"][1][0]["text"] == "Une option."
    assert own.keys() - others.keys() == {"follow_ups"}
