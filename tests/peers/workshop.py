"""A client application in TypeScript: the documents of tests/peers/documents, typed by graphql-codegen."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.peers.node import HERE, node

SCHEMA = HERE.parents[1] / "graphql" / "schema.graphql"
DOCUMENTS = HERE / "documents"


def workshop(peers: Path, folder: Path) -> Path:
    """A folder with the contract and the documents, where the pinned packages are found."""
    (folder / "node_modules").symlink_to(peers / "node_modules", target_is_directory=True)
    shutil.copytree(DOCUMENTS, folder / "documents")
    shutil.copy(SCHEMA, folder)
    return folder


def generated(peers: Path, folder: Path) -> Path:
    """The application with the types of its documents, and the manifest of those."""
    shutil.copytree(HERE / "application", workshop(peers, folder), dirs_exist_ok=True)
    run(folder, "node_modules/@graphql-codegen/cli/cjs/bin.js", "--config", "codegen.json")
    return folder


def run(folder: Path, script: str, *arguments: str) -> str:
    done = node(script, *arguments, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(folder: Path, script: str, *arguments: str) -> dict[str, Any]:
    """Returns the JSON output of a client program."""
    found: dict[str, Any] = json.loads(run(folder, script, *arguments))
    return found
