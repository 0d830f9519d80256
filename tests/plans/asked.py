"""Every read there is, each asked as clients ask: found in the modules, so that none is forgotten."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from types import ModuleType, NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

import efe_projections
from efe_domain.law.rules import Rule
from efe_graphql.types.nodes import ENTITIES
from efe_projections.audit.comparison import PositionComparison, of_entity, of_instance
from efe_projections.audit.parts import PARTS
from efe_projections.audit.reads import TrailFilter, version_begins
from efe_projections.audit.rows import RecordedEventRow
from efe_projections.barometer.reads import FigureLines
from efe_projections.barometer.registry import FIGURES
from efe_projections.engine.batch import KeyBatch, by
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.row import Row
from efe_projections.engine.viewer import Viewer
from efe_projections.opinion.reads import if_subject_visible, opinions
from efe_projections.search.reads import SearchList, search
from efe_projections.tasks.reads import TaskList, tasks, tasks_beyond
from tests.plans.by_key import keyed
from tests.plans.sample import BASSIN, Sample, Values

PAGE: Final = 20
JUST: Final = 200
"""So many positions are read of what has just been recorded."""

type Listed = Listing[Any] | PositionComparison | TaskList | SearchList | FigureLines
type Read = Callable[..., Any]

_MADE_BY_HAND: Final[set[Read]] = {of_entity, of_instance, version_begins, listing, if_subject_visible}
"""Whose parameters depend on each other, and what makes the others."""
_MANY: Final = {Rule}
_LATE: Final = {"viewer", "at", "after", "to"}
_WHOLE: Final = {"barometer.figure_counts", "opinion.scoreboard", "access.memberships_of"}
_RARE: Final = {
    "one kind": TrailFilter(kinds=("project.abandoned.v2",)),
    "one rule": TrailFilter(rule=Rule.ART_3),
    "one actor": TrailFilter(actor="system:cli"),
}
"""What an Instance has little of, however long its trail is."""
_SEARCHES: Final = {
    "a title": "Décision simulée 17",
    "a family": "soudure",
    "nothing": "xyzzy",
    "every title": "simulé",
}
"""Searches of few objects, and of all."""
_STEPPED: Final = ("decision", "instance", "meeting", "opinion", "pole", "project")
_ENTITY_OF: Final = {"person": "representative"}


class Kind(StrEnum):
    """A page is bounded by its length, keys by their number; what is whole looks at all that it sums up."""

    PAGE = "page"
    KEYS = "keys"
    WHOLE = "whole"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A read with its parameters, but for who asks and as of when; of a list, `listed` makes its pages."""

    name: str
    kind: Kind
    query: Callable[[Viewer, int], ReadQuery[Any]]
    listed: Listed | None = None


def all_reads(sample: Sample) -> Iterator[Asked]:
    for name, read in functions().items():
        if read not in _MADE_BY_HAND:
            yield from _of_function(name, read, sample)
    for name, constant in constants().items():
        yield from _of_constant(name, constant, sample)
    for how, wanted in variants(TrailFilter, sample):
        yield from _listed(f"audit.TrailFilter {how}", TrailFilter(**wanted).listing(BASSIN))
    for what, rare in _RARE.items():
        yield from _listed(f"audit.TrailFilter of {what}", rare.listing(BASSIN))
    here = TrailFilter().listing(BASSIN, operators_here=True)
    yield from _listed("audit.TrailFilter of operators here", here)
    for row, columns in keyed():
        yield _keyed(f"by {row.TABLE.name} {' '.join(columns)}", by(row, *columns), sample.keys(row.TABLE, columns))
    for about in ("project", "theme"):
        narrowed = if_subject_visible(opinions(**{about: sample.values[about]}))
        yield from _listed(f"opinion.opinions among known, {about}={sample.values[about]}", narrowed)
    yield from _listed("tasks.tasks", _waiting(sample))
    for beyond in _waiting_beyond(sample):
        yield from _listed(f"tasks.{beyond.scope}", beyond)
    yield from _next_steps(sample)
    yield from _of_searches(sample)
    yield from _of_barometer(sample)
    yield from _of_entities(sample)


def _of_searches(sample: Sample) -> Iterator[Asked]:
    for how, text in _SEARCHES.items():
        for bassin in (None, BASSIN):
            listed = search(text, day=sample.values["day"], bassin=bassin)
            yield from _listed(f"search.search {how}, {bassin}", listed)


def _of_barometer(sample: Sample) -> Iterator[Asked]:
    for figure in FIGURES:
        for bassin in (None, BASSIN):
            listed = FigureLines(figure=figure, days=sample.values["days"], bassin=bassin)
            yield from _listed(f"barometer.lines {figure}, {bassin}", listed)


def _waiting(sample: Sample) -> TaskList:
    """Returns the reads for a person who represents a member and coordinates an Instance."""
    person, pole = sample.values["representative"], sample.values["pole"]
    return tasks(sample.values["day"], person=person, poles=(pole,), coordinated=(BASSIN,))


def _next_steps(sample: Sample) -> Iterator[Asked]:
    waiting, bassin = _waiting(sample), {"instance": BASSIN}
    for kind in _STEPPED:
        step = partial(waiting.next_on, kind, sample.values[kind], bassin=bassin.get(kind))
        yield Asked(name=f"tasks.next_on {kind}", kind=Kind.KEYS, query=partial(_as_of, step))
    project = sample.values["project"]
    owed = partial(waiting.owed_in, project, limit=20)
    yield Asked(name="tasks.owed_in", kind=Kind.KEYS, query=partial(_as_of, owed))


def _as_of(read: Read, viewer: Viewer, at: int) -> ReadQuery[Any]:
    return read(viewer=viewer, at=at)  # type: ignore[no-any-return]


def _waiting_beyond(sample: Sample) -> Iterator[TaskList]:
    """Returns the reads for a former representative, and for an administrator."""
    person = sample.values["representative"]
    return tasks_beyond(sample.values["day"], person=person, coordinated=(), administers=True)


def modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(efe_projections.__path__, "efe_projections."):
        yield importlib.import_module(module.name)


def functions() -> dict[str, Read]:
    """The public functions that give a query, or what makes queries."""
    return {
        f"{_short(module)}.{name}": member
        for module in modules()
        for name, member in vars(module).items()
        if inspect.isfunction(member)
        and member.__module__ == module.__name__
        and not name.startswith("_")
        and gives_reads(member)
    }


def constants() -> dict[str, KeyBatch[Any] | Listing[Any]]:
    return {
        f"{_short(module)}.{name}": member
        for module in modules()
        for name, member in vars(module).items()
        if isinstance(member, KeyBatch | Listing) and not name.startswith("_")
    }


def _short(module: ModuleType) -> str:
    return module.__name__.removesuffix(".reads").removesuffix(".rows").rpartition(".")[2]


def gives_reads(read: Read) -> set[Any]:
    """Tells whether the return type of a function has queries."""
    returned = get_type_hints(read).get("return")
    parts = (
        each for each in (returned, *get_args(returned)) if not isinstance(each, list)
    )  # arguments of a function
    return {get_origin(each) or each for each in parts} & {
        ReadQuery,
        Listing,
        PositionComparison,
        KeyBatch,
    }


def _of_function(name: str, read: Read, sample: Sample) -> Iterator[Asked]:
    for how, given in variants(read, sample):
        full = f"{name} {how}".strip()
        match gives_reads(read):
            case kinds if Listing in kinds:
                yield from _listed(full, read(**given))
            case _ if get_origin(get_type_hints(read)["return"]) is Iterator:
                for nth in range(len(list(read(**given)))):
                    yield Asked(name=f"{full} {nth}", kind=Kind.KEYS, query=partial(_nth, read, given, nth))
            case _:
                kind = Kind.WHOLE if name in _WHOLE else Kind.KEYS
                yield Asked(name=full, kind=kind, query=partial(_called, read, given))


def _nth(read: Read, given: Values, nth: int, _viewer: Viewer, _at: int) -> ReadQuery[Any]:
    return list(read(**given))[nth]  # type: ignore[no-any-return]


def _called(read: Read, given: Values, viewer: Viewer, at: int) -> ReadQuery[Any]:
    late = {"viewer": viewer, "at": at, "after": at - JUST, "to": at}
    return read(**given, **{name: late[name] for name in late if name in _parameters(read)})  # type: ignore[no-any-return]


def _of_constant(name: str, constant: KeyBatch[Any] | Listing[Any], sample: Sample) -> Iterator[Asked]:
    if isinstance(constant, Listing):
        yield from _listed(name, constant)
    else:
        yield _keyed(name, constant, sample.batches[name])


def _of_entities(sample: Sample) -> Iterator[Asked]:
    for kind in PARTS:
        entity = sample.values[_ENTITY_OF.get(kind, kind)]
        yield from _listed(f"comparison.of_entity {kind}", of_entity(kind, entity, since=sample.position - JUST))
    yield from _listed("comparison.of_instance", of_instance(BASSIN, since=sample.position - JUST))
    for kind, node in ENTITIES.items():
        row, entity = getattr(node, "ROW", RecordedEventRow), sample.values[_ENTITY_OF.get(kind, kind)]
        yield Asked(
            name=f"history.version_begins {kind}",
            kind=Kind.KEYS,
            query=partial(_version, row, entity),
        )


def _version(row: type[Row], entity: UUID, viewer: Viewer, at: int) -> ReadQuery[Any]:
    return version_begins(row, entity, 3, viewer, at=at)


def _keyed(name: str, batch: KeyBatch[Any], keys: Sequence[Key]) -> Asked:
    return Asked(name=name, kind=Kind.KEYS, query=lambda viewer, at: batch.read(keys, at, viewer))


def _listed(name: str, listed: Listed) -> Iterator[Asked]:
    whole = isinstance(listed, PositionComparison | FigureLines)
    yield Asked(
        name=name,
        kind=Kind.WHOLE if whole else Kind.PAGE,
        query=lambda viewer, at: listed.page(viewer, at=at, after=None, limit=PAGE + 1),
        listed=listed,
    )
    if isinstance(listed, TaskList):
        return
    yield Asked(name=f"{name} (count)", kind=Kind.WHOLE, query=lambda viewer, at: listed.count(viewer, at=at))


def variants(read: Read, sample: Sample) -> Iterator[tuple[str, dict[str, Any]]]:
    """Without any of what may be left out, with each of it alone, and with each of it in an Instance."""
    hints, parameters = get_type_hints(read), _parameters(read)
    asked = {name: each for name, each in parameters.items() if name not in _LATE}
    must = {
        name: next(_values(name, hints[name], sample)) for name, each in asked.items() if each.default is each.empty
    }
    yield "", must
    for name in asked:
        for value in _values(name, hints[name], sample) if name not in must else ():
            yield f"{name}={value}", {**must, name: value}
            if "bassin" in asked and name != "bassin" and "bassin" not in must:
                yield f"bassin, {name}={value}", {**must, name: value, "bassin": BASSIN}


def _parameters(read: Read) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(read).parameters


def _values(name: str, hint: Any, sample: Sample) -> Iterator[Any]:
    """Raises `KeyError` for a parameter of which nobody has said what it is asked with: that is `sample.py`."""
    [plain] = [each for each in (get_args(hint) or (hint,)) if each is not NoneType][:1]
    if plain is bool:
        yield from (True, False)
    elif isinstance(plain, type) and issubclass(plain, StrEnum) and plain not in _MANY:
        yield from list(plain)[:: len(plain) - 1]  # the first and the last
    else:
        yield sample.values[name]
