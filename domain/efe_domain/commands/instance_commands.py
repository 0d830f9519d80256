"""Commands of an Instance on its règlement, bodies, seats and axes; and grants of access, the platform's included."""

from datetime import date
from typing import cast
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.instance.events import NO_SETTINGS, BodyRules, InstanceEvent, Mandate, OrderSettings
from efe_domain.instance.instance import InstanceBassin
from efe_domain.law.rules import Rule
from efe_domain.pole.pole import Pole
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.command_context import current_context
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import instance_id


class InstanceCommands(Rights):
    """`bassin` is a code. `on` is the day in law, today when None."""

    @use_case
    def establish_instance(self, bassin: str, *, on: date | None = None) -> CommandResult:
        self.administering()
        instance = self.target(self.load(InstanceBassin, instance_id(bassin_of(bassin))))
        instance.establish(bassin_of(bassin), on=self.day(on))
        return self.record(instance)

    @use_case
    def adopt_rules_of_order(
        self,
        bassin: str,
        rules: tuple[BodyRules, ...],
        *,
        settings: OrderSettings = NO_SETTINGS,
        contest_days: int | None = None,
        verdicts_need_quorum: bool | None = None,
        on: date | None = None,
    ) -> CommandResult:
        instance = self.target(self.coordinating(bassin))
        instance.adopt_rules_of_order(
            rules, settings, contest_days=contest_days, verdicts_need_quorum=verdicts_need_quorum, on=self.day(on)
        )
        return self.record(instance)

    @use_case
    def set_up_body(
        self, bassin: str, body: UUID, name: str, mission: Rule, *, on: date | None = None
    ) -> CommandResult:
        instance = self.target(self.coordinating(bassin))
        instance.set_up_body(body, name, mission, on=self.day(on))
        return self.record(instance)

    @use_case
    def dissolve_body(self, bassin: str, body: UUID, *, on: date | None = None) -> CommandResult:
        instance = self.target(self.coordinating(bassin))
        instance.dissolve_body(body, on=self.day(on))
        return self.record(instance)

    @use_case
    def fill_seat(
        self,
        bassin: str,
        body: UUID,
        seat: UUID,
        mandate: Mandate,
        *,
        known: bool = False,
        on: date | None = None,
    ) -> CommandResult:
        """Fills a seat. The mandate starts on the legal day of the command; an unknown seat id makes a new seat.

        Raises `NotFound` for a `known` seat of another Instance.
        """
        instance = self.target(self.coordinating(bassin))
        if known:
            instance.seats.check_known(body, seat)
        self.check_nameable(mandate.person, mandate.substitute)
        instance.fill_seat(body, seat, mandate, on=self.day(on))
        return self.record(instance)

    @use_case
    def vacate_seat(
        self, bassin: str, body: UUID, seat: UUID, reason: str, *, on: date | None = None
    ) -> CommandResult:
        instance = self.target(self.coordinating(bassin))
        instance.vacate_seat(body, seat, reason, on=self.day(on))
        return self.record(instance)

    @use_case
    def identify_axis(
        self, bassin: str, axis: Axis, *, meeting_id: UUID | None = None, on: date | None = None
    ) -> CommandResult:
        """`meeting_id` is a meeting of a body of the Instance that the act cites."""
        instance, day = self.target(self.coordinating(bassin)), self.day(on)
        instance.identify_axis(axis, meeting=meeting_id, on=day)
        self.check_cited(meeting_id, instance.bassin, day)
        return self.record(instance)

    @use_case
    def withdraw_axis(self, bassin: str, key: str, *, on: date | None = None) -> CommandResult:
        instance = self.target(self.coordinating(bassin))
        instance.withdraw_axis(key, on=self.day(on))
        return self.record(instance)

    @use_case
    def match_axes(
        self, bassin: str, key: str, other_bassin: str, other_key: str, basis: str, *, on: date | None = None
    ) -> CommandResult:
        instance = self.target(self.coordinating(bassin))
        instance.match_axes(key, bassin_of(other_bassin), other_key, basis, on=self.day(on))
        return self.record(instance)

    @use_case
    def unmatch_axes(
        self, bassin: str, key: str, other_bassin: str, other_key: str, *, on: date | None = None
    ) -> CommandResult:
        instance = self.target(self.coordinating(bassin))
        instance.unmatch_axes(key, bassin_of(other_bassin), other_key, on=self.day(on))
        return self.record(instance)

    @use_case
    def set_letterhead(
        self, bassin: str, address: str, office: str, *, logo: Document | None = None, on: date | None = None
    ) -> CommandResult:
        """`office` is that of the signatory, such as « La présidence »: never a person."""
        instance = self.target(self.coordinating(bassin))
        instance.set_letterhead(logo, address, office, on=self.day(on))
        return self.record(instance)

    @use_case
    def grant_access(self, bassin: str, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
        instance = self.target(self.granting(bassin))
        instance.grant_access(account, role, by=current_context().actor, on=self.day(on))
        return self.record(instance)

    @use_case
    def revoke_access(self, bassin: str, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
        instance = self.target(self.granting(bassin))
        instance.revoke_access(account, role, on=self.day(on))
        return self.record(instance)

    def has_lost_access(self, bassin: str, account: UUID, role: Role, *, on: date) -> bool:
        """Tells whether an account held a role of an Instance and holds it no more, by the ledger itself."""
        stream = instance_id(bassin_of(bassin))
        instance = InstanceBassin.replay(stream, cast("list[InstanceEvent]", self.events.get(stream)))
        return instance.grants.has_lost(account, role, on)

    @use_case
    def grant_pole_access(self, pole_id: UUID, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
        instance = self._opening(pole_id, on)
        instance.grant_pole_access(pole_id, account, role, by=current_context().actor, on=self.day(on))
        return self.record(instance)

    @use_case
    def revoke_pole_access(
        self, pole_id: UUID, account: UUID, role: Role, *, on: date | None = None
    ) -> CommandResult:
        instance = self._opening(pole_id, on)
        instance.revoke_pole_access(pole_id, account, role, on=self.day(on))
        return self.record(instance)

    def _opening(self, pole_id: UUID, on: date | None) -> InstanceBassin:
        """Returns the Instance of a pôle for an account that may grant access to it."""
        pole = self.require(Pole, pole_id)
        instance = self.target(self.granting(pole.bassin))
        pole.check_created(self.day(on))
        return instance

    @use_case
    def grant_platform_access(self, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
        register = self.target(self.administering())
        register.grant_access(account, role, by=current_context().actor, on=self.day(on))
        return self.record(register)

    @use_case
    def revoke_platform_access(self, account: UUID, role: Role, *, on: date | None = None) -> CommandResult:
        register = self.target(self.administering())
        register.revoke_access(account, role, on=self.day(on))
        return self.record(register)
