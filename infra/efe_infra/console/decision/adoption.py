"""Form of the adoption of a decision, which may be communicated and received by the same form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from efe_infra.console.decision.forms import ADOPTION, COMMUNICATES, JOINING, RECEIVES
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.forms.follow_ups import ChainedPage, NextCommand
from efe_infra.console.forms.outcome import Done
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr

FLAGS: Final = (COMMUNICATES.name, RECEIVES.name)


@dataclass(frozen=True, kw_only=True)
class AdoptionPage(ChainedPage):
    """Adoption, then the communication to the Instance and the receipt, of the same day."""

    def follow_ups(self, _answer: Done, submission: Submission) -> Iterator[NextCommand]:
        if not submission.typed.get(COMMUNICATES.name):
            return
        command_input = submission.variables(self.command, self.options)
        days = {name: command_input[name] for name in ("effectiveOn",) if name in command_input}
        values = {"decisionId": self.fixed["decisionId"], **days}
        yield NextCommand(commands.COMMUNICATE_DECISION, values, tr("Puis la décision est communiquée à l'Instance."))
        if submission.typed.get(RECEIVES.name):
            yield NextCommand(commands.RECEIVE_DECISION, values, tr("Puis l'Instance la reçoit."))


def adoption_form(*, joins: bool, is_coordinator: bool) -> CommandForm:
    """Returns the form; a coordinator of the Instance may receive the decision too."""
    own = (*ADOPTION.own, *((JOINING,) if joins else ()), COMMUNICATES, *((RECEIVES,) if is_coordinator else ()))
    return replace(ADOPTION, own=own, shape=without_flags)


def without_flags(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in FLAGS}
