"""Inputs for every mutation on the prepared platform; together they fill every field."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from tests.api.sweep import (
    examples_of_api_tokens,
    examples_of_composites,
    examples_of_corrections,
    examples_of_dossiers,
    examples_of_instances,
    examples_of_invitations,
    examples_of_poles,
)
from tests.api.sweep.fields import ACCEPTING, COMMON, input_type, mutations
from tests.api.sweep.prepared import Prepared
from tests.infra.commands.stage import ADMINISTRATOR, COORDINATOR, COORDINATOR_OF_NAMUR, NOBODY, TRAINING

BY_ADMINISTRATOR = {
    "establishInstance",
    "grantPlatformAccess",
    "revokePlatformAccess",
    "linkAccount",
    "forgetPerson",
    "declareService",
}
MANY_EXAMPLES: Final = 12
"""Examples of a command from which on a test may try a share of them."""
BY_NAMUR = {"designateZoneRepresentative", "endZoneRepresentative"}


class Example(NamedTuple):
    """An input, and the account by which it is done."""

    asked: dict[str, Any]
    by: UUID


def examples(prepared: Prepared) -> dict[str, list[Example]]:
    every = {
        **examples_of_instances.inputs(prepared),
        **examples_of_poles.inputs(prepared),
        **examples_of_dossiers.inputs(prepared),
        **examples_of_corrections.inputs(prepared),
        **examples_of_composites.inputs(prepared),
        **examples_of_invitations.inputs(prepared),
        **examples_of_api_tokens.inputs(prepared),
    }
    every |= {
        command: [asked]
        for command in mutations()
        if command not in every and (asked := with_texts(command, prepared))
    }
    every = {command: with_later_texts(command, inputs) for command, inputs in every.items()}
    return {
        command: [Example(asked, actor_of(command, asked)) for asked in inputs] for command, inputs in every.items()
    }


def with_texts(command: str, prepared: Prepared) -> dict[str, Any]:
    """An input of entities and texts; empty if the command needs anything else, so that it needs an example here."""
    stage = prepared.stage
    known = {
        "bassin": "LIEGE",
        "poleId": f"Pole:{stage.constituted}",
        "meetingId": f"Meeting:{stage.held}",
        "operatorId": f"Operator:{TRAINING}",
        "decisionId": f"Decision:{stage.decisions.objected}",
        "projectId": f"Project:{stage.projects.emerged}",
    }
    needed = {
        name: str(each.type) for name, each in input_type(command).fields.items() if str(each.type).endswith("!")
    }
    if any(name not in known and kind != "String!" for name, kind in needed.items()):
        return {}
    return {name: known.get(name, "Nouveau texte") for name in needed}


def with_later_texts(command: str, inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds to the first input the optional texts that none of them has."""
    given = {name for each in inputs for name in each}
    fields = input_type(command).fields
    texts = {name for name, each in fields.items() if str(each.type) == "String"} - COMMON - given
    return [{**inputs[0], **dict.fromkeys(sorted(texts), "Nouveau texte")}, *inputs[1:]]


def actor_of(command: str, asked: dict[str, Any]) -> UUID:
    if command == ACCEPTING:
        return NOBODY
    if command in BY_ADMINISTRATOR:
        return ADMINISTRATOR
    of_namur = command in BY_NAMUR or "zone" in asked.get("assembly", {}) or "Zone:" in asked.get("entityId", "")
    return COORDINATOR_OF_NAMUR if of_namur else COORDINATOR


def some(examples: Sequence[Example]) -> Sequence[Example]:
    """Returns all but those of `rectify`, which has one for each kind of fact: rights are of the command."""
    return examples[:: 1 + len(examples) // MANY_EXAMPLES]
