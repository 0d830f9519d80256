"""Applications on Apollo Client and urql, typed by graphql-codegen, against the running server."""

from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.api.given import Client, a_composed_pole, a_pole, day
from tests.peers.node import node
from tests.peers.workshop import generated, run, told
from tests.running import served

TSC = "node_modules/typescript/bin/tsc"


@pytest.fixture(scope="module")
def application(peers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(peers, tmp_path_factory.mktemp("application"))


def test_the_types_of_the_documents_hold_an_application_to_the_contract(application: Path) -> None:
    wrong = application / "wrong.ts"
    right = run(application, TSC)

    wrong.write_text((application / "apollo.ts").read_text().replace("node.name)", "node.nom)"))
    judged = node(TSC, folder=application)
    wrong.unlink()

    assert right == ""
    assert "Property 'nom' does not exist" in judged.stdout


def test_an_application_on_apollo_client_reads_acts_and_follows(
    application: Path, liege: Client, graphql_url: str
) -> None:
    a_pole(liege)

    seen = told(application, "apollo.ts", graphql_url, liege.token)

    [refused] = seen["refused"]
    assert (seen["instance"], seen["poles"]) == ("Instance bassin EFE – Liège", ["Chauffage"])
    assert (seen["created"], seen["repeated"]) == ("Bois", True)
    assert (refused["__typename"], refused["rule"]["key"]) == ("RuleRefused", "PS-NB")
    assert seen["code"] == "UNAUTHENTICATED"
    assert seen["heard"]["kind"] == "pole.created.v1"
    assert seen["next"] == {"position": seen["heard"]["position"], "pole": seen["heard"]["subject"]["id"]}


def test_apollo_client_keeps_the_past_of_a_pole_apart_from_its_present(
    application: Path, liege: Client, graphql_url: str
) -> None:
    pole, members = a_composed_pole(liege)
    done = liege.do("constitutePole", poleId=pole, effectiveOn=day(-100))
    before = str(int(done["position"]) - 1)

    seen = told(application, "apollo_cache.ts", graphql_url, liege.token, pole, before)

    assert seen["read"] == seen["again"] == ["ACTIVE", "IN_PREPARATION"]
    assert seen["kept"] == {f"Pole:{pole}": "ACTIVE", f"Pole:{pole}@{before}": "IN_PREPARATION"}
    assert seen["history"] == [
        "pole.created.v1",
        *["pole.member-designated.v2"] * len(members),
        "pole.constituted.v2",
    ]


def test_an_application_on_urql_reads_acts_and_follows(application: Path, liege: Client, graphql_url: str) -> None:
    seen = told(application, "urql.ts", graphql_url, liege.token)

    assert seen["instance"] == "Instance bassin EFE – Liège"
    assert seen["axes"] == ["metier:tonnelier"]
    assert seen["refused"] == [["RuleRefused", "AXIS_ALREADY_IDENTIFIED"]]
    assert seen["code"] == "UNAUTHENTICATED"
    assert seen["heard"] == [
        [1, "instance.established.v1"],
        [2, "instance.access-granted.v1"],
        [3, "instance.axis-identified.v2"],
        [4, "instance.axis-identified.v2"],
    ]


def test_a_server_that_trusts_the_manifest_of_an_application_runs_nothing_else(
    application: Path, database: Database, tmp_path: Path
) -> None:
    manifest = application / "generated" / "persisted-documents.json"

    with served(database, tmp_path) as open_to_all:
        token = open_to_all.coordinator(Bassin.LIEGE).token
    with served(database, tmp_path, trusted_documents=manifest, trusted_only=True) as api:
        seen = told(application, "trusted.ts", f"{api.http.url}/graphql", token)

    assert seen == {
        "instance": "Instance bassin EFE – Liège",
        "errors": [],
        "heard": "instance.established.v1",
        "other": "TRUSTED_DOCUMENTS_ONLY",
    }
