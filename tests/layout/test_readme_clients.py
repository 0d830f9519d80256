"""The clients that the README of the contract names are those that are pinned."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "tests" / "peers"


def pinned() -> dict[str, str]:
    packages: dict[str, str] = json.loads((PEERS / "package.json").read_text("utf-8"))["dependencies"]
    lines = [line for pins in (PEERS / "python").glob("*.txt") for line in pins.read_text("utf-8").splitlines()]
    return packages | dict(line.split("==") for line in lines)


def test_a_client_is_named_with_the_version_that_is_tried() -> None:
    readme = (ROOT / "graphql" / "README.md").read_text("utf-8")

    named = dict(re.findall(r"^\| `([^`]+)` \| (\d+\.\d+\.\d+) \|", readme, re.MULTILINE))

    assert len(named) == 13
    assert {name: pinned().get(name) for name in named} == named
    assert f"`@graphql-inspector/core` {pinned()['@graphql-inspector/core']}" in readme
