"""What can be done on a pôle, and its next step, cost its page half as much again at most."""

from pathlib import Path

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_infra.console.register.documents import texts
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import TODAY
from tests.bench.page_fields import FIELDS, page_ratio, without_fields
from tests.plans.sample import BASSIN
from tests.running import serving

EVENTS = 20_000
ROUNDS = 200
MAX_RATIO = 1.5
POLE = """
    select pole from read.decision where bassin = %s and to_position is null group by pole order by count(*) desc, 1
    limit 1
"""


@pytest.mark.timing("Other work takes the processors from one of the two pages in turn.")
def test_the_page_of_a_pole_takes_half_as_much_again_at_most(database: Database, tmp_path: Path) -> None:
    simulate(database, EVENTS, SEED)
    rebuild(database, PROJECTIONS)
    with psycopg.connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        [(pole,)] = connection.execute(POLE, [BASSIN]).fetchall()
    with serving(database, tmp_path, statement_timeout=60, operation_timeout=60) as api:
        by = api.granted("coordination-pages", Role.COORDINATOR, BASSIN)
        variables = {"id": f"Pole:{pole}", "signedIn": True, "today": TODAY.isoformat()}

        ratio = page_ratio(by, variables, rounds=ROUNDS)

    print(f"page of a pôle with both fields to the page with neither: {ratio:.2f}")
    assert ratio <= MAX_RATIO


def test_the_page_without_the_fields_asks_for_all_the_rest() -> None:
    bare = without_fields(texts()["pole"], FIELDS)

    assert not any(name in bare for name in FIELDS)
    assert "projects(first: 20, after: $projectsAfter)" in bare
