"""All reads on one database: by whom, as of when, planned how, and what of it is at fault."""

from collections.abc import Generator, Iterator
from typing import Any

import msgspec
import psycopg

from efe_infra.postgres.database import Database, DatabaseRole
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import VISITOR, Viewer
from tests.plans.asked import PAGE, Asked, Kind, all_reads
from tests.plans.explained import Explained, Explainer, Mode
from tests.plans.judged import faults
from tests.plans.sample import BASSIN, sample

_SIZES = """
    select relname, greatest(reltuples, 0)::bigint
    from pg_class where relnamespace = 'read'::regnamespace and relkind = 'r'
"""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One statement: `how` tells of the viewer, the moment and the way it was planned."""

    asked: Asked
    how: str
    found: Explained
    faults: list[str]

    def __str__(self) -> str:
        return f"{self.asked.name} ({self.how}): {'; '.join(self.faults)}"


def survey(database: Database, read: str = "") -> Generator[Seen]:
    """Surveys all reads, or those whose names begin so."""
    with (
        psycopg.connect(database.conninfo(DatabaseRole.PROJECTOR), autocommit=True) as seeing,
        Explainer(database) as explainer,
    ):
        sizes: dict[str, int] = dict(seeing.execute(_SIZES).fetchall())
        taken = sample(seeing)
        viewers = {
            "visitor": VISITOR,
            "coordinator": Viewer(bassins=(BASSIN,)),
            "member": Viewer(poles=(taken.values["pole"],)),
        }
        moments = {"now": taken.position, "then": taken.position // 2}
        done: set[tuple[str, str]] = set()
        for asked in (each for each in all_reads(taken) if each.name.startswith(read)):
            for who, viewer in viewers.items():
                for when, at in moments.items():
                    for query, page in _pages(explainer, asked, viewer, at):
                        if (same := (query.sql, repr(query.params))) in done:
                            continue
                        done.add(same)
                        modes = list(Mode) if asked.kind is not Kind.WHOLE else [Mode.GENERIC]
                        for mode, found in zip(modes, explainer.explain_each(query, modes), strict=True):
                            how = f"{who}, {when}, {page}{mode.name.lower()} plan"
                            yield Seen(asked=asked, how=how, found=found, faults=faults(asked, found, sizes))


def _pages(explainer: Explainer, asked: Asked, viewer: Viewer, at: int) -> Iterator[tuple[ReadQuery[Any], str]]:
    """The read; of a list, the page that follows too, if there is one."""
    query = asked.query(viewer, at)
    yield query, ""
    if asked.listed and len(rows := explainer.rows(query)) > PAGE:
        last = tuple(rows[PAGE - 1][name] for name in asked.listed.order)
        yield asked.listed.page(viewer, at=at, after=last, limit=PAGE + 1), "next page, "
