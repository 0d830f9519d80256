"""Streams that commands look up by the entity that they name: a longer ledger makes no command read more."""

from collections.abc import Iterator
from typing import Any, LiteralString, cast
from uuid import UUID

import psycopg
import pytest

from efe_domain.meeting.events import JointMeetingKey, MeetingConvened
from efe_domain.platform import Platform
from efe_domain.pole.events import MemberDesignated
from efe_domain.project.invitation_events import PoleInvited
from efe_domain.project.refusals import AlreadyTakingPart
from efe_domain.shared.ledger import StreamLink
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.ledger.search_sql import LINKED_SQL
from efe_infra.postgres.database import Database, DatabaseRole
from tests.domain.given import TODAY, some_id
from tests.infra.commands.conftest import Opening
from tests.infra.commands.joint_meeting_stage import JOINT, meet_today
from tests.infra.commands.overtaking import on_each_scan
from tests.infra.commands.project_stage import TOGETHER
from tests.infra.commands.stage import COORDINATOR, HALL, TRAINING, Stage, by

EVENTS = 2_000
LONGER: LiteralString = """
    insert into ledger.event
    select last.position + nth, clock_timestamp(), gen_random_uuid(), 1, topic, convert_to(state, 'UTF8'), '\\x00'
    from (select max(position) as position from ledger.event) as last, generate_series(1, %(events)s) as nth,
        lateral (
            select (%(topics)s::text[])[1 + nth %% 3] as topic,
                format((%(states)s::text[])[1 + nth %% 3], md5(nth::text)::uuid) as state
        ) as event
"""


def test_joint_meetings_and_invitations_scan_no_ledger(stage: Stage, opening: Opening) -> None:
    platform, project, scans = opening(Platform), stage.projects.led, list[None]()
    on_each_scan(platform, lambda: scans.append(None))
    day, venue, agenda = TOGETHER
    joint, own, again = some_id("a joint meeting"), some_id("a meeting of its own"), some_id("another of its own")
    with by(COORDINATOR):
        platform.call_joint_meeting(project, stage.constituted, joint, TODAY, venue, agenda)
        key = JointMeetingKey(project=project, meeting=joint)
        platform.convene_pole(own, stage.companion, TODAY, HALL, joint=key)
        with pytest.raises(AlreadyTakingPart):
            platform.convene_pole(again, stage.companion, TODAY, HALL, joint=key)
        platform.call_joint_meeting(
            project, stage.constituted, joint, day, venue, agenda, replaces=1, reason="Grève."
        )
        platform.cancel_joint_meeting(project, stage.constituted, joint, 2, "Grève.")

    assert len(scans) == 0


def test_a_pole_is_found_by_the_operator_that_a_rectification_names(stage: Stage, database: Database) -> None:
    operator, pole = some_id("an operator"), some_id("a pôle")
    state = f'{{"patches":[{{"fields":{{"operator":"{operator}"}}}}]}}'
    with psycopg.connect(database.admin) as connection:
        connection.execute(
            "insert into ledger.event"
            " select position + 1, recorded_at, %s, 1, 'pole.rectified.v1', %s, '' from ledger.head",
            [pole, state.encode()],
        )
    recorder = cast("LedgerRecorder", stage.platform.recorder)

    assert recorder.streams_linked(StreamLink.POLE_OF_OPERATOR, operator) == [(pole, "pole")]


@pytest.mark.parametrize("link", StreamLink)
def test_a_longer_ledger_makes_a_lookup_read_no_more(stage: Stage, database: Database, link: StreamLink) -> None:
    project = meet_today(stage)
    keys = {
        StreamLink.INVITATION_TO_PROJECT: project,
        StreamLink.MEETING_OF_JOINT_ONE: JOINT,
        StreamLink.POLE_OF_OPERATOR: TRAINING,
    }
    key = keys[link]

    reads = []
    for events in (EVENTS, 3 * EVENTS):
        lengthen(database, events)
        reads.append(read_by(database, link, key))

    (pages, rows), (pages_later, rows_later) = reads
    recorder = cast("LedgerRecorder", stage.platform.recorder)
    assert recorder.streams_linked(link, key) == recorder.streams_naming([str(key)], [link.kind])
    assert rows_later == rows <= 10
    assert pages_later <= pages + 2 <= 20


def lengthen(database: Database, events: int) -> None:
    with psycopg.connect(database.admin) as connection:
        topics = [PoleInvited.TOPIC, MeetingConvened.TOPIC, MemberDesignated.TOPIC]
        states = ['{"project":"%s"}', '{"joint":{"meeting":"%s"}}', '{"operator":"%s"}']
        connection.execute(LONGER, {"events": events, "topics": topics, "states": states})
        connection.execute("analyze ledger.event")


def read_by(database: Database, link: StreamLink, key: UUID) -> tuple[int, int]:
    """The pages and rows that the lookup reads."""
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("set plan_cache_mode = force_generic_plan")
        explain: LiteralString = "explain (analyze, buffers, format json) "
        [[[plan]]] = connection.execute(explain + LINKED_SQL[link], {"key": str(key)}).fetchall()
    top = plan["Plan"]
    rows = sum(each["Actual Rows"] for each in nodes(top) if "Relation Name" in each)
    return top["Shared Hit Blocks"] + top["Shared Read Blocks"], rows


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)
