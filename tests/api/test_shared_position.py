"""The position of a query is read with the rights of who asks, for all its root fields that wait for nothing."""

import asyncio
from datetime import UTC, datetime
from functools import partial

from efe_domain.shared.axis import Axis, AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from efe_graphql.request.context import Context, open_context
from efe_graphql.schema import schema
from efe_infra.composition import watching
from efe_infra.following.live_trail import LiveTrail
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import READ_ERRORS, ports_of
from tests.api.given import LONG_AGO, TODAY, Api, Client

COORDINATOR = f"coordination-{Bassin.LIEGE}"
PATIENCE = 30
POSITIONS = """
    query ($at: Position) {
        one: meta { position } two: meta { position } waiting: meta(minPosition: $at) { position }
    }
"""


def identify(api: Api, label: str) -> int:
    with in_context(CommandContext(actor=str(api.account(COORDINATOR)), today=TODAY)):
        axis = Axis(AxisKind.METIER, label)
        return api.installation.platform.identify_axis(Bassin.LIEGE, axis, on=LONG_AGO).position


async def positions(context: Context, at: int | None) -> list[int]:
    result = await schema.execute(POSITIONS, variable_values={"at": at and str(at)}, context_value=context)
    assert result.data
    return [int(each["position"]) for each in result.data.values()]


def test_what_is_recorded_meanwhile_is_seen_by_who_waits_for_it_and_after_the_rights_are_renewed(
    api: Api, liege: Client
) -> None:
    async def scene() -> None:
        with watching(api.installation) as watch:
            async with PooledReads(api.installation.database, errors=READ_ERRORS) as reads:
                ports = ports_of(api.installation, reads, LiveTrail(reads, watch), watch.wait_async)
                opened = partial(open_context, ports, account=api.account(COORDINATOR), correlation_id="")
                context = await opened(now=datetime.now(UTC))
                before = await reads.position()
                after = await asyncio.to_thread(identify, api, "Carreleur")
                await watch.wait_async(after, PATIENCE)

                shared = await positions(context, after)
                await context.renew(datetime.now(UTC))
                renewed = await positions(context, None)

                assert shared == [before, before, after]
                assert renewed == [after] * 3

    api.http.portal.call(scene)
