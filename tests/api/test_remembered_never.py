"""What is never remembered, and changes that no event of a table tells: policies, releases, servers."""

import psycopg
import pytest
from msgspec.structs import replace

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.generation import GENERATION
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.audit_fold import Projections
from tests.api.corrections import ACT, confirm_withdrawal, propose_withdrawal
from tests.api.given import Api, Client, a_composed_pole, a_pole, mutation
from tests.api.remembered import WARM, names, repeated, warmed, ways
from tests.api.representatives import representatives, represented


@pytest.mark.platform("module")
def test_names_of_the_vault_are_read_each_time(api: Api, liege: Client) -> None:
    """The vault has no position: a name that is corrected there shows at once."""
    pole, person = represented(liege)
    with repeated(0):
        for _ in range(WARM + 2):
            [before] = representatives(liege, pole)
        liege.done("amendPerson", "person { id }", bassin="LIEGE", personId=person, familyName="Durand")
        [after] = representatives(liege, pole)

    assert (before["familyName"], after["familyName"]) == ("Dupont", "Durand")


@pytest.mark.platform("module")
def test_a_mutation_runs_each_time(api: Api, liege: Client) -> None:
    query, given = mutation("identifyAxis", "instance { name }"), {"bassin": "LIEGE"}
    with repeated(0):
        payloads = [
            liege.ask(query, input={**given, "axis": {"kind": "METIER", "label": f"Métier {number}"}})["identifyAxis"]
            for number in range(WARM)
        ]

    assert len({each["position"] for each in payloads}) == WARM


@ways
@pytest.mark.platform("own")
def test_a_correction_of_what_a_row_policy_reads_closes_the_row(api: Api, liege: Client, query: str) -> None:
    """A visitor sees a constituted pôle, until the act of its constitution is withdrawn."""
    second = api.granted("second of Liège", Role.COORDINATOR, Bassin.LIEGE)
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=ACT)
    shown = names(warmed(api.visitor, query))

    propose_withdrawal(liege, pole)
    confirm_withdrawal(second, pole)

    assert shown == {"Chauffage"}
    assert names(api.visitor.ask(query)) == set()


@ways
@pytest.mark.platform("own")
def test_a_release_with_another_definition_takes_all_answers_with_it(api: Api, liege: Client, query: str) -> None:
    """Its position is the same, and no table has changed: they are other tables."""
    pole = a_pole(liege, "Véritable")
    with psycopg.connect(api.installation.database.admin) as admin:
        admin.execute("update read.pole set name = 'Abîmé' where id = %s", [pole.partition(":")[2]])
    assert "Abîmé" in names(warmed(liege, query))

    rebuild(api.installation.database, of_another_release(), generation=GENERATION + 1)

    with repeated(0):
        assert "Véritable" in names(liege.ask(query))


def of_another_release() -> Projections:
    """Returns the projections with one that knows one more topic."""
    first, *others = PROJECTIONS
    return Projections((replace(first, topics=first.topics | {"pole.surprised.v1"}), *others), PROJECTIONS.audit)
