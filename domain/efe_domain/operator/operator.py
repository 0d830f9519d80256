"""An operator of enterprise, employment, training, insertion or qualifying education, in one register for all."""

from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import (
    CompetenceRecognised,
    CompetenceWithdrawn,
    OperatorEvent,
    OperatorKind,
    OperatorRegistered,
    SiteClosed,
    SiteOpened,
)
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import Axis, clean
from efe_domain.shared.bassins import ALL_BASSINS, Bassin, Commune
from efe_domain.shared.colleges import College
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import DomainError, NotFound
from efe_domain.shared.numbers import NumberScheme
from efe_domain.shared.periods import Periods


class AlreadyRegistered(DomainError):
    """A registration number is registered once (REGISTRE)."""

    rule = Rule.REGISTRE


class SiteAlreadyOpen(DomainError):
    """A site is opened once (PS-LOCAL)."""

    rule = Rule.PS_LOCAL


class SiteIsClosed(DomainError):
    """A closed site is not closed again (PS-LOCAL)."""

    rule = Rule.PS_LOCAL


class AlreadyCompetent(DomainError):
    """A competence is recognised once, until it is withdrawn (PS-COMPETENT)."""

    rule = Rule.PS_COMPETENT


class CompetenceNotHeld(DomainError):
    """Only a recognised competence is withdrawn (PS-COMPETENT)."""

    rule = Rule.PS_COMPETENT


class Operator(Aggregate[OperatorEvent]):
    """The kind tells the college, sites where it is located, competences what for. It concerns all ten bassins."""

    KIND = "operator"
    NOUN = "Opérateur"

    kind: OperatorKind

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.name = ""
        self.registered_on = date.max
        self.site_bassins: dict[UUID, Bassin] = {}
        self.sites = Periods[UUID]()
        self.competences = Periods[str]()

    @property
    def bassins(self) -> tuple[str, ...]:
        return ALL_BASSINS

    @property
    def college(self) -> College:
        return self.kind.college

    def register(self, scheme: NumberScheme, number: str, name: str, kind: OperatorKind, *, on: date) -> None:
        if self.exists:
            raise AlreadyRegistered(
                "L'opérateur {scheme} {number} est déjà au registre : {name}.",
                scheme=scheme.upper(),
                number=number,
                name=self.name,
            )
        self.record(
            OperatorRegistered(
                scheme=scheme,
                number=scheme.clean(number),
                name=texts.name(name, "name"),
                kind=kind,
                effective_on=on,
            )
        )

    def open_site(self, site: UUID, commune: Commune, *, on: date) -> None:
        self._check_day(on)
        if site in self.site_bassins:
            raise SiteAlreadyOpen("Le site {site} est déjà ouvert.", site=site)
        self.record(SiteOpened(site=site, commune=commune.nis, bassin=commune.bassin, effective_on=on))

    def close_site(self, site: UUID, *, on: date) -> None:
        if site not in self.site_bassins:
            raise NotFound("Site", site)
        if not self.sites.is_open(site):
            raise SiteIsClosed("Le site {site} est déjà fermé.", site=site)
        self.sites.check_end(site, on, "l'ouverture du site")
        self.record(SiteClosed(site=site, effective_on=on))

    def recognise_competence(self, axis: Axis, *, on: date) -> None:
        self._check_day(on)
        axis = clean(axis)
        if self.competences.reach(axis.key, on):
            raise AlreadyCompetent(
                "{name} est déjà reconnu compétent pour « {axis} ».", name=self.name, axis=axis.label
            )
        self.record(CompetenceRecognised(axis=axis, key=axis.key, effective_on=on))

    def withdraw_competence(self, key: str, *, on: date) -> None:
        if not self.competences.is_open(key):
            raise CompetenceNotHeld(
                "{name} n'est pas reconnu compétent pour {key}.", name=self.name, key=texts.cut(key)
            )
        self.competences.check_end(key, on, "la reconnaissance de la compétence")
        self.record(CompetenceWithdrawn(key=key, since=self.competences.since(key), effective_on=on))

    def as_candidate(self) -> Candidate:
        """What the composition of a pôle looks at."""
        return Candidate(
            operator=self.id,
            name=self.name,
            college=self.college,
            sites=tuple((self.site_bassins[site], period) for site in self.sites for period in self.sites.of(site)),
            competences=tuple((key, period) for key in self.competences for period in self.competences.of(key)),
        )

    def _check_day(self, on: date) -> None:
        check_not_before(on, self.registered_on, "l'inscription de l'opérateur")

    def _apply(self, event: OperatorEvent) -> None:
        match event:
            case OperatorRegistered(name=name, kind=kind, effective_on=on):
                self.name, self.kind, self.registered_on = name, kind, on
            case SiteOpened(site=site, bassin=bassin, effective_on=on):
                self.site_bassins[site] = bassin
                self.sites.open(site, on)
            case SiteClosed(site=site, effective_on=on):
                self.sites.close(site, on)
            case CompetenceRecognised(key=key, effective_on=on):
                self.competences.open(key, on)
            case CompetenceWithdrawn(key=key, effective_on=on):
                self.competences.close(key, on)
            case _:
                assert_never(event)
