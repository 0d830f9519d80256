"""Form of the evaluation of a pôle, which may renew it by the same form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, as_it_is
from efe_infra.console.forms.follow_ups import ChainedPage, NextCommand
from efe_infra.console.forms.outcome import Done
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.forms import EVALUATION, WITHOUT_LAST_DAY

RENEWS: Final = Field(
    "renews",
    tr("Renouveler aussitôt le pôle"),
    "flag",
    tr("Pour un nouveau terme, par la même décision de l'Instance."),
)
RENEWAL_ENDS: Final = Field("renewalEnds", tr("Dernier jour du nouveau terme"), "day", WITHOUT_LAST_DAY)
"""Fields of an evaluation that a renewal follows."""


@dataclass(frozen=True, kw_only=True)
class EvaluationPage(ChainedPage):
    """Evaluation, then the renewal of the same day and by the same meeting."""

    def follow_ups(self, _answer: Done, submission: Submission) -> Iterator[NextCommand]:
        if not submission.typed.get(RENEWS.name):
            return
        command_input = submission.variables(replace(self.command, shape=as_it_is), self.options)
        values: dict[str, Any] = {"poleId": self.fixed["poleId"]}
        values |= {name: each for name, each in command_input.items() if name in {"effectiveOn", "meetingId"}}
        if RENEWAL_ENDS.name in command_input:
            values["ends"] = command_input[RENEWAL_ENDS.name]
        yield NextCommand(commands.RENEW_POLE, values, tr("Puis le pôle est renouvelé."))


def without_renewal(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in {RENEWS.name, RENEWAL_ENDS.name}}


EVALUATING: Final[CommandForm] = replace(
    EVALUATION, own=(*EVALUATION.own, RENEWS, RENEWAL_ENDS), shape=without_renewal
)
