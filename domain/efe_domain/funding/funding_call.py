"""Aggregate of a funding call: entered, changed and withdrawn by one Instance, read by all ten."""

from datetime import date
from typing import assert_never
from uuid import UUID

import msgspec

from efe_domain.funding.events import CallChanged, CallEvent, CallOpened, CallWithdrawn
from efe_domain.law.rules import Rule
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import DomainError, Invalid


class CallAlreadyOpened(DomainError, rule=Rule.REGISTRE_APPELS):
    """A funding call is entered in the register once (REGISTRE-APPELS)."""


class CallIsWithdrawn(DomainError, rule=Rule.REGISTRE_APPELS):
    """A withdrawn call is not changed, and no application cites it any more (REGISTRE-APPELS)."""


class SameCall(DomainError, rule=Rule.REGISTRE_APPELS):
    """A change of a call changes something (REGISTRE-APPELS)."""


class CallTerms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Terms of a call as its source has them; both days are included.

    Without a document the digest of a command stays that of before documents existed.
    """

    name: str
    executive: str
    opens: date
    closes: date
    reference: str
    document: Document | None = None

    def clean(self) -> "CallTerms":
        """Returns the terms in their stored form. Raises `Invalid`."""
        if self.closes < self.opens:
            raise Invalid("closes", "L'appel se clôt avant de s'ouvrir.")
        return CallTerms(
            name=texts.name(self.name, "name"),
            executive=texts.name(self.executive, "executive"),
            opens=self.opens,
            closes=self.closes,
            reference=texts.text(self.reference, "reference"),
            document=self.document,
        )


class RegisteredCall(Aggregate[CallEvent], kind="call", noun="Appel à financement"):
    """Funding call. Its terms are those of its source; nothing in the register decides on money."""

    bassin: Bassin
    terms: CallTerms

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.changed_on = date.max
        self.withdrawn_on: date | None = None

    @property
    def bassins(self) -> tuple[str, ...]:
        return ALL_BASSINS

    def open(self, bassin: Bassin, terms: CallTerms, *, on: date) -> None:
        if self.exists:
            raise CallAlreadyOpened("Cet appel est déjà au registre.")
        self.record(CallOpened(bassin=bassin, **msgspec.structs.asdict(terms.clean()), effective_on=on))

    def change(self, terms: CallTerms, reason: str, *, on: date) -> None:
        self._check_standing()
        check_not_before(on, self.changed_on, "ce que le registre dit de l'appel")
        terms = terms.clean()
        if terms == self.terms:
            raise SameCall("Le registre dit déjà cela de l'appel.")
        reason = texts.text(reason, "reason")
        self.record(CallChanged(**msgspec.structs.asdict(terms), reason=reason, effective_on=on))

    def withdraw(self, reason: str, *, on: date) -> None:
        self._check_standing()
        check_not_before(on, self.changed_on, "ce que le registre dit de l'appel")
        self.record(CallWithdrawn(reason=texts.text(reason, "reason"), effective_on=on))

    def check_chosen(self, on: date) -> None:
        """Checks that an application of that day may choose the call; a late one may.

        Raises `CallIsWithdrawn` or `TooEarly`.
        """
        check_not_before(on, self.terms.opens, "l'ouverture de l'appel")
        if self.withdrawn_on is not None and on >= self.withdrawn_on:
            self._check_standing()

    def _check_standing(self) -> None:
        if self.withdrawn_on is not None:
            raise CallIsWithdrawn("Cet appel est retiré du registre depuis le {since}.", since=self.withdrawn_on)

    def _apply(self, event: CallEvent) -> None:
        match event:
            case CallOpened(bassin=bassin):
                self.bassin = bassin
                self._take(event)
            case CallChanged():
                self._take(event)
            case CallWithdrawn(effective_on=on):
                self.withdrawn_on = on
            case _:
                assert_never(event)

    def _take(self, event: CallOpened | CallChanged) -> None:
        self.changed_on = event.effective_on
        self.terms = CallTerms(
            name=event.name,
            executive=event.executive,
            opens=event.opens,
            closes=event.closes,
            reference=event.reference,
            document=event.document,
        )
