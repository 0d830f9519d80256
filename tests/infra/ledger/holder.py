"""A process that takes the turn of the ledger in the way that it is told, says so, and goes on once it is told to."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from itertools import chain, repeat
from typing import Any, Final
from unittest.mock import patch
from uuid import uuid4

from efe_domain.shared.ledger import Append, Search
from efe_infra.ledger import append_call
from efe_infra.ledger.append_request import phantom_check_parameters
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import appended, event, like

SEARCHES: Final = [Search(["efe"], ["pole"], 0)]
_first: Final = chain([True], repeat(False))


def held() -> None:
    """The first time only: what is lost is sent again."""
    if next(_first):
        print("held", flush=True)
        input()


def parameters(search: Search, before: int) -> Sequence[Any]:
    """Asked for between two statements."""
    held()
    return phantom_check_parameters(search, before)


def decide(recorder: LedgerRecorder) -> Sequence[int]:
    with recorder.exclusive_lock(lambda: None):
        held()
        return recorder.insert_events([event(uuid4())])


def search(recorder: LedgerRecorder) -> Sequence[int]:
    return recorder.insert_events([event(uuid4())], searches=SEARCHES)


def search_together(recorder: LedgerRecorder) -> Sequence[int]:
    [event] = appended(like(uuid4())).events
    return recorder.insert_together([Append([event], (), None, SEARCHES)])


WAYS: Final[Mapping[str, Callable[[LedgerRecorder], Sequence[int]]]] = {
    each.__name__: each for each in (decide, search, search_together)
}

if __name__ == "__main__":
    with (
        patch.object(append_call, "phantom_check_parameters", parameters),
        closing(LedgerRecorder(Database(os.environ["LEDGER_CONNINFO"]))) as recorder,
    ):
        print(WAYS[sys.argv[1]](recorder))
