"""Pôles and operators under the names of today and of before, through the contract."""

from tests.api.given import Client, a_composed_pole, a_pole, an_operator, day
from tests.api.meetings import rule_of

NAMES = "name formerNames { name until }"


def test_a_renamed_pole_shows_its_former_name_and_reads_as_it_was_before(liege: Client) -> None:
    pole = a_pole(liege)
    before = liege.ask("{ meta { position } }")["meta"]["position"]

    renamed = liege.done("renamePole", f"pole {{ {NAMES} }}", poleId=pole, name="Chaleur")
    earlier = liege.ask(
        f"query ($id: ID!, $at: AsOf) {{ pole(id: $id, asOf: $at) {{ {NAMES} }} }}", id=pole, at={"position": before}
    )
    taken = liege.with_header("Accept-Language", "en").refused("renamePole", poleId=pole, name="Chaleur")
    trail = liege.ask("{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind rule { key } } } } }")

    assert renamed == {"name": "Chaleur", "formerNames": [{"name": "Chauffage", "until": day(0)}]}
    assert earlier["pole"] == {"name": "Chauffage", "formerNames": []}
    assert (taken["code"], taken["message"]) == ("SAME_NAME", "The pôle already has this name.")
    assert [edge["node"] for edge in trail["auditTrail"]["edges"]][-2:] == [
        {"kind": "pole.renamed.v1", "rule": {"key": "PS-NB"}},
        {"kind": "pole.name-reserved.v1", "rule": {"key": "PS-NB"}},
    ]


def test_an_operator_shows_what_it_was_up_to_each_day(liege: Client) -> None:
    asked = {"bassin": "LIEGE", "operatorId": an_operator(liege, "FORMATION")}
    shown = f"""operator {{
        {NAMES} kind college scheme number
        formerKinds {{ kind college until }} formerNumbers {{ scheme number until }}
    }}"""

    liege.done("renameOperator", shown, **asked, name="Forem", effectiveOn=day(-2))
    liege.done("changeOperatorKind", shown, **asked, kind="CEFA", effectiveOn=day(-1))
    operator = liege.done("renumberOperator", shown, **asked, scheme="FASE", number="0095")
    same = liege.refused("renumberOperator", **asked, scheme="FASE", number="95")

    assert operator == {
        "name": "Forem",
        "formerNames": [{"name": "Opérateur FORMATION-liege", "until": day(-2)}],
        "kind": "CEFA",
        "college": "C",
        "formerKinds": [{"kind": "FORMATION", "college": "B", "until": day(-1)}],
        "scheme": "FASE",
        "number": "95",
        "formerNumbers": [{"scheme": "REGISTER", "number": "FORMATION-liege", "until": day(0)}],
    }
    assert rule_of(same) == ("SAME_PARTICULARS", "REGISTRE")


def test_a_member_counts_for_the_college_of_its_designation_whatever_its_new_kind(liege: Client) -> None:
    pole, [_, training, _] = a_composed_pole(liege)
    liege.done(
        "changeOperatorKind", "operator { id }", bassin="LIEGE", operatorId=training, kind="CEFA", effectiveOn=day(-1)
    )
    query = """query ($id: ID!, $day: Date) {
        pole(id: $id) { dossier { composition(on: $day) { complete colleges { college present } } } }
    }"""

    present = [
        [
            college["college"]
            for college in liege.ask(query, id=pole, day=on)["pole"]["dossier"]["composition"]["colleges"]
            if college["present"]
        ]
        for on in (day(-2), day(-1))
    ]
    constituted = liege.done("constitutePole", "pole { id }", poleId=pole)

    assert present == [["A", "B", "C"], ["A", "B", "C"]]
    assert constituted["id"] == pole
