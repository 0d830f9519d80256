"""Page of a composite command: rows that buttons add, and a dry run before the command is sent."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final, NamedTuple

from starlette.responses import Response

from efe_infra.console.forms.command_form import STEP, TRY
from efe_infra.console.forms.outcome import Planned
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.submission import Submission
from efe_infra.console.web.form_body import Fields

MAX_ROWS: Final = 40
"""Rows of one list of a form."""


class PlannedLine(NamedTuple):
    """Sentence of the acts that a dry run plans, and how often it would be recorded."""

    sentence: str
    times: int


class Trial(NamedTuple):
    """Result of a dry run: the acts, and what the form adds to them."""

    acts: Sequence[PlannedLine]
    notes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class CompositePage(CommandPage):
    """Form of a composite command; its builder adds the row that the pressed button asks for.

    `hidden` are further fields, by which the builder knows what the form offered.
    """

    template: ClassVar[str] = "forms/composite.html"

    trial: Trial | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def extra(self) -> dict[str, Any]:
        return {"trial": self.trial, "hidden": self.hidden}

    def notes(self, _answer: Planned, _submission: Submission) -> Iterator[str]:
        """Yields what the acts of a dry run do not say, such as names."""
        yield from ()

    def after_step(self, submission: Submission, _step: str) -> Submission:
        """Returns the input after a button other than that of a dry run."""
        return submission

    async def respond(self, form: Fields) -> Response:
        step, submission = form.get(STEP, ""), self.submission(form)
        if step == TRY:
            return await self._try(submission)
        if step:
            return self.show(self.after_step(submission, step))
        return await self.send(submission)

    async def _try(self, submission: Submission) -> Response:
        answer = await self.ask(submission, dryRun=True)
        if not isinstance(answer, Planned):
            return answer if isinstance(answer, Response) else self.show(submission)
        counts = Counter(each.sentence for each in answer.done.planned or ())
        acts = [PlannedLine(sentence, count) for sentence, count in counts.items()]
        return replace(self, trial=Trial(acts, list(self.notes(answer, submission)))).show(submission)


def row_count(form: Mapping[str, str], path: str, *, initial: int, minimum: int = 1) -> int:
    """Returns the number of rows of a list, such as `members`, with the one that the pressed button adds."""
    ordinals = [name[len(path) + 1 :].partition(".")[0] for name in form if name.startswith(f"{path}.")]
    last = max((int(each) for each in ordinals if each.isdecimal() and len(each) <= len(str(MAX_ROWS))), default=-1)
    count = last + 1 if form else initial
    return max(min(count + (form.get(STEP) == path), MAX_ROWS), minimum)
