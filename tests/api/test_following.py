"""Many who follow in one process, and one who is slow: what is read for them, and what they are given."""

import asyncio

from efe_graphql.schema import schema
from efe_infra.read_model.position_watch import PositionWatch
from tests.api.followers import ROOM, Process, Results, data, played, settled
from tests.api.given import Api, Client


async def seq(results: Results) -> int:
    found: int = data(await anext(results))["auditEntries"]["seq"]
    return found


def test_an_entry_is_read_once_for_all_who_follow(api: Api, liege: Client) -> None:
    async def scene(process: Process) -> None:
        everyone = [await process.subscribed() for _ in range(100)]
        waiting = [asyncio.create_task(seq(results)) for results in everyone]
        await settled(process, 100)
        before = process.reads.count
        await process.identify("Carreleur")
        seen = await asyncio.gather(*waiting)
        asked = process.reads.count - before
        for results in everyone:
            await results.aclose()

        assert (set(seen), asked) == ({3}, 1)
        assert process.live.followers == 0

    played(api, scene)


def test_who_is_slow_is_given_everything_in_order(api: Api, liege: Client) -> None:
    async def scene(process: Process) -> None:
        slow = await process.subscribed("0")
        seen = [await seq(slow)]
        for number in range(4 * ROOM):
            await process.identify(f"Métier {number}")
        await settled(process, 1)
        lost = [feed.lost for feeds in process.live._feeds.values() for feed in feeds]
        while len(seen) < 2 + 4 * ROOM:
            seen.append(await seq(slow))
        await process.identify("Carreleur")
        seen.append(await seq(slow))
        await slow.aclose()

        assert lost == [True]
        assert seen == list(range(1, 4 * ROOM + 4))

    played(api, scene)


def test_what_comes_while_the_past_is_read_is_neither_lost_nor_told_twice(api: Api, liege: Client) -> None:
    async def scene(process: Process) -> None:
        results = await process.subscribed("0")
        seen = []
        for number in range(20):
            await process.identify(f"Métier {number}")
            seen.append(await seq(results))
        while len(seen) < 22:
            seen.append(await seq(results))
        await results.aclose()

        assert seen == list(range(1, 23))

    played(api, scene)


def test_an_entry_that_the_client_has_is_not_told_when_the_reader_comes_to_it(api: Api, liege: Client) -> None:
    late = PositionWatch()

    async def scene(process: Process) -> None:
        await process.identify("Carreleur")
        results = await process.subscribed("3")
        told = asyncio.create_task(seq(results))
        await settled(process, 1)
        late.reached(3)
        await process.identify("Plafonneur")
        late.reached(4)

        assert await told == 4
        await results.aclose()

    played(api, scene, late)


def test_a_subscription_that_lasts_keeps_nothing_of_what_it_has_read(api: Api, liege: Client) -> None:
    async def scene(process: Process) -> None:
        context = await process.context()
        query = "subscription { auditEntries(bassin: LIEGE) { seq subject { id } actor { id } } }"
        results = await schema.subscribe(query, context_value=context)
        loaders = []
        for number in range(3):
            task = asyncio.create_task(seq(results))
            await settled(process, 1)
            await process.identify(f"Métier {number}")
            await task
            loaders.append(context.rows)
        await results.aclose()

        assert len({id(rows) for rows in loaders}) == 3

    played(api, scene)


def test_an_answer_for_which_no_resolver_ran_is_the_same_for_all_who_ask_it_and_any_other_is_not(
    api: Api, liege: Client
) -> None:
    plain = "subscription { auditEntries(bassin: LIEGE) { seq kind } }"
    resolved = "subscription { auditEntries(bassin: LIEGE) { seq rule { key } } }"

    async def scene(process: Process) -> None:
        everyone = [
            await schema.subscribe(query, context_value=await process.context())
            for query in (plain, plain, resolved, resolved)
        ]
        tasks = [asyncio.create_task(anext(results)) for results in everyone]
        await settled(process, 4)
        await process.identify("Carreleur")
        one, other, third, fourth = [data(await task) for task in tasks]
        for results in everyone:
            await results.aclose()

        assert one["auditEntries"]["seq"] == third["auditEntries"]["seq"] == 3
        assert one is other
        assert third == fourth
        assert third is not fourth

    played(api, scene)
