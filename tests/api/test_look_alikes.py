"""Before a pôle or a project is created: what other bassins have on the same axis or codes."""

from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import AXIS, CREATED, LONG_AGO, Api, Client
from tests.api.projects import SELECT, a_constituted_pole, emerge, hash_of, join

pytestmark = pytest.mark.platform("module")

LOOK = """
    query ($bassin: Bassin!, $axis: AxisInput!, $at: AsOf) {
        lookAlikes(bassin: $bassin, axis: $axis, asOf: $at) {
            poles { totalCount edges { node { id bassin name } } }
            projects { edges { node { id title axisKey } } }
        }
    }
"""
CODED = {
    "kind": "FILIERE",
    "label": "Bois",
    "codes": [{"system": "NACE_BEL", "code": "16"}, {"system": "REM", "code": "H2201"}],
}


def alike(by: Client, axis: dict[str, Any], bassin: str = "NAMUR", **asked: Any) -> tuple[list[str], list[str]]:
    """The ids of pôles and of projects."""
    found = by.ask(LOOK, bassin=bassin, axis=axis, **asked)["lookAlikes"]
    poles, projects = ([edge["node"]["id"] for edge in found[each]["edges"]] for each in ("poles", "projects"))
    return poles, projects


def a_pole_on(by: Client, axis: dict[str, Any], bassin: str = "LIEGE") -> str:
    by.do("identifyAxis", bassin=bassin, axis=axis, effectiveOn=LONG_AGO.isoformat())
    asked = {"bassin": bassin, "axis": axis, "name": axis["label"], "effectiveOn": CREATED}
    pole: str = by.done("createPole", "pole { id }", **asked)["id"]
    return pole


def submitted(by: Client, pole: tuple[str, list[str]]) -> str:
    """A project that the pôle carries alone."""
    project = emerge(by, pole[0])
    join(by, pole, project, hash_of(by, project))
    by.done("submitProject", SELECT, projectId=project)
    return project


def test_a_constituted_pole_of_another_bassin_on_the_same_axis_is_shown(liege: Client, namur: Client) -> None:
    before = liege.ask("{ meta { position } }")["meta"]["position"]
    pole, _ = a_constituted_pole(liege)

    same = alike(namur, AXIS)
    written_otherwise = alike(namur, {"kind": "METIER", "label": "MONTEUR en chauffage"})
    of_another_kind = alike(namur, {"kind": "SECTEUR", "label": AXIS["label"]})
    other = alike(namur, {"kind": "METIER", "label": "Soudeur"})
    at_home = alike(liege, AXIS, "LIEGE")
    then = alike(namur, AXIS, at={"position": before})

    assert same == written_otherwise == of_another_kind == ([pole], [])
    assert other == at_home == then == ([], [])


def test_one_code_in_common_is_enough(liege: Client) -> None:
    pole = a_pole_on(liege, CODED)
    named_otherwise = {"kind": "METIER", "label": "Charpentier"}

    one = alike(liege, {**named_otherwise, "codes": [{"system": "REM", "code": "H2201"}]})
    of_another_system = alike(liege, {**named_otherwise, "codes": [{"system": "SFMQ", "code": "H2201"}]})
    none = alike(liege, named_otherwise)

    assert (one, of_another_system, none) == (([pole], []), ([], []), ([], []))


@pytest.mark.platform("own")
def test_a_pole_in_preparation_is_not_shown_to_others(liege: Client, namur: Client) -> None:
    pole = a_pole_on(liege, CODED)

    assert alike(namur, CODED) == ([], [])
    assert alike(liege, CODED) == ([pole], [])


@pytest.mark.platform("own")
def test_projects_are_shown_once_submitted_and_only_by_their_title(api: Api, liege: Client, namur: Client) -> None:
    pole = a_constituted_pole(liege)
    before = alike(namur, AXIS)

    project = submitted(liege, pole)
    found = namur.ask(LOOK, bassin="NAMUR", axis=AXIS)["lookAlikes"]

    assert before == ([pole[0]], [])
    [edge] = found["projects"]["edges"]
    assert edge["node"] == {
        "id": project,
        "title": "Un plateau technique partagé",
        "axisKey": "metier:monteur-en-chauffage",
    }
    assert alike(api.visitor, AXIS)[1] == [project]
    assert alike(liege, AXIS, "LIEGE") == ([], [])


@pytest.mark.platform("own")
def test_projects_are_found_through_a_code_of_a_pole_on_their_axis(liege: Client, namur: Client) -> None:
    pole = a_constituted_pole(liege)
    project = submitted(liege, pole)
    coded = {**AXIS, "codes": [{"system": "REM", "code": "F1103"}]}
    other = a_pole_on(namur, coded, "NAMUR")

    found = alike(namur, {"kind": "SECTEUR", "label": "Confort", "codes": coded["codes"]}, "VERVIERS")

    assert found == ([other], [project])


def test_an_axis_without_words_is_refused(liege: Client) -> None:
    assert liege.refusal(LOOK, bassin=Bassin.NAMUR.name, axis={"kind": "METIER", "label": " "}) == "BAD_USER_INPUT"
