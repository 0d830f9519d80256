"""The register of operators: who they are, where they are located, what they are competent for."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.operator.events import (
    CompetenceRecognised,
    CompetenceWithdrawn,
    OperatorKind,
    OperatorRegistered,
    SiteClosed,
    SiteOpened,
)
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.colleges import College
from efe_domain.shared.event import Event
from efe_domain.shared.numbers import NumberScheme
from efe_projections.engine.folding import is_illustrative, originator, sort_key, topics_of
from efe_projections.engine.projection import Key, Projection, Recorded
from efe_projections.engine.row import Row


class OperatorRow(Row, table="operator", indexes=(("sort_name", "id"), ("kind",))):
    """An operator. `illustrative` rows were made for a demonstration."""

    id: UUID
    scheme: NumberScheme
    number: str
    name: str
    sort_name: str
    kind: OperatorKind
    college: College
    registered_on: date
    illustrative: bool
    version: int


class SiteRow(Row, table="site", indexes=(("operator",),)):
    """A site in a commune (NIS code), open from `since` up to, not including, `until`."""

    id: UUID
    operator: UUID
    commune: str
    bassin: str
    since: date
    until: date | None


class CompetenceRow(Row, table="competence", key=("operator", "axis", "since"), indexes=(("axis",),)):
    """A competence for an axis; recognised again after a withdrawal, it is another row."""

    operator: UUID
    axis: str
    kind: AxisKind
    label: str
    since: date
    until: date | None
    illustrative: bool


def evolve_operator(row: OperatorRow | None, recorded: Recorded[Any]) -> OperatorRow | None:
    version = recorded.event.originator_version
    match recorded.event:
        case OperatorRegistered(
            originator_id=operator, scheme=scheme, number=number, name=name, kind=kind, effective_on=on
        ):
            return OperatorRow(
                id=operator,
                scheme=scheme,
                number=number,
                name=name,
                sort_name=sort_key(name),
                kind=kind,
                college=kind.college,
                registered_on=on,
                illustrative=is_illustrative(recorded),
                version=version,
            )
        case _ if row:
            return replace(row, version=version)
        case _:
            return row


def evolve_site(row: SiteRow | None, recorded: Recorded[Any]) -> SiteRow | None:
    match recorded.event:
        case SiteOpened(originator_id=operator, site=site, commune=commune, bassin=bassin, effective_on=since):
            return SiteRow(id=site, operator=operator, commune=commune, bassin=bassin, since=since, until=None)
        case SiteClosed(effective_on=until) if row:
            return replace(row, until=until)
        case _:
            return row


def evolve_competence(row: CompetenceRow | None, recorded: Recorded[Any]) -> CompetenceRow | None:
    match recorded.event:
        case CompetenceRecognised(originator_id=operator, axis=axis, key=key, effective_on=since):
            return CompetenceRow(
                operator=operator,
                axis=key,
                kind=axis.kind,
                label=axis.label,
                since=since,
                until=None,
                illustrative=is_illustrative(recorded),
            )
        case CompetenceWithdrawn(effective_on=until) if row:
            return replace(row, until=until)
        case _:
            return row


def site_keys(event: Event) -> list[Key]:
    match event:
        case SiteOpened(site=site) | SiteClosed(site=site):
            return [(site,)]
        case _:
            return []


def competence_keys(event: Event) -> list[Key]:
    match event:
        case CompetenceRecognised(key=key, effective_on=since) | CompetenceWithdrawn(key=key, since=since):
            return [(event.originator_id, key, since)]
        case _:
            return []


OPERATORS = Projection(
    row=OperatorRow,
    topics=topics_of(OperatorRegistered, SiteOpened, SiteClosed, CompetenceRecognised, CompetenceWithdrawn),
    keys=originator,
    evolve=evolve_operator,
)
SITES = Projection(row=SiteRow, topics=topics_of(SiteOpened, SiteClosed), keys=site_keys, evolve=evolve_site)
COMPETENCES = Projection(
    row=CompetenceRow,
    topics=topics_of(CompetenceRecognised, CompetenceWithdrawn),
    keys=competence_keys,
    evolve=evolve_competence,
)
