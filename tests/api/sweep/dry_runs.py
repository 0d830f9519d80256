"""Dry runs of the commands that have one."""

from typing import Any

from tests.api.sweep.examples import Example
from tests.api.sweep.fields import INVITING
from tests.api.sweep.world import World

WITHOUT = {"registerPerson", "linkAccount", "inviteAccount"} | INVITING
"""They write to the vault alone, at once: no dry run."""
TRIED = """mutation ($input: %sInput!) { %s(input: $input) {
    position userErrors { code message path } consequences { hiddenEvents entities { id } }
    planned { kind effectiveOn sentence rule { key } subject { id } }
} }"""


def tried(world: World, command: str, example: Example) -> dict[str, Any]:
    """The payload of the dry run of a command."""
    body = {
        "query": TRIED % (command[0].upper() + command[1:], command),
        "variables": {"input": {**example.asked, "dryRun": True}},
    }
    answer = world.send(body, example.by).body
    assert "errors" not in answer, answer["errors"]
    payload: dict[str, Any] = answer["data"][command]
    return payload
