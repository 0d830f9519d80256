"""A case for each refusal of a correction: a past, and the correction of it that is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from efe_domain.analysis.analysis import Analysis
from efe_domain.pole.modalities import Modalities
from efe_domain.pole.pole import Pole
from efe_domain.shared import consequences, correction, replay_decisions, withdrawal
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import DomainError
from efe_domain.shared.record_events import Patch
from tests.domain.corrections import Ledger, recorded_by
from tests.domain.given import TODAY, a_constituted_pole, a_pole, an_instance, some_id
from tests.domain.opinions import DOCUMENT, REQUEST

type Case = tuple[Callable[[], Aggregate[Any]], Callable[[Any], object]]


def correcting(past: Callable[[], Aggregate[Any]], *patches: Patch, documented: bool = True) -> Case:
    def command(aggregate: Aggregate[Any]) -> object:
        ledger = Ledger([*recorded_by(past()), *recorded_by(an_instance())])
        return ledger.decide(aggregate.id, patches, documented=documented)

    return past, command


def withdrawing(past: Callable[[], Aggregate[Any]], act: int, *, on: date) -> Case:
    def command(aggregate: Aggregate[Any]) -> object:
        ledger = Ledger([*recorded_by(past()), *recorded_by(an_instance())])
        return ledger.withdraw(aggregate.id, act, on=on)

    return past, command


def a_pole_with_modalities() -> Pole:
    pole = a_pole()
    pole.agree_modalities(Modalities(meeting_every_months=3, remote_allowed=True), None, on=TODAY)
    return pole


def an_analysis() -> Analysis:
    analysis = Analysis(some_id("analysis"))
    analysis.request_data(Bassin.LIEGE, REQUEST, on=TODAY)
    analysis.receive(DOCUMENT, "Courrier 12", on=TODAY)
    return analysis


CASES: dict[type[DomainError], Case] = {
    correction.NotRectifiable: correcting(a_pole, Patch(1)),
    correction.NothingToRectify: correcting(a_pole, Patch(1, {"name": "Chauffage"})),
    correction.DocumentNeeded: correcting(a_pole_with_modalities, Patch(2, {"quorum_percent": 50}), documented=False),
    correction.FactIsUsed: correcting(an_analysis, Patch(1)),
    withdrawal.NotWithdrawable: withdrawing(a_pole, 1, on=TODAY),
    withdrawal.WithdrawnTooLate: withdrawing(a_constituted_pole, 5, on=TODAY + timedelta(61)),
    replay_decisions.CorrectionBreaks: correcting(a_pole_with_modalities, Patch(2, {"meeting_every_months": 99})),
}
ONLY_THE_DOOR_CAN: set[type[DomainError]] = {
    correction.SameCoordinator,
    correction.NotIndependent,
    correction.NothingToConfirm,
    correction.MinutesNotAdopted,
    consequences.TooManyConsequences,
    withdrawal.WithdrawalPending,
}
"""Use cases know who acts, what waits, and which meetings there are."""
