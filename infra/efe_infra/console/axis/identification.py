"""Form that identifies an axis, and may create a pôle around it at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from efe_infra.console.axis.forms import FIRST_POLE
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import as_it_is
from efe_infra.console.forms.follow_ups import ChainedPage, NextCommand
from efe_infra.console.forms.outcome import Done
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr

SHARED_INPUT: Final = frozenset({"axis", "effectiveOn", "source"})
"""Fields of the identification that the creation of the pôle takes too."""


@dataclass(frozen=True, kw_only=True)
class IdentificationPage(ChainedPage):
    """Identification, then the creation of a pôle around the axis on the same day."""

    def follow_ups(self, _answer: Done, submission: Submission) -> Iterator[NextCommand]:
        command_input = submission.variables(replace(self.command, shape=as_it_is), self.options)
        if name := command_input.get(FIRST_POLE.name):
            shared = {field: each for field, each in command_input.items() if field in SHARED_INPUT}
            values = {**self.fixed, **shared, "name": name}
            yield NextCommand(commands.CREATE_POLE, values, tr("Puis le pôle « %(name)s » est créé.", name=name))
