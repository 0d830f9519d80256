"""The commands of Instances on the register of funding calls."""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.funding.funding_call import CallTerms, RegisteredCall
from efe_domain.shared.bassins import bassin as bassin_of


class FundingCommands(Rights):
    """Commands of a coordinator of the Instance that enters a call, the only one to change it. `on` is today when
    None.
    """

    @use_case
    def open_funding_call(
        self, bassin: str, call_id: UUID, terms: CallTerms, *, on: date | None = None
    ) -> CommandResult:
        self.coordinating(bassin).check_established(self.day(on))
        call = self.target(self.load(RegisteredCall, call_id))
        call.open(bassin_of(bassin), terms, on=self.day(on))
        return self.record(call)

    @use_case
    def change_funding_call(
        self, call_id: UUID, terms: CallTerms, reason: str, *, on: date | None = None
    ) -> CommandResult:
        """Changes what the register says of the call; applications keep what they copied."""
        call = self._entered(call_id)
        call.change(terms, reason, on=self.day(on))
        return self.record(call)

    @use_case
    def withdraw_funding_call(self, call_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
        call = self._entered(call_id)
        call.withdraw(reason, on=self.day(on))
        return self.record(call)

    def _entered(self, call_id: UUID) -> RegisteredCall:
        """Loads the call for a coordinator of the Instance that entered it. Raises `NotFound` or `Forbidden`."""
        call = self.require(RegisteredCall, call_id)
        self.coordinating(call.bassin)
        return self.target(call)
