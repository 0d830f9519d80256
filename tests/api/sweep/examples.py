"""For every mutation, inputs with which it is done on the prepared platform: together they fill every field."""

from typing import Any, NamedTuple
from uuid import UUID

from tests.api.sweep import examples_of_corrections, examples_of_dossiers, examples_of_instances, examples_of_poles
from tests.api.sweep.prepared import Prepared
from tests.infra.commands.stage import ADMINISTRATOR, COORDINATOR, COORDINATOR_OF_NAMUR

BY_ADMINISTRATOR = {"establishInstance", "grantPlatformAccess", "revokePlatformAccess", "linkAccount", "forgetPerson"}
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
    }
    return {
        command: [Example(asked, actor_of(command, asked)) for asked in inputs] for command, inputs in every.items()
    }


def actor_of(command: str, asked: dict[str, Any]) -> UUID:
    if command in BY_ADMINISTRATOR:
        return ADMINISTRATOR
    of_namur = command in BY_NAMUR or "zone" in asked.get("assembly", {}) or "Zone:" in asked.get("entityId", "")
    return COORDINATOR_OF_NAMUR if of_namur else COORDINATOR
