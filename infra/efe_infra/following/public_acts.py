"""Public acts: what a visitor sees today of pôles, decisions, opinions and projects, and since when it reads so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.messages import Message
from efe_graphql.request.ports import Reads
from efe_projections.audit.public_events import public_events
from efe_projections.audit.rows import RecordedEventRow
from efe_projections.decision.rows import DecisionRow
from efe_projections.engine.batch import KeyBatch, by
from efe_projections.engine.query import ENDLESS
from efe_projections.engine.viewer import VISITOR
from efe_projections.opinion.rows import OpinionRow
from efe_projections.pole.rows import PoleRow
from efe_projections.project.rows import ProjectRow

MICROSECOND: Final = timedelta(microseconds=1)
"""Precision of the instants of the register."""
WINDOW: Final = 100
"""Events that one read looks at."""
MAX_READS: Final = 5
"""Reads of events for a page: those that changed nothing public fill none."""

type Changes = Mapping[str, tuple[Any, Any]]
"""Fields of the public row that an event changed, with their values before and after."""


class ActKind(NamedTuple):
    """Kind of act on an object. It stands if it has a title, which is made of what a visitor sees of the row today.

    `fields` are public: an event that changes one of them changes the act. `occasion` tells repeated acts apart.
    """

    name: str
    fields: frozenset[str]
    title: Callable[[Any], Message | None]
    day: Callable[[Any], date | None] = lambda _: None
    occasion: Callable[[Any], str] = lambda _: ""
    touched: Callable[[Changes], bool] = lambda _: False

    def is_changed(self, changes: Changes) -> bool:
        return bool(self.fields & changes.keys()) or self.touched(changes)


class ObjectKind(NamedTuple):
    """Kind of object with public acts. `key` is the column of its id, `path` that of its page."""

    rows: KeyBatch[Any]
    key: str
    path: str
    acts: tuple[ActKind, ...]


class PublicAct(NamedTuple):
    """Act on an object, as a visitor sees it today. `updated` is when that was recorded."""

    object: ObjectKind
    kind: ActKind
    key: UUID
    row: Any
    title: Message
    updated: datetime

    @property
    def id(self) -> UUID:
        """Name made of the object and the act alone, so that it tells nothing of how much is recorded."""
        return uuid5(self.key, f"{self.kind.name} {self.kind.occasion(self.row)}")

    @property
    def day(self) -> date | None:
        return self.kind.day(self.row)

    @property
    def path(self) -> str:
        return f"{self.object.path}{self.key}"


class ActPage(NamedTuple):
    """Acts, the last changed first. `continues` is the instant before which the next page begins, if there is one."""

    acts: Sequence[PublicAct]
    continues: datetime | None


async def public_acts(reads: Reads, bassin: str | None, *, before: datetime | None, most: int) -> ActPage:
    """Returns `most` acts of one bassin or of all, or some more: acts of one instant stay on one page."""
    at, acts = await reads.position(), list[PublicAct]()
    position = ENDLESS if before is None else await reads.position_at(before - MICROSECOND) + 1
    for _ in range(MAX_READS):
        window = await reads.fetch(public_events(bassin, before=position, most=WINDOW))
        known_ids = {act.id for act in acts}
        acts += [act for act in await _acts_of(reads, window, bassin, at) if act.id not in known_ids]
        if len(window) < WINDOW or (len(acts) > most and acts[-1].updated < acts[most - 1].updated):
            break
        position = window[-1].position
    return _cut(acts, most)


def _cut(acts: Sequence[PublicAct], most: int) -> ActPage:
    if len(acts) <= most:
        return ActPage(acts, None)
    last = acts[most - 1].updated
    page = [act for act in acts if act.updated >= last]
    return ActPage(page, last if len(page) < len(acts) else None)


async def _acts_of(reads: Reads, events: Sequence[RecordedEventRow], bassin: str | None, at: int) -> list[PublicAct]:
    """Returns the acts that the events changed, each once, with the last event that did."""
    rows: dict[UUID, Any] = {}
    for name, kind in OBJECTS.items():
        keys = [(key,) for key in dict.fromkeys(event.subject for event in events if event.subject_kind == name)]
        if keys:
            visible = await reads.fetch(kind.rows.read(keys, at, VISITOR))
            rows |= {getattr(row, kind.key): row for row in visible}
    acts: dict[UUID, PublicAct] = {}
    for event in events:
        row = rows.get(event.subject)
        if row is not None and (bassin is None or bassin in row.bassins):
            for act in _changed(event, row):
                acts.setdefault(act.id, act)
    return list(acts.values())


def _changed(event: RecordedEventRow, row: Any) -> Iterator[PublicAct]:
    kind, table = OBJECTS[event.subject_kind], row.TABLE.name
    changes = {each.field: (each.before, each.after) for each in event.changes if each.table == table}
    for act in kind.acts:
        if act.is_changed(changes) and (title := act.title(row)):
            yield PublicAct(kind, act, event.subject, row, title, event.recorded_at)


def _renewed(row: PoleRow) -> Message | None:
    return Message("Pôle renouvelé : {name}", name=row.name) if row.term_starts != row.constituted_on else None


def _dissolved(row: PoleRow) -> Message | None:
    return Message("Pôle dissous : {name}", name=row.name) if row.dissolved_on else None


def _answered(row: OpinionRow) -> Message | None:
    return Message("Réponse à l'avis : {title}", title=row.title) if row.answered_on else None


def _judged(row: ProjectRow) -> Message | None:
    """A visitor sees the outcome, and how many Instances are still to speak."""
    spoken_count, bassin_count = row.agreed + row.refused, len(row.bassins)
    match row.outcome:
        case JointOutcome.AGREED_BY_ALL:
            return Message("Accord de toutes les Instances sur le projet : {title}", title=row.title)
        case JointOutcome.AGREED_IN_PART:
            return Message("Accord partiel des Instances sur le projet : {title}", title=row.title)
        case JointOutcome.REFUSED_BY_ALL:
            return Message("Refus de toutes les Instances sur le projet : {title}", title=row.title)
        case _ if spoken_count:
            return Message(
                "Verdicts rendus sur le projet ({given} sur {concerned}) : {title}",
                given=spoken_count,
                concerned=bassin_count,
                title=row.title,
            )
        case _:
            return None


def _counted(changes: Changes) -> bool:
    """Tells whether another number of Instances has spoken: a revised verdict alone is not public."""
    agreed, refused = changes.get("agreed", (0, 0)), changes.get("refused", (0, 0))
    return (agreed[0] or 0) + (refused[0] or 0) != (agreed[1] or 0) + (refused[1] or 0)


OBJECTS: Final[Mapping[str, ObjectKind]] = {
    "pole": ObjectKind(
        by(PoleRow, "id"),
        "id",
        "/poles/",
        (
            ActKind(
                "constituted",
                frozenset({"published", "constituted_on", "name"}),
                lambda row: Message("Pôle constitué : {name}", name=row.name),
                lambda row: row.constituted_on,
            ),
            ActKind(
                "renewed",
                frozenset({"term_starts", "term_ends", "name"}),
                _renewed,
                lambda row: row.term_starts,
                lambda row: str(row.term_starts),
            ),
            ActKind("dissolved", frozenset({"dissolved_on", "name"}), _dissolved, lambda row: row.dissolved_on),
        ),
    ),
    "decision": ObjectKind(
        by(DecisionRow, "id"),
        "id",
        "/decisions/",
        (
            ActKind(
                "communicated",
                frozenset({"published", "communicated_on", "title"}),
                lambda row: Message("Décision communiquée : {title}", title=row.title),
                lambda row: row.communicated_on,
            ),
        ),
    ),
    "opinion": ObjectKind(
        by(OpinionRow, "id"),
        "id",
        "/avis/",
        (
            ActKind(
                "transmitted",
                frozenset({"published", "transmitted_on", "title"}),
                lambda row: Message("Avis transmis : {title}", title=row.title),
                lambda row: row.transmitted_on,
            ),
            ActKind("answered", frozenset({"answered_on", "title"}), _answered, lambda row: row.answered_on),
        ),
    ),
    "project": ObjectKind(
        by(ProjectRow, "project"),
        "project",
        "/projets/",
        (
            ActKind(
                "submitted",
                frozenset({"published", "title"}),
                lambda row: Message("Projet soumis : {title}", title=row.title),
            ),
            ActKind("judged", frozenset({"outcome", "bassins", "title"}), _judged, touched=_counted),
        ),
    ),
}
"""Objects with public acts, by the first part of the topics of their events."""
