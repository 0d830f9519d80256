"""The means of a project: what Instances give to it, and the money that its pôles apply for."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.content import check_amount
from efe_domain.project.events import FundingAppliedFor, FundingOutcomeRecorded, SupportEnded, SupportGranted
from efe_domain.project.refusals import (
    AlreadyAppliedFor,
    FundingOutcomeKnown,
    MoreThanAsked,
    SupportHeld,
    SupportIsEnded,
    SupportStands,
)
from efe_domain.shared import texts
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid, NotFound

MAX_SUPPORT_HOURS: Final = 100_000
"""Hours of one support at most; a larger number is a typing error."""


class Supports:
    """Supports that were granted or ended. An amendment leaves them: the Instance confirms or ends each."""

    def __init__(self) -> None:
        self._granted: dict[UUID, SupportGranted] = {}
        self._ended: set[UUID] = set()

    def of(self, bassin: Bassin) -> list[UUID]:
        """Returns the supports of an Instance, also those that ended."""
        return [each.support for each in self._granted.values() if each.bassin == bassin]

    def checked_grant(self, event: SupportGranted) -> SupportGranted:
        """Returns the event of a support with clean texts.

        Raises `SupportHeld`, `Invalid`, or `TooEarly` for a period that begins before the support.
        """
        same = (event.bassin, event.kind, event.phase)
        if any((each.bassin, each.kind, each.phase) == same for each in self._standing()):
            raise SupportHeld("L'Instance apporte déjà ce soutien dans cette phase.")
        event = replace(event, description=texts.text(event.description, "description"))
        if event.hours is not None and not 1 <= event.hours <= MAX_SUPPORT_HOURS:
            raise Invalid("hours", "Un soutien compte de 1 à {most} heures.", most=MAX_SUPPORT_HOURS)
        if event.starts:
            check_not_before(event.starts, event.effective_on, "l'octroi du soutien")
        if event.ends and event.ends < (event.starts or event.effective_on):
            raise Invalid("ends", "La période se termine avant de commencer.")
        return event

    def checked_end(self, support: UUID, bassin: Bassin, reason: str, on: date) -> SupportEnded:
        """Returns the event that ends a support. Raises `NotFound`, `SupportIsEnded`, `TooEarly` or `Invalid`."""
        support_grant = self._granted.get(support)
        if support_grant is None or support_grant.bassin != bassin:
            raise NotFound("Soutien", support)
        if support in self._ended:
            raise SupportIsEnded("Ce soutien a déjà pris fin.")
        check_not_before(on, support_grant.effective_on, "l'octroi du soutien")
        return SupportEnded(support=support, bassin=bassin, reason=texts.text(reason, "reason"), effective_on=on)

    def ends_by_verdict(self, verdict: int, bassin: Bassin, number: int, reason: str, on: date) -> list[SupportEnded]:
        """Returns the ends of the supports of an Instance to the content of that number, by its refusal."""
        return [
            SupportEnded(
                support=each.support,
                bassin=bassin,
                reason=reason,
                by_verdict=verdict,
                effective_on=max(on, each.effective_on),
            )
            for each in self._standing()
            if (each.bassin, each.number) == (bassin, number)
        ]

    def check_none_of(self, bassins: set[Bassin]) -> None:
        """Raises `SupportStands`."""
        if any(each.bassin in bassins for each in self._standing()):
            raise SupportStands("L'Instance que ce départ détache du projet lui apporte encore un soutien.")

    def standing_of(self, bassins: set[Bassin]) -> tuple[UUID, ...]:
        return tuple(each.support for each in self._standing() if each.bassin in bassins)

    def grant(self, granted: SupportGranted) -> None:
        self._granted[granted.support] = granted

    def end(self, *supports: UUID) -> None:
        self._ended.update(supports)

    def _standing(self) -> list[SupportGranted]:
        return [each for support, each in self._granted.items() if support not in self._ended]


class Applications:
    """Applications for funding; the outcome of each is decided elsewhere (PS-CREDITS)."""

    def __init__(self) -> None:
        self._applied: dict[UUID, FundingAppliedFor] = {}
        self._decided: set[UUID] = set()

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._applied)

    def pole_of(self, application: UUID) -> UUID:
        """Returns the pôle that applied. Raises `NotFound`."""
        return self._known(application).pole

    def checked_application(self, event: FundingAppliedFor) -> FundingAppliedFor:
        """Returns the event of an application with clean texts. Raises `AlreadyAppliedFor` or `Invalid`."""
        check_amount(event.amount_cents, "amount", least=1)
        event = replace(event, procedure=texts.name(event.procedure, "procedure"))
        if any(_is_same_request(each, event) for each in self._awaiting()):
            raise AlreadyAppliedFor("Ce pôle attend déjà l'issue d'une demande dans cette procédure.")
        return event

    def checked_outcome(
        self, application: UUID, granted_cents: int | None, comment: str, on: date
    ) -> FundingOutcomeRecorded:
        """Returns the event of an outcome.

        Raises `NotFound`, `FundingOutcomeKnown`, `TooEarly`, `Invalid` or `MoreThanAsked`.
        """
        request = self._known(application)
        if application in self._decided:
            raise FundingOutcomeKnown("L'issue de cette demande est déjà connue.")
        check_not_before(on, request.effective_on, "la demande de financement")
        if granted_cents is not None:
            check_amount(granted_cents, "granted", least=1)
        comment = texts.text(comment, "comment") if comment else ""
        if granted_cents is not None and granted_cents > request.amount_cents and not comment:
            raise MoreThanAsked("Le montant accordé dépasse celui qui était demandé : dites pourquoi en commentaire.")
        return FundingOutcomeRecorded(
            application=application, granted_cents=granted_cents, comment=comment, effective_on=on
        )

    def apply(self, applied: FundingAppliedFor) -> None:
        self._applied[applied.application] = applied

    def decide(self, application: UUID) -> None:
        self._decided.add(application)

    def _known(self, application: UUID) -> FundingAppliedFor:
        if application not in self._applied:
            raise NotFound("Demande de financement", application)
        return self._applied[application]

    def _awaiting(self) -> list[FundingAppliedFor]:
        return [each for application, each in self._applied.items() if application not in self._decided]


def _is_same_request(one: FundingAppliedFor, other: FundingAppliedFor) -> bool:
    """Tells whether both are of one pôle in one call; without calls, in one procedure of one executive."""
    if one.pole != other.pole or (one.call and other.call):
        return one.pole == other.pole and one.call == other.call
    return (one.authority, texts.slug(one.procedure)) == (other.authority, texts.slug(other.procedure))
