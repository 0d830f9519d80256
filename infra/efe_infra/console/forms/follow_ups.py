"""Page of a command that other commands follow, such as the communication of a decision after its adoption."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.forms.outcome import Done
from efe_infra.console.forms.page import CommandPage, redirect_after
from efe_infra.console.forms.submission import COMMAND, FormError, Submission, fields_of
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.documents import Document


class NextCommand(NamedTuple):
    """Command that follows, with its input; `words` say what it does, for the page of a dry run."""

    document: Document[Done]
    values: Mapping[str, Any]
    words: str


@dataclass(frozen=True, kw_only=True)
class ChainedPage(CommandPage):
    """Form whose command is followed by others, if its fields ask for them.

    Each has an idempotency key made of that of the form: a form that is sent again repeats none of them. If one is
    refused, those before it stay recorded, and the form is shown with the refusal. After a command that creates an
    object, the browser goes to the page of that object.
    """

    def follow_ups(self, _answer: Done, _submission: Submission) -> Iterator[NextCommand]:
        """Yields the commands that the fields ask for, in their order."""
        yield from ()

    def follow_up_words(self, answer: Done, submission: Submission) -> Iterator[str]:
        for each in self.follow_ups(answer, submission):
            yield each.words

    async def send(self, submission: Submission) -> Response:
        answer = await self.ask(submission)
        if isinstance(answer, Response):
            return answer
        last, created = answer, None
        for number, each in enumerate(self.follow_ups(answer, submission)):
            key = uuid5(UUID(submission.command_id), str(number))
            last = await self.visit.ask(each.document, input={**each.values, COMMAND: str(key)})
            if last.done.user_errors:
                errors = tuple(errors_after(last, self.command))
                return self.show(replace(submission, errors=errors, is_recorded=True), status=422)
            created = last.page or created
        return redirect_after(self.visit, created or self.next_page(answer, submission), last)

    def next_page(self, answer: Done, _submission: Submission) -> str:
        """Returns the path of the page after the commands."""
        return answer.page or self.next_url or self.subject_link[1]


def errors_after(follow_up: Done, command: CommandForm) -> Iterator[FormError]:
    """Yields the refusals of a command that follows, at the field of their code: the one before it is recorded."""
    for each in follow_up.done.user_errors:
        words = tr("L'acte est consigné ; ce qui devait suivre est refusé : %(reason)s", reason=each.message)
        yield FormError(words, next(fields_of("", each.code, command), ""), each.code)
