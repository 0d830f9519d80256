"""Row of an object that can be searched: its titles, its lexemes, and what its visibility rests on."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.events import DecisionAmended, DecisionCommunicated, DecisionProposed
from efe_domain.meeting.events import AgendaSet, AssemblyKind, MeetingConvened, MeetingHeld, MeetingPostponed
from efe_domain.operator.events import OperatorRegistered, OperatorRenamed, OperatorRenumbered
from efe_domain.opinion.events import (
    OpinionAmended,
    OpinionDrafted,
    OpinionRequested,
    OpinionTransmitted,
    OpinionUndertaken,
)
from efe_domain.pole.events import PoleConstituted, PoleCreated, PoleRenamed, PoleTakenOver
from efe_domain.project.carrier_events import PoleJoined, PoleLeft
from efe_domain.project.events import ProjectAmended, ProjectEmerged, ProjectSubmitted
from efe_domain.shared.event import Event
from efe_domain.themes.events import Theme, ThemesAmended, ThemesDiffused, ThemesDrafted
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of
from efe_projections.engine.row import Access, Row
from efe_projections.engine.searching import sort_key
from efe_projections.search.kinds import LETTERS, NOUNS, SearchKind
from efe_projections.search.marks import (
    DRAFT_PROJECT,
    MAX_TITLE_LETTERS,
    PUBLISHED,
    dossier_mark,
    is_mark,
    range_marks,
    title_mark,
)
from efe_projections.search.words import as_text_lexemes, lexemes, text_lexemes


class SearchEntryRow(Row, table="search_entry", access=Access.SEARCHED, lexemes="words", repeats=True):
    """An object as a search finds it. `title` is what a page shows; `label` are other words of the same weight.

    A version begins only where words or visibility change. A row with a `project` is that project.
    `words` has the lexemes of the texts and marks of the title, of the readers and of `changed_position`, each after
    the letter of the kind. `changed_position` is that of the last fact that changed words or visibility: later than
    it, a rectification of another fact may begin a version.
    """

    id: UUID
    kind: SearchKind
    bassins: tuple[str, ...]
    pole: UUID | None
    project: UUID | None
    published: bool
    title: str
    sort_title: str
    label: str
    day: date
    words: tuple[str, ...]
    changed_position: int


def evolve(row: SearchEntryRow | None, record: RecordedEvent[Any]) -> SearchEntryRow | None:
    if row is None:
        begun = _begun(record.event)
        return None if begun is None else _marked(begun, record.position)
    unmarked = replace(row, words=_unmarked(row))
    changed = _changed(unmarked, record.event)
    return row if changed is unmarked else _marked(changed, record.position)


def _marked(row: SearchEntryRow, position: int) -> SearchEntryRow:
    letter = LETTERS[row.kind]
    words = {*row.words, *_marks(row), *range_marks(position)}
    return replace(row, words=tuple(sorted(letter + word for word in words)), changed_position=position)


def _unmarked(row: SearchEntryRow) -> tuple[str, ...]:
    """Returns the lexemes of the texts, without the letter of the kind."""
    return tuple(word for lexeme in row.words if not is_mark(word := lexeme.removeprefix(LETTERS[row.kind])))


def _marks(row: SearchEntryRow) -> Iterator[str]:
    if 0 < len(row.sort_title) <= MAX_TITLE_LETTERS:
        yield title_mark(row.sort_title)
    if row.published:
        yield PUBLISHED
    elif row.project is not None:
        yield DRAFT_PROJECT
    elif row.pole is not None:
        yield dossier_mark(row.pole)
    if row.kind is not SearchKind.OPERATOR:  # published, and found in a bassin by its sites
        yield from map(dossier_mark, row.bassins)


def _begun(event: Event) -> SearchEntryRow | None:  # noqa: PLR0911 - one a case
    match event:
        case PoleCreated(name=name, axis=axis) | PoleTakenOver(name=name, axis=axis):
            published = isinstance(event, PoleTakenOver)
            return _row(event, SearchKind.POLE, name, axis.label, pole=event.originator_id, published=published)
        case ProjectEmerged(content=content):
            return _row(event, SearchKind.PROJECT, content.title, project=event.originator_id)
        case OperatorRegistered(name=name, number=number):
            return _row(event, SearchKind.OPERATOR, name, number, published=True)
        case ThemesDrafted(title=title, themes=themes):
            return _row(event, SearchKind.THEME_LIST, title, _labels(themes))
        case DecisionProposed(title=title, text=text, pole=pole):
            return _row(event, SearchKind.DECISION, title, text=text, pole=pole)
        case MeetingConvened(assembly=assembly, venue=venue, day=day):
            met = assembly.id if assembly.kind is AssemblyKind.POLE else None
            return replace(_row(event, SearchKind.MEETING, "", text=venue.place, pole=met), day=day)
        case OpinionRequested() | OpinionUndertaken():
            return _opinion(event)
        case _:
            return None


def _opinion(event: OpinionRequested | OpinionUndertaken) -> SearchEntryRow:
    requester = event.requester if isinstance(event, OpinionRequested) else ""
    label = "\n".join(filter(None, (event.brief.subject.file, requester)))
    return _row(event, SearchKind.OPINION, "", label, pole=event.brief.pole)


def _row(  # noqa: PLR0913 - one a column
    event: Any,
    kind: SearchKind,
    title: str,
    label: str = "",
    *,
    text: str = "",
    pole: UUID | None = None,
    project: UUID | None = None,
    published: bool = False,
) -> SearchEntryRow:
    row = SearchEntryRow(
        id=event.originator_id,
        kind=kind,
        bassins=event.bassins,
        pole=pole,
        project=project,
        published=published,
        title=title,
        sort_title="",
        label=label,
        day=event.effective_on,
        words=(),
        changed_position=0,
    )
    return _worded(row, title, label, text=text)


def _changed(row: SearchEntryRow, event: Event) -> SearchEntryRow:  # noqa: PLR0911 - one a case
    match event:
        case PoleConstituted() | ThemesDiffused() | DecisionCommunicated() | OpinionTransmitted():
            return row if row.published else replace(row, published=True)
        case PoleRenamed(name=name) | OperatorRenamed(name=name):
            return _renamed(row, name, row.label)
        case OperatorRenumbered(number=number):
            return _renamed(row, row.title, number)
        case ThemesAmended(title=title, themes=themes):
            return _worded(row, title, _labels(themes))
        case DecisionAmended(title=title, text=text):
            return _worded(row, title, text=text)
        case OpinionDrafted(content=content) | OpinionAmended(content=content):
            return _worded(row, content.title, row.label, text=f"{content.impact}\n{content.conclusion}")
        case MeetingPostponed(venue=venue, day=day):
            return replace(_worded(row, row.title, row.label, text=venue.place), day=day)
        case MeetingHeld(venue=venue):
            return _worded(row, row.title, row.label, text=venue.place)
        case AgendaSet(items=items):
            return _worded(row, items[0] if items else "", "\n".join(items[1:]), more=text_lexemes(row.words))
        case _:
            return _changed_project(row, event)


def _changed_project(row: SearchEntryRow, event: Event) -> SearchEntryRow:
    match event:
        case ProjectAmended(content=content):
            return row if row.published else _worded(row, content.title)
        case ProjectSubmitted(title=title):
            return _worded(row if row.published else replace(row, published=True), title)
        case PoleJoined(bassin=bassin):
            return row if bassin in row.bassins else replace(row, bassins=tuple(sorted({*row.bassins, bassin})))
        case PoleLeft(concerned=concerned):
            return row if row.bassins == concerned else replace(row, bassins=tuple(concerned))
        case _:
            return row


def _renamed(row: SearchEntryRow, title: str, label: str) -> SearchEntryRow:
    """Keeps the former name and number as words of a text."""
    return _worded(row, title, label, more=(*text_lexemes(row.words), *as_text_lexemes(row.words)))


def _worded(
    row: SearchEntryRow, title: str, label: str = "", *, text: str = "", more: tuple[str, ...] = ()
) -> SearchEntryRow:
    words = tuple(sorted({*lexemes(title, label, noun=NOUNS[row.kind], text=text), *more}))
    if (row.title, row.label, row.words) == (title, label, words):
        return row
    return replace(row, title=title, sort_title=sort_key(title), label=label, words=words)


def _labels(themes: tuple[Theme, ...]) -> str:
    return "\n".join(theme.label for theme in themes)


SEARCH_ENTRIES = Projection(
    row=SearchEntryRow,
    topics=topics_of(
        *(PoleCreated, PoleTakenOver, PoleRenamed, PoleConstituted),
        *(ProjectEmerged, ProjectAmended, ProjectSubmitted, PoleJoined, PoleLeft),
        *(OperatorRegistered, OperatorRenamed, OperatorRenumbered),
        *(ThemesDrafted, ThemesAmended, ThemesDiffused),
        *(OpinionRequested, OpinionUndertaken, OpinionDrafted, OpinionAmended, OpinionTransmitted),
        *(DecisionProposed, DecisionAmended, DecisionCommunicated),
        *(MeetingConvened, MeetingPostponed, AgendaSet, MeetingHeld),
    ),
    keys=originator,
    evolve=evolve,
)
