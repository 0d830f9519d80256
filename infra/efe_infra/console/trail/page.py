"""`/instances/{bassin}/piste`: the audit trail of an Instance, an entry of it, and the trail as a file."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Final

from starlette.responses import Response

from efe_infra.console.correction.forms import Correctable, Fact
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.answers import Account, Answers, Edges, Named
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import cursor_at, cursor_before, key_of
from efe_infra.console.register.links import Subject
from efe_infra.console.trail.object_names import Change, names_in
from efe_infra.console.trail.trail_query import Choice, Row, Rows, TrailPage
from efe_infra.console.web.addresses import bassin_at
from efe_infra.console.web.csv_file import csv_file
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.live_updates import Course
from efe_infra.console.web.page_request import SignedInVisit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Standing, coordinates
from efe_infra.console.web.refusals import NotHere, PageRefused
from efe_infra.console.web.rules import Rule

pages = page_router(multilingual=True)

PAGE: Final = 50
MOST_ROWS: Final = 5_000
"""Of a file: it is read a hundred at a time, on the budget of the person."""
HEAD: Final = (
    "rang",
    "position",
    "consigné le",
    "en droit le",
    "sorte",
    "libellé",
    "phrase",
    "règle",
    "compte",
    "auteur",
    "sorte d'objet",
    "objet",
    "empreinte",
)


class Entry(Answers, frozen=True):
    seq: int
    position: int
    recorded_at: datetime
    effective_on: date | None
    kind: str
    kind_label: str
    sentence: str
    source: str | None
    leaf: str
    command_id: str | None
    rule: Rule
    actor: Account | None
    on_behalf_of: Named | None
    subject: Subject | None
    changes: tuple[Change, ...]

    @property
    def may(self) -> Correctable:
        return Fact(self.kind, 0, {}).may


class Place(Answers, frozen=True):
    position: int


class EntryPage(Frame, frozen=True):
    viewer: Standing | None
    here: Edges[Entry]
    earlier: Edges[Place]


TRAIL = Document("trail", TrailPage)
ENTRY = Document("entry", EntryPage)
ROWS = Document("trail_rows", Rows)


@pages.get("/instances/{bassin}/piste")
async def trail(visit: SignedInVisit, bassin: str) -> Response:
    name, choice = bassin_at(bassin), Choice.of(visit)
    backward = visit.given("avant")
    found = await visit.ask(
        TRAIL,
        bassin=name,
        first=PAGE,
        after=visit.given("apres"),
        last=PAGE if backward else None,
        before=backward,
        **choice.variables,
    )
    here = f"/instances/{bassin}/piste"

    def to(**changed: str | None) -> str:
        return visit.link(here, **(choice.parameters | changed))

    course = Course.of([name], choice.parameters)
    return visit.page("trail/page.html", found, course=course, bassin=name, choice=choice, here=here, to=to)


@pages.get("/instances/{bassin}/piste.csv")
async def trail_file(visit: SignedInVisit, bassin: str) -> Response:
    name, choice = bassin_at(bassin), Choice.of(visit)
    rows = [line_of(each) async for each in all_rows(visit, name, choice)]
    return csv_file(f"piste-{bassin}.csv", HEAD, rows)


@pages.get("/instances/{bassin}/piste/{position:int}")
async def entry(visit: SignedInVisit, bassin: str, position: int) -> Response:
    """Links to an entry keep for ever: a position of the register is never given twice."""
    name = bassin_at(bassin)
    found = await visit.ask(ENTRY, bassin=name, **{"from": cursor_before(position), "here": cursor_at(position)})
    here, later, *_ = [*found.here.nodes, None, None]
    if here is None or here.position != position:
        raise NotHere
    earlier = found.earlier.nodes[0].position if found.earlier.edges else None
    return visit.page(
        "trail/entry.html",
        found,
        bassin=name,
        entry=here,
        earlier=earlier,
        later=later.position if later else None,
        names=await names_in(visit, here.changes),
        may_prove=found.viewer is not None and found.viewer.may_prove(name),
        trail=f"/instances/{bassin}/piste",
        may_correct=here.may.is_rectifiable and coordinates(found.viewer, name),
        may_withdraw=here.may.withdrawn,
    )


async def all_rows(visit: Visitor, bassin: str, choice: Choice) -> AsyncIterator[Row]:
    """Raises `PageRefused` for more than a file has."""
    after: str | None = None
    while True:
        found = (await visit.ask(ROWS, bassin=bassin, after=after, **choice.variables)).audit_trail
        if found.total_count > MOST_ROWS:
            sentence = tr("Un fichier a %(count)s entrées au plus ; choisissez une période.", count=MOST_ROWS)
            raise PageRefused(400, sentence, code="TOO_MANY_ROWS")
        for each in found.nodes:
            yield each
        if (after := found.after) is None:
            return


def line_of(row: Row) -> tuple[str, ...]:
    return (
        str(row.seq),
        str(row.position),
        row.recorded_at.isoformat(),
        row.effective_on.isoformat() if row.effective_on else "",
        row.kind,
        row.kind_label,
        row.sentence,
        row.rule.key,
        key_of(row.actor.id) if row.actor else "",
        (row.actor.display_name or "") if row.actor else "",
        row.subject.kind if row.subject else "",
        key_of(row.subject.id) if row.subject else "",
        row.leaf,
    )
