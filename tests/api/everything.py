"""A register in which every command was done."""

from contextlib import suppress

import psycopg

from efe_domain.shared.errors import Refusal
from efe_graphql.types.nodes import ENTITIES
from tests.api.given import Api
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.stage import Stage, by


def staged(api: Api) -> Stage:
    return Stage(api.installation.platform)


def act(stage: Stage, *commands: str) -> None:
    """Each by somebody who may; one that another made impossible is left aside."""
    for command in commands or COMMANDS:
        with by(who_may(command)[0]), suppress(Refusal):
            COMMANDS[command](stage)


def entities(api: Api) -> list[str]:
    """The ids of all of them, whoever may see them. A name or a number that is reserved is none."""
    with psycopg.connect(api.installation.database.admin) as connection:
        found = connection.execute(
            "select distinct split_part(topic, '.', 1), originator_id from ledger.event"
            " where topic not in ('pole.name-reserved.v1', 'operator.number-reserved.v1')"
        )
        return sorted(f"{ENTITIES[kind].__name__}:{entity}" for kind, entity in found)
