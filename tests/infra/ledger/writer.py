"""A process that appends from several threads and prints what was acknowledged, until it is killed."""

import os
import threading
from uuid import uuid4

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import event


def write(recorder: LedgerRecorder) -> None:
    stream, version = uuid4(), 0
    while True:
        version += 1
        [position] = recorder.insert_events([event(stream, version)])
        os.write(1, f"{position} {stream} {version}\n".encode())


if __name__ == "__main__":
    shared = LedgerRecorder(Database(os.environ["LEDGER_CONNINFO"]))
    for _ in range(4):
        threading.Thread(target=write, args=[shared]).start()
