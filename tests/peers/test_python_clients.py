"""Applications on gql and on a client that ariadne-codegen generated, against the running server."""

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.given import LONG_AGO, Client, a_pole
from tests.peers.environments import environment, run
from tests.peers.node import HERE
from tests.peers.workshop import DOCUMENTS, SCHEMA

PYTHON = HERE / "python"


def told(program: str, name: str, by: Client, *, folder: Path) -> dict[str, Any]:
    """Returns the JSON output of a client program of an environment."""
    python = environment(name) / "python"
    found: dict[str, Any] = json.loads(run(python, program, f"{by.http.url}/graphql", by.token, folder=folder))
    return found


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("python") / "application"
    shutil.copytree(PYTHON, folder)
    shutil.copytree(DOCUMENTS, folder / "documents")
    shutil.copy(SCHEMA, folder)
    run(environment("ariadne") / "ariadne-codegen", "--config", "ariadne.toml", folder=folder)
    return folder


def test_an_application_on_gql_reads_acts_and_follows(workshop: Path, liege: Client) -> None:
    a_pole(liege)

    seen = told("gql_client.py", "gql", liege, folder=workshop)

    [refused] = seen["refused"]
    assert seen["instance"] == "Instance bassin EFE – Liège"
    assert (seen["created"]["pole"]["name"], seen["repeated"]) == ("Bois", True)
    assert (refused["__typename"], refused["rule"]["key"]) == ("RuleRefused", "PS-NB")
    assert (seen["heard"], seen["code"]) == ("pole.created.v1", "UNAUTHENTICATED")


def test_an_application_on_a_generated_client_reads_acts_and_follows(workshop: Path, liege: Client) -> None:
    a_pole(liege)

    seen = told("ariadne_client.py", "ariadne", liege, folder=workshop)

    assert seen == {
        "instance": ["Instance bassin EFE – Liège", LONG_AGO.isoformat()],
        "created": "Bois",
        "repeated": True,
        "refused": "PS-NB",
        "heard": ["pole.created.v1", "datetime"],
        "code": "UNAUTHENTICATED",
    }


def test_the_generated_client_holds_an_application_to_the_contract(workshop: Path) -> None:
    python = environment("ariadne") / "python"
    mypy = (sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--python-executable", python)
    program = (workshop / "ariadne_client.py").read_text()
    (workshop / "wrong.py").write_text(program.replace("instance.name", "instance.nom"))

    with pytest.raises(AssertionError) as judged:
        run(*mypy, "ariadne_client.py", "wrong.py", folder=workshop)

    assert re.search('^wrong.py.* has no attribute "nom".*\nFound 1 error in 1 file', str(judged.value), re.MULTILINE)
