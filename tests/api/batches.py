"""Batches of commands as a client sends them."""

from typing import Any

from tests.api.given import REFUSED, Client

PERFORM = f"""
    mutation ($commands: [CommandInput!]!, $atomic: Boolean! = true) {{
        performAll(commands: $commands, atomic: $atomic) {{
            id position repeated userErrors {{ {REFUSED} }}
        }}
    }}
"""
"""Answers each command with what is wrong with it."""


def performed(by: Client, *commands: dict[str, Any], atomic: bool = True) -> list[dict[str, Any]]:
    """Sends the commands in one mutation, and returns the answer to each."""
    answers: list[dict[str, Any]] = by.ask(PERFORM, commands=commands, atomic=atomic)["performAll"]
    return answers
