"""relay-compiler on the documents of an application; what it compiles is asked of the running server."""

import json
import shutil
from pathlib import Path

import pytest

from efe_graphql.schema import schema
from efe_infra.http.graphql.trusted_manifests import load
from tests.api.given import Client, a_pole
from tests.peers.node import HERE
from tests.peers.workshop import DOCUMENTS, run, workshop

MODULE = "import {{ graphql }} from 'relay-runtime'\n\nexport default graphql`\n{document}`\n"


def compiled(peers: Path, folder: Path) -> Path:
    """The manifest of Relay's own components and of the documents that all clients share."""
    (workshop(peers, folder) / "artifacts").mkdir()
    (folder / "persisted.json").write_text("{}")
    shutil.copytree(HERE / "relay", folder / "src")
    (folder / "src" / "relay.config.json").rename(folder / "relay.config.json")
    for document in DOCUMENTS.glob("*.graphql"):
        (folder / "src" / f"{document.stem}.ts").write_text(MODULE.format(document=document.read_text()))
    run(folder, "node_modules/relay-compiler/cli.js", "relay.config.json")
    return folder / "persisted.json"


@pytest.fixture(scope="module")
def manifest(peers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(peers, tmp_path_factory.mktemp("relay"))


@pytest.fixture(scope="module")
def operations(manifest: Path) -> dict[str, str]:
    """The text of each by its name."""
    texts = json.loads(manifest.read_text()).values()
    return {text.split("(", 1)[0].split()[1]: text for text in texts}


def test_relay_compiles_every_document(operations: dict[str, str]) -> None:
    assert operations.keys() == {
        "CreatePoleMutation",
        "DashboardQuery",
        "IdentifyAxisMutation",
        "PoleListPaginationQuery",
        "PoleListQuery",
        "PolePageQuery",
        "PoleProjectsPaginationQuery",
        "PoleProjectsQuery",
        "ProjectBoardQuery",
        "TrailSubscription",
    }


def test_a_server_takes_the_manifest_of_relay(manifest: Path, operations: dict[str, str]) -> None:
    trusted = load(manifest, schema)

    assert {name for document in trusted.values() for name in document.costs} == operations.keys()


def test_relay_reads_a_list_page_after_page(operations: dict[str, str], liege: Client) -> None:
    for name in ("Bois", "Chauffage", "Zinc"):
        a_pole(liege, name)
    read, cursor = [], None

    while True:
        page = liege.ask(operations["PoleListPaginationQuery"], bassin="LIEGE", count=1, cursor=cursor)["poles"]
        read += [edge["node"]["name"] for edge in page["edges"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert read == ["Bois", "Chauffage", "Zinc"]


def test_relay_asks_again_for_a_pole_by_its_id(operations: dict[str, str], liege: Client) -> None:
    pole = a_pole(liege)

    first = liege.ask(operations["PoleProjectsQuery"], id=pole)["node"]
    again = liege.ask(operations["PoleProjectsPaginationQuery"], id=pole, count=1)["node"]

    assert first == again
    assert (again["id"], again["name"], again["projects"]["totalCount"]) == (pole, "Chauffage", 0)
