import shutil
from pathlib import Path

from tests.peers.node import HERE, node

CONTRACT = HERE.parents[1] / "graphql"


def test_the_contract_keeps_to_the_rules_of_its_linter(peers: Path) -> None:
    for name in ("schema.graphql", "eslint.config.mjs"):
        shutil.copy(CONTRACT / name, peers)

    linted = node("node_modules/eslint/bin/eslint.js", "--max-warnings=0", "schema.graphql", folder=peers)

    assert linted.returncode == 0, linted.stdout + linted.stderr
