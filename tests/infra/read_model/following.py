"""A process that keeps the read model of the sample up with the ledger, until it is killed."""

import os
import sys
import threading

from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.runner import Runner
from tests.infra.read_model.sample import SAMPLE

if __name__ == "__main__":
    database = Database(os.environ["READ_MODEL_CONNINFO"])
    with Runner(database, SAMPLE, PositionWatch(), page_size=int(sys.argv[1]), lease=float(sys.argv[2])):
        threading.Event().wait()
