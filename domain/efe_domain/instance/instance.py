"""Aggregate of an Instance bassin: its rules of order, bodies, seats, axes and grants of access."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import assert_never
from uuid import UUID

import msgspec

from efe_domain.access.grants import Grant, Grants, Role, RoleOutOfScope, granted_by
from efe_domain.instance.axis_matches import AxisMatches
from efe_domain.instance.events import (
    NO_SETTINGS,
    AccessGranted,
    AccessRevoked,
    AxesMatched,
    AxesUnmatched,
    AxisIdentified,
    AxisWithdrawn,
    BodyDissolved,
    BodyRules,
    BodySetUp,
    InstanceEstablished,
    InstanceEvent,
    LetterheadSet,
    Mandate,
    OrderSettings,
    PoleAccessGranted,
    PoleAccessRevoked,
    RulesOfOrderAdopted,
    SeatFilled,
    SeatVacated,
    check_contest_days,
    check_settings,
)
from efe_domain.instance.letterheads import Letterheads
from efe_domain.instance.orders import Orders
from efe_domain.instance.seats import Seats, clean_mandate
from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import Axis, clean
from efe_domain.shared.bassins import Bassin, instance_name
from efe_domain.shared.days import Period, Periods, check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import DomainError, Invalid, NotFound


class AlreadyEstablished(DomainError, rule=Rule.ART_3):
    """There is one Instance per bassin (ART-3)."""


class BodyAlreadySetUp(DomainError, rule=Rule.M6):
    """A body is set up once (M6)."""


class BodyNameTaken(DomainError, rule=Rule.M6):
    """Two bodies of one Instance do not bear the same name at the same time (M6)."""


class BodyIsDissolved(DomainError, rule=Rule.M6):
    """A dissolved body has no rules and no seats any more, does not meet, and is not dissolved again (M6)."""


class AxisAlreadyIdentified(DomainError, rule=Rule.PS_NB):
    """An axis is identified once, until it is withdrawn (PS-NB)."""


class AxisNotIdentified(DomainError, rule=Rule.PS_NB):
    """The Instance creates pôles around the secteurs, filières and métiers that it has identified (PS-NB)."""


class Body(msgspec.Struct):
    name: str
    period: Period


class InstanceBassin(Aggregate[InstanceEvent], kind="instance", noun="Instance bassin"):
    """Instance of one bassin. Bodies, quorums and majorities are its own data, never a default of the law."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.bassin: Bassin | None = None
        self.established_on = date.max
        self.bodies: dict[UUID, Body] = {}
        self._namesakes: defaultdict[str, list[Body]] = defaultdict(list)
        self.seats = Seats()
        self.rules: tuple[BodyRules, ...] | None = None
        self.orders = Orders()
        self.letterheads = Letterheads()
        self.axes = Periods[str]()
        self.identified_axes: dict[str, Axis] = {}
        self.matches = AxisMatches()
        self.grants = Grants()

    @property
    def bassins(self) -> tuple[str, ...]:
        return (self.bassin,) if self.bassin else ()

    def establish(self, bassin: Bassin, *, on: date) -> None:
        if self.exists:
            raise AlreadyEstablished("L'{instance} est déjà établie.", instance=instance_name(bassin))
        self.record(InstanceEstablished(bassin=bassin, name=instance_name(bassin), effective_on=on))

    def adopt_rules_of_order(
        self,
        rules: tuple[BodyRules, ...],
        settings: OrderSettings = NO_SETTINGS,
        *,
        contest_days: int | None = None,
        verdicts_need_quorum: bool | None = None,
        on: date,
    ) -> None:
        """Adopts quorum and majority, in percent, for bodies alive that day. Raises `NotFound` for any other body."""
        self.check_established(on)
        check_not_before(on, self.orders.since, "le règlement d'ordre intérieur en vigueur")
        for body in rules:
            self._check_rules(body, on)
        if len({body.body for body in rules}) < len(rules):
            raise Invalid("rules", "Un organe ne figure qu'une fois dans le règlement.")
        check_settings(settings)
        check_contest_days(contest_days)
        adopted = RulesOfOrderAdopted(
            rules=rules,
            settings=settings,
            contest_days=contest_days,
            verdicts_need_quorum=verdicts_need_quorum,
            effective_on=on,
        )
        self.orders.check_new(adopted)
        self.record(adopted)

    def settings_on(self, day: date) -> OrderSettings:
        """Returns the settings of the règlement in force that day."""
        return self.orders.settings_on(day)

    def contest_days_on(self, day: date) -> int:
        """Returns the days for a late word by the règlement in force that day (PS-CONSENSUS)."""
        return self.orders.contest_days_on(day)

    def set_up_body(self, body: UUID, name: str, mission: Rule, *, on: date) -> None:
        self.check_established(on)
        name = texts.name(name, "name")
        if body in self.bodies:
            raise BodyAlreadySetUp("L'organe « {body} » est déjà mis en place.", body=self.bodies[body].name)
        if mission not in (Rule.M6, Rule.M7):
            raise Invalid("mission", "Un organe relève de la mission 6 ou de la mission 7.")
        if any(other.period.reaches(on) for other in self._namesakes.get(texts.slug(name), ())):
            raise BodyNameTaken("L'Instance a déjà un organe nommé « {name} ».", name=name)
        self.record(BodySetUp(body=body, name=name, mission=mission, effective_on=on))

    def dissolve_body(self, body: UUID, *, on: date) -> None:
        dissolved_body = self._body(body)
        if dissolved_body.period.until is not None:
            raise BodyIsDissolved(
                "L'organe « {body} » est dissous depuis le {since}.",
                body=dissolved_body.name,
                since=dissolved_body.period.until,
            )
        check_not_before(on, dissolved_body.period.since, "la mise en place de l'organe")
        check_not_before(on, self.seats.latest_in(body), "le dernier changement d'un de ses sièges")
        self.record(BodyDissolved(body=body, effective_on=on))

    def fill_seat(self, body: UUID, seat: UUID, mandate: Mandate, *, on: date) -> None:
        """Fills a seat from that day on. Raises `NotFound` for a body or a seat that is not its own."""
        self.check_body(body, on)
        mandate = clean_mandate(mandate, on)
        self.seats.check_fillable(body, seat, on)
        self.record(SeatFilled(body=body, seat=seat, mandate=mandate, effective_on=on))

    def vacate_seat(self, body: UUID, seat: UUID, reason: str, *, on: date) -> None:
        self.check_body(body, on)
        since, reason = self.seats.holder_since(body, seat, on), texts.text(reason, "reason")
        self.record(SeatVacated(body=body, seat=seat, since=since, reason=reason, effective_on=on))

    def identify_axis(self, axis: Axis, *, meeting: UUID | None = None, on: date) -> None:
        self.check_established(on)
        axis = clean(axis)
        if self.axes.reach(axis.key, on):
            raise AxisAlreadyIdentified("L'axe « {axis} » est déjà identifié.", axis=axis.label)
        self.record(AxisIdentified(axis=axis, key=axis.key, meeting=meeting, effective_on=on))

    def withdraw_axis(self, key: str, *, on: date) -> None:
        if not self.axes.is_open(key):
            raise AxisNotIdentified("L'axe {key} n'est pas identifié par cette Instance.", key=texts.cut(key))
        self.axes.check_end(key, on, "l'identification de l'axe")
        self.record(AxisWithdrawn(key=key, since=self.axes.since(key), effective_on=on))

    def identified(self, axis: Axis, day: date) -> Axis:
        """Returns the axis in the words in which the Instance identified it. Raises `AxisNotIdentified` (PS-NB)."""
        if not self.axes.cover(axis.key, day):
            raise AxisNotIdentified("L'Instance n'a pas identifié l'axe « {axis} » à cette date.", axis=axis.label)
        return self.identified_axes[axis.key]

    def match_axes(self, key: str, bassin: Bassin, other_key: str, basis: str, *, on: date) -> None:
        """Declares its axis equal to another Instance's, effective once both declare it; `basis` is the decision."""
        if not self.axes.cover(key, on):
            raise AxisNotIdentified("L'axe {key} n'est pas identifié par cette Instance.", key=texts.cut(key))
        self.record(self.matches.matched(key, bassin, other_key, basis, on))

    def unmatch_axes(self, key: str, bassin: Bassin, other_key: str, *, on: date) -> None:
        self.record(self.matches.unmatched(key, bassin, other_key, on))

    def grant_access(self, account: UUID, role: Role, *, by: str = "", on: date) -> None:
        """`by` is the actor who grants."""
        self.check_established(on)
        if role is Role.ADMINISTRATOR:
            raise RoleOutOfScope("Un administrateur est désigné pour toute la plateforme, non pour une Instance.")
        self.grants.check_grantable(Grant(account, role), on)
        self.record(AccessGranted(account=account, role=role, metadata=granted_by(by), effective_on=on))

    def revoke_access(self, account: UUID, role: Role, *, on: date) -> None:
        self.grants.check_revocable(Grant(account, role), on)
        since = self.grants.since(Grant(account, role))
        self.record(AccessRevoked(account=account, role=role, since=since, effective_on=on))

    def grant_pole_access(self, pole: UUID, account: UUID, role: Role, *, by: str = "", on: date) -> None:
        if role not in (Role.AUDITOR, Role.READER):
            raise RoleOutOfScope("Un pôle s'ouvre à un auditeur ou à un lecteur ; ses membres y agissent sans rôle.")
        self.grants.check_grantable(Grant(account, role, pole), on)
        metadata = granted_by(by)
        self.record(PoleAccessGranted(pole=pole, account=account, role=role, metadata=metadata, effective_on=on))

    def revoke_pole_access(self, pole: UUID, account: UUID, role: Role, *, on: date) -> None:
        self.grants.check_revocable(Grant(account, role, pole), on)
        since = self.grants.since(Grant(account, role, pole))
        self.record(PoleAccessRevoked(pole=pole, account=account, role=role, since=since, effective_on=on))

    def set_letterhead(self, logo: Document | None, address: str, office: str, *, on: date) -> None:
        self.check_established(on)
        self.record(self.letterheads.replaced(logo, address, office, on))

    def _body(self, body: UUID) -> Body:
        if body not in self.bodies:
            raise NotFound("Organe", body)
        return self.bodies[body]

    def check_body(self, body: UUID, on: date) -> None:
        """Checks that the body is in place on that day. Raises `NotFound`, `TooEarly` or `BodyIsDissolved`."""
        named_body = self._body(body)
        check_not_before(on, named_body.period.since, "la mise en place de l'organe")
        if not named_body.period.covers(on):
            raise BodyIsDissolved("L'organe « {body} » est dissous à cette date.", body=named_body.name)

    def check_judges(self, body: UUID, day: date) -> None:
        """Checks the right of a body to give verdicts, by the règlement. Raises `NotFound` or `BodyDoesNotJudge`.

        A règlement that names no body for it leaves it to all of them.
        """
        self.orders.check_judges(body, self._body(body).name, day)

    def check_quorum(self, body: UUID, persons: Collection[UUID], day: date) -> None:
        """Checks who sat for the body, by the règlement of that day. Raises `QuorumNotReached`."""
        self.orders.check_quorum(body, self.seats.voting_on(body, day), persons, day)

    def _check_rules(self, rules: BodyRules, on: date) -> None:
        self.check_body(rules.body, on)
        for percent in (rules.quorum_percent, rules.majority_percent):
            if percent is not None and not 0 < percent <= 100:
                raise Invalid("rules", "Un pourcentage se situe entre 1 et 100.")

    def check_established(self, on: date) -> None:
        """Raises `TooEarly`."""
        check_not_before(on, self.established_on, "l'établissement de l'Instance")

    def _apply(self, event: InstanceEvent) -> None:  # noqa: C901 - one case an event
        match event:
            case InstanceEstablished(bassin=bassin, effective_on=on):
                self.bassin, self.established_on = bassin, on
            case RulesOfOrderAdopted():
                self.orders.adopt(event)
            case BodySetUp(body=body, name=name, effective_on=on):
                self.bodies[body] = Body(name, Period(on))
                self._namesakes[texts.slug(name)].append(self.bodies[body])
            case BodyDissolved(body=body, effective_on=on):
                self.bodies[body].period = Period(self.bodies[body].period.since, on)
            case SeatFilled() | SeatVacated():
                self.seats.apply(event)
            case AxisIdentified(axis=axis, key=key, effective_on=on):
                self.axes.open(key, on)
                self.identified_axes[key] = axis
            case AxisWithdrawn(key=key, effective_on=on):
                self.axes.close(key, on)
            case LetterheadSet():
                self.letterheads.apply(event)
            case AxesMatched() | AxesUnmatched():
                self.matches.apply(event)
            case AccessGranted() | PoleAccessGranted():
                self.grants.give(_grant(event), event.effective_on, by=event.metadata.get("actor", ""))
            case AccessRevoked() | PoleAccessRevoked():
                self.grants.close(_grant(event), event.effective_on)
            case _:
                assert_never(event)


def _grant(event: AccessGranted | AccessRevoked | PoleAccessGranted | PoleAccessRevoked) -> Grant:
    return Grant(event.account, event.role, getattr(event, "pole", None))
