"""A register in which every deed was done."""

from contextlib import suppress

import psycopg

from efe_domain.shared.errors import Refusal
from efe_graphql.types.nodes import ENTITIES
from tests.api.given import Api
from tests.infra.commands.every_deed import DEEDS, who_may
from tests.infra.commands.stage import Stage, by


def staged(api: Api) -> Stage:
    return Stage(api.installation.platform)


def act(stage: Stage, *deeds: str) -> None:
    """Each by somebody who may; one that another made impossible is left aside."""
    for deed in deeds or DEEDS:
        with by(who_may(deed)[0]), suppress(Refusal):
            DEEDS[deed](stage)


def entities(api: Api) -> list[str]:
    """The ids of all of them, whoever may see them."""
    with psycopg.connect(api.installation.database.admin) as connection:
        found = connection.execute("select distinct split_part(topic, '.', 1), originator_id from ledger.event")
        return sorted(f"{ENTITIES[kind].__name__}:{entity}" for kind, entity in found)
