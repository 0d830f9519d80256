"""The règlements d'ordre intérieur of an Instance: each is in force from its day, until the next one."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from efe_domain.instance.events import (
    CONTEST_DAYS,
    NO_SETTINGS,
    BodyRules,
    Mandate,
    OrderSettings,
    RulesOfOrderAdopted,
    is_same_order,
)
from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class BodyDoesNotJudge(DomainError, rule=Rule.ART_7):
    """Verdicts are given in the bodies that the règlement d'ordre intérieur names for it, if it names any (ART-7)."""


class QuorumNotReached(DomainError, rule=Rule.ART_7):
    """A body gives a verdict with the quorum of the règlement d'ordre intérieur, where that requires it (ART-7)."""


class SameRulesOfOrder(DomainError, rule=Rule.ART_7):
    """A règlement d'ordre intérieur that changes nothing is not adopted again (ART-7)."""


class Orders:
    """Règlements in the order of their adoption."""

    def __init__(self) -> None:
        self._adopted: list[RulesOfOrderAdopted] = []

    @property
    def last(self) -> RulesOfOrderAdopted | None:
        return self._adopted[-1] if self._adopted else None

    @property
    def since(self) -> date:
        """The day of the last règlement; `date.min` without any."""
        return self.last.effective_on if self.last else date.min

    def check_new(self, order: RulesOfOrderAdopted) -> None:
        """Raises `SameRulesOfOrder`."""
        if self.last and is_same_order(order, self.last):
            raise SameRulesOfOrder("Ce règlement d'ordre intérieur est déjà en vigueur.")

    def adopt(self, order: RulesOfOrderAdopted) -> None:
        self._adopted.append(order)

    def settings_on(self, day: date) -> OrderSettings:
        return order.settings if (order := self._in_force(day)) else NO_SETTINGS

    def contest_days_on(self, day: date) -> int:
        """Returns the days for a late word (PS-CONSENSUS)."""
        return ((order := self._in_force(day)) and order.contest_days) or CONTEST_DAYS

    def check_judges(self, body: UUID, name: str, day: date) -> None:
        """Checks the right of a body to give verdicts. Raises `BodyDoesNotJudge`.

        A règlement that names no body for it leaves it to all of them.
        """
        rules = self._rules_on(day)
        judging_bodies = {each.body for each in rules if each.gives_verdicts}
        excluded = {each.body for each in rules if each.gives_verdicts is False}
        if body in excluded or (judging_bodies and body not in judging_bodies):
            raise BodyDoesNotJudge("Le règlement ne confie pas les verdicts à l'organe « {body} ».", body=name)

    def check_quorum(self, body: UUID, mandates: Collection[Mandate], persons: Collection[UUID], day: date) -> None:
        """Checks how many of the mandates that vote were held by these persons or their substitutes.

        Raises `QuorumNotReached` where the règlement needs the quorum for verdicts.
        """
        order = self._in_force(day)
        quorum = next((each.quorum_percent for each in self._rules_on(day) if each.body == body), None)
        if order is None or quorum is None or not order.verdicts_need_quorum:
            return
        present = sum(bool({each.person, each.substitute} & {*persons}) for each in mandates)
        if not mandates or 100 * present < quorum * len(mandates):
            raise QuorumNotReached(
                "Le règlement demande un quorum de {quorum} % des mandats délibératifs : {present} sur {seats}"
                " étaient représentés à la réunion du {day}.",
                quorum=quorum,
                present=present,
                seats=len(mandates),
                day=day,
            )

    def _rules_on(self, day: date) -> tuple[BodyRules, ...]:
        return order.rules if (order := self._in_force(day)) else ()

    def _in_force(self, day: date) -> RulesOfOrderAdopted | None:
        return next((order for order in reversed(self._adopted) if order.effective_on <= day), None)
