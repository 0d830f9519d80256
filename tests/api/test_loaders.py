"""A page of many objects costs as many queries as a page of one."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from efe_domain.shared.bassins import Bassin
from efe_graphql.request.context import open_context
from efe_graphql.request.loaders import PeopleLoader
from efe_graphql.schema import schema
from efe_infra.composition import Installation
from efe_infra.following.live_trail import LiveTrail
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import READ_ERRORS, ports_of
from efe_projections.engine.query import ReadQuery
from tests.api.given import Api, Client, a_pole, composed

DUBOIS = {"givenName": "Zoé", "familyName": "Dubois"}
PAGE = """
    {
        poles(first: FIRST) {
            edges {
                node {
                    state daysLeft instance { name }
                    dossier {
                        memberships { operator { name sites { id } } representative { familyName } }
                        composition { complete }
                        terms { ends } evaluations { conclusion } modalities { agreedOn }
                    }
                }
            }
        }
    }
"""


class CountingReads(PooledReads):
    """The reads themselves, and how many there were."""

    count = 0

    async def fetch[T: msgspec.Struct](self, query: ReadQuery[T]) -> list[T]:
        self.count += 1
        return await super().fetch(query)


async def queries_for(installation: Installation, api: Api, first: int) -> int:
    async with CountingReads(installation.database, errors=READ_ERRORS) as reads:
        watch = PositionWatch()
        ports = ports_of(installation, reads, LiveTrail(reads, watch), watch.wait_async)
        account = api.account(f"coordination-{Bassin.LIEGE}")
        context = await open_context(ports, account=account, now=datetime.now(UTC), correlation_id="")
        answer = await schema.execute(PAGE.replace("FIRST", str(first)), context_value=context)
        assert answer.errors is None
        return reads.count


def test_a_page_of_many_costs_as_many_queries_as_a_page_of_one(api: Api, liege: Client) -> None:
    for name in ("Bois", "Chauffage", "Zinc"):
        a_pole(liege, name)
    poles = liege.ask("{ poles { edges { node { id } } } }")["poles"]["edges"]
    members = composed(liege, poles[0]["node"]["id"])
    for edge in poles[1:]:
        for member in members:
            liege.done("designateMember", "pole { id }", poleId=edge["node"]["id"], operatorId=member)

    one, many = (api.http.portal.call(queries_for, api.installation, api, first) for first in (1, 3))

    assert many == one


def test_a_task_that_is_cancelled_leaves_a_shared_person_to_the_others(api: Api, liege: Client) -> None:
    person = UUID(liege.done("registerPerson", "person { id }", **DUBOIS)["id"].partition(":")[2])

    async def names_after_one_has_left() -> list[str | None]:
        people = PeopleLoader(api.installation.vault)

        async def name() -> str | None:
            on_file = await people.person(person)
            return on_file.family_name if on_file else None

        leaving, *others = (asyncio.create_task(name()) for _ in range(3))
        await asyncio.sleep(0)
        leaving.cancel()
        return await asyncio.gather(*others)

    assert asyncio.run(names_after_one_has_left()) == [DUBOIS["familyName"]] * 2
