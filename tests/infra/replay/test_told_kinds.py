"""The audit trail tells every kind of event that a command records, with its author and with names."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

from efe_domain.access.grants import Role
from efe_domain.catalogue import all_events
from efe_domain.instance.events import InstanceEstablished
from efe_domain.shared.bassins import Bassin
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.api.given import Client
from tests.infra.read_model.world import World
from tests.infra.replay.histories import IN_ISOLATION, Streams
from tests.running import serving

TRAIL = """
    query ($bassin: Bassin!, $after: String) { auditTrail(bassin: $bassin, first: 100, after: $after) {
        pageInfo { hasNextPage endCursor } edges { node { kind told } }
    } }
"""
SAID = re.compile("^[^:]+? a [a-zé]")
"""What follows the author: a verb."""


def told(by: Client, bassin: str) -> Iterator[tuple[str, str]]:
    after = None
    while True:
        page = by.ask(TRAIL, bassin=bassin, after=after)["auditTrail"]
        yield from ((each["node"]["kind"], each["node"]["told"]) for each in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def test_every_kind_of_event_is_told_with_its_author_and_with_names(
    database: Database, tmp_path: Path, commands_done: Sequence[Streams]
) -> None:
    events = [*chain.from_iterable(commands_done[1])]
    established = [Bassin(event.bassin) for event in events if isinstance(event, InstanceEstablished)]
    with closing(LedgerRecorder(database)) as recorder:
        World(database, recorder).record(*events)
    entries: dict[str, set[str]] = {}
    with serving(database, tmp_path) as api:
        auditor = api.granted("audit", Role.AUDITOR)
        for bassin in established:
            for kind, words in told(auditor, bassin.name):
                entries.setdefault(kind, set()).add(words)

    assert entries.keys() >= {event.TOPIC for event in events}
    assert entries.keys() | IN_ISOLATION == all_events().keys()
    assert {kind for kind, words in entries.items() if not all(map(SAID.search, words))} == set()
