"""Operators of several Instances: a coordinator who reaches into the register of another, and the honest one."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import COMMUNES, Api, Client, a_composed_pole, a_pole, an_operator, composed, represented

pytestmark = pytest.mark.platform("module")

COLLEGES = """query ($id: ID!) {
    pole(id: $id) { dossier { composition { complete colleges { college present seats { name } } } } }
}"""
TRAIL = """query ($bassin: Bassin!, $kinds: [String!]) {
    auditTrail(bassin: $bassin, first: 100, order: NEWEST_FIRST, filter: { kinds: $kinds }) {
        edges { node { sentence actor { id } subject { id } } }
    }
}"""
RENAMED = ["operator.renamed.v2", "operator.renumbered.v2", "operator.kind-changed.v2"]


def present(by: Client, pole: str) -> list[str]:
    composition = by.ask(COLLEGES, id=pole)["pole"]["dossier"]["composition"]
    return [each["college"] for each in composition["colleges"] if each["present"]]


def also_in_namur(by: Client, operator: str) -> None:
    by.done("openSite", "operator { id }", bassin="NAMUR", operatorId=operator, commune=COMMUNES[Bassin.NAMUR])


def sentences(by: Client, bassin: str, operator: str) -> list[tuple[str, str]]:
    """The sentence and the account of each change of the operator in the trail of an Instance, the last one first."""
    edges = by.ask(TRAIL, bassin=bassin, kinds=RENAMED)["auditTrail"]["edges"]
    found = (each["node"] for each in edges if each["node"]["subject"]["id"] == operator)
    return [(each["sentence"], each["actor"]["id"]) for each in found]


def test_a_new_kind_fills_no_college_of_a_pole_of_another_instance(liege: Client, namur: Client) -> None:
    pole = a_pole(liege)
    members = [an_operator(liege, kind) for kind in ("ENTREPRISE", "FORMATION", "FORMATION")]
    represented(liege, pole, members)
    also_in_namur(namur, members[2])
    before = present(liege, pole)

    namur.done("changeOperatorKind", "operator { id }", bassin="NAMUR", operatorId=members[2], kind="CEFA")

    refused = liege.refused("constitutePole", poleId=pole)
    assert (before, present(liege, pole), refused["code"]) == (["A", "B"], ["A", "B"], "COMPOSITION_INCOMPLETE")


def test_a_new_kind_empties_no_college_of_a_pole_of_another_instance(liege: Client, namur: Client) -> None:
    pole, [_, training, _] = a_composed_pole(liege)
    also_in_namur(namur, training)

    namur.done("changeOperatorKind", "operator { id }", bassin="NAMUR", operatorId=training, kind="CEFA")

    assert present(liege, pole) == ["A", "B", "C"]
    liege.done("constitutePole", "pole { id }", poleId=pole)


def test_the_instance_of_the_pole_moves_the_seat_by_a_new_designation(liege: Client) -> None:
    pole = a_pole(liege)
    members = composed(liege, pole)
    liege.done("changeOperatorKind", "operator { id }", bassin="LIEGE", operatorId=members[1], kind="CEFA")

    ended = {"poleId": pole, "operatorId": members[1], "reason": "Désigné à nouveau."}
    liege.done("endMembership", "pole { id }", **ended)
    speaker = liege.done("registerPerson", "person { id }", givenName="Autre", familyName="Voix")["id"]
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=members[1], representativeId=speaker)

    verdicts = liege.ask(COLLEGES, id=pole)["pole"]["dossier"]["composition"]["colleges"]
    assert [len(each["seats"]) for each in verdicts] == [1, 0, 2]


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("renameOperator", {"name": "Autre nom"}),
        ("renumberOperator", {"scheme": "REGISTER", "number": "autre-numero"}),
        ("changeOperatorKind", {"kind": "FORMATION"}),
    ],
)
def test_an_instance_where_it_is_not_changes_nothing(
    liege: Client, namur: Client, command: str, asked: dict[str, str]
) -> None:
    operator = an_operator(liege)
    shown = "query ($id: ID!) { operator(id: $id) { name number kind version } }"
    before = liege.ask(shown, id=operator)

    refused = namur.refused(command, bassin="NAMUR", operatorId=operator, **asked)

    assert (refused["code"], refused["rule"]["key"]) == ("NOT_YOUR_OPERATOR", "REGISTRE-BASSIN")
    assert "Namur" in refused["message"]
    assert liege.ask(shown, id=operator) == before


def test_no_rectification_goes_round_it(liege: Client, namur: Client) -> None:
    operator = an_operator(liege)
    liege.done("renameOperator", "operator { id }", bassin="LIEGE", operatorId=operator, name="Juste")
    history = "query ($id: ID!) { operator(id: $id) { history { edges { node { version kind } } } } }"
    facts = liege.ask(history, id=operator)["operator"]["history"]["edges"]
    versions = {each["node"]["kind"]: each["node"]["version"] for each in facts}

    codes = [
        namur.code_of(
            "rectify",
            entityId=operator,
            reason="Nom d'usage.",
            changes=[{"version": versions[kind], "patch": {"name": "Faux"}}],
        )
        for kind in ("operator.registered.v1", "operator.renamed.v2")
    ]

    assert codes == ["FORBIDDEN", "FORBIDDEN"]


def test_any_instance_where_it_is_located_changes_the_name_and_all_read_who_and_why(
    api: Api, liege: Client, namur: Client
) -> None:
    operator = an_operator(liege)
    also_in_namur(namur, operator)
    asked = {"bassin": "NAMUR", "operatorId": operator}
    named = liege.ask("query ($id: ID!) { operator(id: $id) { name } }", id=operator)["operator"]["name"]

    namur.done(
        "renameOperator", "operator { id }", **asked, name="Institut Saint-Luc", reason="Fusion de deux écoles."
    )

    sentence = (
        f"Opérateur renommé : « {named} » devient « Institut Saint-Luc », à la demande de l'Instance de Namur ;"
        " raison : Fusion de deux écoles."
    )
    told = sentences(liege, "LIEGE", operator)
    assert told == sentences(namur, "NAMUR", operator)
    assert told == [(sentence, f"Account:{api.account(f'coordination-{Bassin.NAMUR}')}")]


def test_the_instance_of_a_pole_where_it_sits_changes_its_name_once_its_site_is_closed(
    liege: Client, namur: Client
) -> None:
    _, [_, _, school] = a_composed_pole(liege)
    also_in_namur(namur, school)
    query = "query ($id: ID!) { operator(id: $id) { sites { id bassin } } }"
    sites = {each["bassin"]: each["id"] for each in liege.ask(query, id=school)["operator"]["sites"]}
    liege.done("closeSite", "operator { id }", bassin="LIEGE", operatorId=school, siteId=sites["LIEGE"])

    renamed = liege.do("renameOperator", "operator { name }", bassin="LIEGE", operatorId=school, name="Siège encore")

    assert (renamed["userErrors"], renamed["operator"]) == ([], {"name": "Siège encore"})


def test_an_operator_that_is_nowhere_yet_is_renamed_by_the_instance_that_registered_it(liege: Client) -> None:
    given = {"scheme": "REGISTER", "number": uuid4().hex[:12], "name": "Ecole", "kind": "CEFA"}
    operator = liege.done("registerOperator", "operator { id }", bassin="LIEGE", **given)["id"]

    renamed = liege.done("renameOperator", "operator { name }", bassin="LIEGE", operatorId=operator, name="École")

    assert renamed == {"name": "École"}


def test_of_two_instances_that_saw_one_version_a_single_one_changes_the_name(liege: Client, namur: Client) -> None:
    for _ in range(3):
        operator = an_operator(liege)
        also_in_namur(namur, operator)
        seen = liege.ask("query ($id: ID!) { operator(id: $id) { version } }", id=operator)["operator"]["version"]
        asked = {"operatorId": operator, "expectedVersion": seen}
        with ThreadPoolExecutor(2) as threads:
            both = [
                threads.submit(partial(by.do, "renameOperator", bassin=bassin, name=f"De {bassin}", **asked))
                for by, bassin in ((liege, "LIEGE"), (namur, "NAMUR"))
            ]
        codes = sorted(error["code"] for each in both for error in each.result()["userErrors"])

        assert codes == ["VERSION_CONFLICT"]
        assert len(sentences(liege, "LIEGE", operator)) == 1


def test_two_changes_at_once_without_a_version_come_one_after_the_other(liege: Client, namur: Client) -> None:
    operator = an_operator(liege)
    also_in_namur(namur, operator)
    with ThreadPoolExecutor(2) as threads:
        both = [
            threads.submit(partial(by.do, "renameOperator", bassin=bassin, operatorId=operator, name=f"De {bassin}"))
            for by, bassin in ((liege, "LIEGE"), (namur, "NAMUR"))
        ]
    assert [each.result()["userErrors"] for each in both] == [[], []]

    [last, first] = [sentence for sentence, _ in sentences(liege, "LIEGE", operator)]
    name = liege.ask("query ($id: ID!) { operator(id: $id) { name } }", id=operator)["operator"]["name"]

    earlier = {"De LIEGE": "De NAMUR", "De NAMUR": "De LIEGE"}[name]
    assert f"« {earlier} » devient « {name} »" in last
    assert f"devient « {earlier} »" in first


def test_a_repeated_change_is_recorded_once(namur: Client, liege: Client) -> None:
    operator = an_operator(liege)
    also_in_namur(namur, operator)
    asked = {"bassin": "NAMUR", "operatorId": operator, "commandId": str(uuid4()), "name": "Une fois"}

    positions = [namur.do("renameOperator", **asked, reason="Fusion.")["position"] for _ in range(2)]
    other = namur.refused("renameOperator", **asked, reason="Autre raison.")

    assert positions[0] == positions[1]
    assert other["code"] == "COMMAND_REUSED"
    assert len(sentences(liege, "LIEGE", operator)) == 1


def test_addresses_stay_as_they_are(liege: Client, namur: Client) -> None:
    operator = an_operator(liege)
    also_in_namur(namur, operator)
    query = "query ($id: ID!) { operator(id: $id) { sites { id commune { nis } until } } }"
    before = liege.ask(query, id=operator)

    namur.done("renameOperator", "operator { id }", bassin="NAMUR", operatorId=operator, name="Nouveau")
    asked = {"scheme": "REGISTER", "number": uuid4().hex[:12], "reason": "Nouveau registre."}
    namur.done("renumberOperator", "operator { id }", bassin="NAMUR", operatorId=operator, **asked)

    assert liege.ask(query, id=operator) == before
