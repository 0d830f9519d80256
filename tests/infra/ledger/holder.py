"""A process that takes the turn of the ledger, says so, and records once it is told to."""

import os
from contextlib import closing
from uuid import uuid4

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import event

if __name__ == "__main__":
    with closing(LedgerRecorder(Database(os.environ["LEDGER_CONNINFO"]))) as recorder, recorder.turn(lambda: None):
        print("held", flush=True)
        input()
        print(recorder.insert_events([event(uuid4())]), flush=True)
