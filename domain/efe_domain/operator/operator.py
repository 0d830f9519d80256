"""Aggregate of an operator of enterprise, employment, training, insertion or education; common to all Instances."""

from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import (
    CompetenceRecognised,
    CompetenceWithdrawn,
    OperatorEvent,
    OperatorKind,
    OperatorKindChanged,
    OperatorNumberReserved,
    OperatorRegistered,
    OperatorRenamed,
    OperatorRenumbered,
    RessortEnded,
    RessortRecorded,
    SiteClosed,
    SiteOpened,
    covered_by,
)
from efe_domain.operator.refusals import (
    AlreadyCompetent,
    AlreadyRegistered,
    CompetenceNotHeld,
    NoRessort,
    NotYourBassin,
    RessortAlreadyRecorded,
    RessortNotRecorded,
    SameParticulars,
    SiteAlreadyOpen,
    SiteIsClosed,
)
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import Axis, clean
from efe_domain.shared.bassins import ALL_BASSINS, NAMES, Bassin, Commune
from efe_domain.shared.colleges import College
from efe_domain.shared.days import Periods, check_not_before
from efe_domain.shared.errors import NotFound
from efe_domain.shared.ids import NumberScheme


class Operator(Aggregate[OperatorEvent], kind="operator", noun="Opérateur"):
    """Operator: its kind gives its college, its sites and ressort its place, its competences its trades.

    Each Instance keeps what the register says of its own bassin, `bassin` being that of the coordinator.
    """

    kind: OperatorKind

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.name = ""
        self.named_on = date.max
        self.kind_since = date.max
        self.ressort_from = date.min
        self.former_colleges: tuple[tuple[College, date], ...] = ()
        self.seat_moves: tuple[tuple[College, date], ...] = ()
        self.number: tuple[NumberScheme, str] = (NumberScheme.REGISTER, "")
        self.numbered_on = date.max
        self.bearer: UUID | None = None
        self.registered_on = date.max
        self.site_bassins: dict[UUID, Bassin] = {}
        self.sites = Periods[UUID]()
        self.ressort = Periods[Bassin]()
        self.competences = Periods[tuple[str, Bassin]]()

    @property
    def bassins(self) -> tuple[str, ...]:
        return ALL_BASSINS

    @property
    def exists(self) -> bool:
        """True once the operator is registered; a number that is only reserved is no operator."""
        return bool(self.name)

    @property
    def college(self) -> College:
        return self.kind.college

    def register(self, scheme: NumberScheme, number: str, name: str, kind: OperatorKind, *, on: date) -> None:
        self.check_number_free(scheme, number)
        number = scheme.clean(number)
        scheme.check(number)
        self.record(
            OperatorRegistered(
                scheme=scheme,
                number=number,
                name=texts.name(name, "name"),
                kind=kind,
                effective_on=on,
            )
        )

    def check_number_free(self, scheme: NumberScheme, number: str) -> None:
        """Checks that the number is free. Raises `AlreadyRegistered`."""
        if self.exists:
            raise AlreadyRegistered(
                "L'opérateur {scheme} {number} est déjà au registre : {name}.",
                scheme=scheme.upper(),
                number=number,
                name=self.name,
            )

    def rename(self, name: str, *, bassin: Bassin | None, reason: str | None = None, on: date) -> None:
        check_not_before(on, self.named_on, "le nom en vigueur")
        name = texts.name(name, "name")
        if name == self.name:
            raise SameParticulars("L'opérateur porte déjà ce nom.")
        self.record(OperatorRenamed(bassin=bassin, name=name, reason=_text(reason), effective_on=on))

    def change_kind(self, kind: OperatorKind, *, bassin: Bassin | None, on: date) -> None:
        """Changes the kind; its seats in pôles keep their college."""
        check_not_before(on, self.kind_since, "la sorte en vigueur")
        if kind is self.kind:
            raise SameParticulars("L'opérateur est déjà de cette sorte.")
        standing = (covered for covered in self.ressort if self.ressort.reach(covered, on))
        if not kind.has_ressort and (covered := next(standing, None)):
            raise NoRessort(
                "Le ressort de {name} sur le bassin de {bassin} est consigné : son Instance y met fin d'abord.",
                name=self.name,
                bassin=NAMES[covered],
            )
        self.record(OperatorKindChanged(bassin=bassin, kind=kind, effective_on=on))

    def renumber(
        self, scheme: NumberScheme, number: str, *, bassin: Bassin | None, reason: str | None = None, on: date
    ) -> None:
        check_not_before(on, self.numbered_on, "le numéro en vigueur")
        number = scheme.clean(number)
        scheme.check(number)
        if (scheme, number) == self.number:
            raise SameParticulars("L'opérateur a déjà ce numéro.")
        self.record(
            OperatorRenumbered(bassin=bassin, scheme=scheme, number=number, reason=_text(reason), effective_on=on)
        )

    def reserve_for(self, bearer: UUID, *, on: date) -> None:
        """Reserves this id: another operator has its number."""
        self.record(OperatorNumberReserved(bearer=bearer, effective_on=on))

    def open_site(self, bassin: Bassin, site: UUID, commune: Commune, *, on: date) -> None:
        _check_own(bassin, commune.bassin)
        self._check_day(on)
        if site in self.site_bassins:
            raise SiteAlreadyOpen("Le site {site} est déjà ouvert.", site=site)
        self.record(SiteOpened(site=site, commune=commune.nis, bassin=commune.bassin, effective_on=on))

    def close_site(self, bassin: Bassin, site: UUID, *, on: date) -> None:
        if site not in self.site_bassins:
            raise NotFound("Site", site)
        _check_own(bassin, self.site_bassins[site])
        if not self.sites.is_open(site):
            raise SiteIsClosed("Le site {site} est déjà fermé.", site=site)
        self.sites.check_end(site, on, "l'ouverture du site")
        self.record(SiteClosed(site=site, effective_on=on))

    def record_ressort(self, bassin: Bassin, basis: str, *, on: date) -> None:
        """`basis` says what gives it: its statutes, a decree."""
        self._check_day(on)
        if not self.kind.has_ressort or on < self.ressort_from:
            raise NoRessort("Seuls une intercommunale et un partenaire social sont locaux par leur ressort.")
        if self.ressort.reach(bassin, on):
            raise RessortAlreadyRecorded(
                "Le ressort de {name} sur le bassin de {bassin} est déjà consigné.",
                name=self.name,
                bassin=NAMES[bassin],
            )
        self.record(RessortRecorded(bassin=bassin, basis=texts.text(basis, "basis"), effective_on=on))

    def end_ressort(self, bassin: Bassin, *, on: date) -> None:
        if not self.ressort.is_open(bassin):
            raise RessortNotRecorded(
                "Aucun ressort de {name} sur le bassin de {bassin} n'est consigné.",
                name=self.name,
                bassin=NAMES[bassin],
            )
        self.ressort.check_end(bassin, on, "le début du ressort")
        self.record(RessortEnded(bassin=bassin, since=self.ressort.since(bassin), effective_on=on))

    def recognise_competence(self, bassin: Bassin | None, axis: Axis, *, on: date) -> None:
        """Recognises a competence in the bassin; without one, in all ten, as before 0.3.0."""
        self._check_day(on)
        axis = clean(axis)
        if any(self.competences.reach((axis.key, each), on) for each in covered_by(bassin)):
            raise AlreadyCompetent(
                "{name} est déjà reconnu compétent pour « {axis} ».", name=self.name, axis=axis.label
            )
        self.record(CompetenceRecognised(bassin=bassin, axis=axis, key=axis.key, effective_on=on))

    def withdraw_competence(self, bassin: Bassin | None, key: str, *, on: date) -> None:
        """Withdraws a competence in the bassin; without one, in all ten, as before 0.3.0."""
        competence = key, covered_by(bassin)[0]
        if not self.competences.is_open(competence):
            if any(self.competences.is_open((key, other)) for other in Bassin):
                raise NotYourBassin(
                    "Votre Instance n'a pas reconnu cette compétence à {name} : d'autres l'ont fait.",
                    name=self.name,
                )
            raise CompetenceNotHeld(
                "{name} n'est pas reconnu compétent pour {key}.", name=self.name, key=texts.cut(key)
            )
        self.competences.check_end(competence, on, "la reconnaissance de la compétence")
        since = self.competences.since(competence)
        self.record(CompetenceWithdrawn(bassin=bassin, key=key, since=since, effective_on=on))

    def is_placed_in(self, bassin: Bassin, *days: date) -> bool:
        """Tells whether a site or the ressort places it in the bassin on one of the days.

        An operator that is located nowhere then belongs where it ever was; one that never was, to all ten bassins.
        """
        sites = [(self.site_bassins[site], period) for site in self.sites for period in self.sites.of(site)]
        ressorts = [(where, period) for where in self.ressort for period in self.ressort.of(where)]
        places = [*sites, *ressorts]
        here = {where for where, period in places if any(map(period.covers, days))} or {where for where, _ in places}
        return not here or bassin in here

    def as_candidate(self) -> Candidate:
        """Returns the parts that the composition of a pôle depends on."""
        return Candidate(
            operator=self.id,
            name=self.name,
            college=self.college,
            sites=tuple((self.site_bassins[site], period) for site in self.sites for period in self.sites.of(site)),
            ressort=tuple((bassin, period) for bassin in self.ressort for period in self.ressort.of(bassin)),
            competences=tuple(
                (*competence, period) for competence in self.competences for period in self.competences.of(competence)
            ),
            former_colleges=self.former_colleges,
            seat_moves=self.seat_moves,
        )

    def _check_day(self, on: date) -> None:
        check_not_before(on, self.registered_on, "l'inscription de l'opérateur")

    def _apply(self, event: OperatorEvent) -> None:  # noqa: C901, PLR0912 - one case an event
        match event:
            case OperatorRegistered(scheme=scheme, number=number, name=name, kind=kind, effective_on=on):
                self.name, self.kind, self.number, self.registered_on = name, kind, (scheme, number), on
                self.named_on = self.kind_since = self.numbered_on = on
            case OperatorRenamed(name=name, effective_on=on):
                self.name, self.named_on = name, on
            case OperatorKindChanged(kind=kind, effective_on=on):
                self.former_colleges = (*self.former_colleges, (self.kind.college, on))
                if event.moves_seats:
                    self.seat_moves = (*self.seat_moves, (kind.college, on))
                self.ressort_from = self.ressort_from if self.kind.has_ressort else on
                self.kind, self.kind_since = kind, on
            case OperatorRenumbered(scheme=scheme, number=number, effective_on=on):
                self.number, self.numbered_on = (scheme, number), on
            case OperatorNumberReserved(bearer=bearer):
                self.bearer = bearer
            case SiteOpened(site=site, bassin=bassin, effective_on=on):
                self.site_bassins[site] = bassin
                self.sites.open(site, on)
            case SiteClosed(site=site, effective_on=on):
                self.sites.close(site, on)
            case RessortRecorded(bassin=bassin, effective_on=on):
                self.ressort.open(bassin, on)
            case RessortEnded(bassin=bassin, effective_on=on):
                self.ressort.close(bassin, on)
            case CompetenceRecognised(key=key, effective_on=on):
                for bassin in event.covered:
                    self.competences.open((key, bassin), on)
            case CompetenceWithdrawn(key=key, effective_on=on):
                for bassin in event.covered:
                    self.competences.close((key, bassin), on)
            case _:
                assert_never(event)


def _text(reason: str | None) -> str | None:
    return None if reason is None else texts.text(reason, "reason")


def _check_own(bassin: Bassin, of: Bassin) -> None:
    """Raises `NotYourBassin`."""
    if bassin is not of:
        raise NotYourBassin(
            "Ce site est dans le bassin de {of} : son Instance l'ouvre et le ferme, non celle de {bassin}.",
            of=NAMES[of],
            bassin=NAMES[bassin],
        )
