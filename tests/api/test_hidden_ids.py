"""Hidden and missing objects: the same refusal, after the same statements."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from efe_domain.commands.handler import MIN_STREAM_READS
from efe_domain.commands.unit_of_work import LedgerReads
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_graphql.request.context import open_context
from efe_graphql.schema import schema
from efe_infra.following.live_trail import LiveTrail
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import READ_ERRORS, ports_of
from efe_projections.engine.query import ReadQuery
from tests.api.decisions import propose
from tests.api.given import Api, mutation
from tests.api.meetings import convened
from tests.api.opinions import an_adopted_list, an_analysis, an_opinion
from tests.api.projects import a_constituted_pole, emerge

pytestmark = pytest.mark.platform("module")

COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("recordReminder", {"analysisId": "Analysis", "note": "Appel."}),
    ("writeSynthesis", {"analysisId": "Analysis", "text": "Trente postes."}),
    ("adoptOpinion", {"opinionId": "Opinion"}),
    ("amendThemes", {"themeListId": "ThemeList", "title": "Autres", "themes": []}),
    ("submitProject", {"projectId": "Project"}),
    ("leaveProject", {"projectId": "Project", "poleId": "own", "reason": "Autres priorités."}),
    ("reportProgress", {"projectId": "Project", "poleId": "own", "report": "En cours."}),
    ("completeProject", {"projectId": "Project", "result": "Fait."}),
    ("leaveProject", {"projectId": "Project", "poleId": "own", "reason": " "}),
    ("communicateDecision", {"decisionId": "Decision"}),
    ("cancelMeeting", {"meetingId": "Meeting", "reason": "Grève."}),
]


class CountingPlatform(Platform):
    """Tells what it reads of the ledger."""

    statements: list[str]

    def read_stream(self, stream: UUID, *, after: int, reads: LedgerReads) -> list[Event]:
        self.statements.append("stream")
        return super().read_stream(stream, after=after, reads=reads)


class CountingReads(PooledReads):
    """Tells what it reads of the tables."""

    statements: list[str]

    async def _fetch(self, *queries: ReadQuery[Any]) -> list[list[Any]]:
        self.statements.extend(query.sql for query in queries)
        return await super()._fetch(*queries)


@pytest.fixture
def platform(database: Database, api: Api) -> Iterator[CountingPlatform]:
    with CountingPlatform(env=ledger_env(database)) as counting:
        yield counting


@pytest.fixture(scope="module")
def hidden(module_api: Api) -> dict[str, str]:
    """Returns one object of each kind that Liège keeps to itself. No case changes them: every command is refused."""
    liege = module_api.coordinator(Bassin.LIEGE)
    pole, _ = a_constituted_pole(liege)
    return {
        "Analysis": an_analysis(liege),
        "Opinion": an_opinion(liege),
        "ThemeList": an_adopted_list(liege)["id"],
        "Project": emerge(liege, pole),
        "Decision": propose(liege, pole)["id"],
        "Meeting": convened(liege, {"poleId": pole}),
    }


@pytest.fixture(scope="module")
def own(module_api: Api) -> str:
    """A pôle of who asks."""
    pole, _ = a_constituted_pole(module_api.coordinator(Bassin.NAMUR), Bassin.NAMUR)
    return pole


async def statements(
    api: Api, platform: CountingPlatform, command: str, asked: dict[str, Any]
) -> tuple[Any, Sequence[str]]:
    """The answer to a coordinator of Namur, and what was asked of the database for it."""
    account = api.account(f"coordination-{Bassin.NAMUR}")
    watch, running = PositionWatch(), replace(api.installation, platform=platform)
    found = list[str]()
    async with CountingReads(api.installation.database, errors=READ_ERRORS) as reads:
        reads.statements = platform.statements = found
        ports = ports_of(running, reads, LiveTrail(reads, watch), watch.wait_async)
        context = await open_context(ports, account=account, now=datetime.now(UTC), correlation_id="")
        found.clear()
        answer = await schema.execute(mutation(command), {"input": asked}, context_value=context)
    assert not answer.errors
    assert answer.data
    return answer.data[command]["userErrors"], list(found)


@pytest.mark.anyio
@pytest.mark.parametrize(("command", "given"), COMMANDS)
async def test_a_hidden_id_is_refused_as_one_that_is_not_there(
    api: Api,
    platform: CountingPlatform,
    hidden: dict[str, str],
    own: str,
    command: str,
    given: dict[str, Any],
) -> None:
    asked = {name: own if value == "own" else value for name, value in given.items()}
    [name] = [name for name, value in asked.items() if value in list(hidden)]
    there, nowhere = asked | {name: hidden[asked[name]]}, asked | {name: f"{asked[name]}:{uuid4()}"}

    answers = [await statements(api, platform, command, asked) for asked in (nowhere, there, nowhere, there)]
    tries = [await statements(api, platform, command, {**asked, "dryRun": True}) for asked in (nowhere, there)]

    codes = {each["code"] for errors, _ in (*answers, *tries) for each in errors}
    assert codes == {"NOT_FOUND"}
    assert [asked for _, asked in (*answers, *tries)] == [answers[0][1]] * 6
    assert answers[0][1].count("stream") == MIN_STREAM_READS
    assert [errors for errors, _ in tries] == [errors for errors, _ in answers[:2]]
