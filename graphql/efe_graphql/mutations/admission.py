"""Checks of the input of a command, which begin once the right is known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from efe_domain.shared.errors import DomainError, Invalid, NotFound, VersionConflict
from efe_graphql.mutations.form_errors import form_errors


@dataclass(frozen=True)
class CompositeMembership:
    """The composite input that a command is part of: its digest, and its own check of the part."""

    digest: str = ""
    check: Callable[[], None] = lambda: None


ALONE: Final = CompositeMembership()


class Admission:
    """Admission of a command. A refusal for want of the right comes alone; any other one names the errors of form."""

    def __init__(self, command_input: object, check: Callable[[], None], composition: CompositeMembership) -> None:
        self.composition = composition
        self._command_input = command_input
        self._check = check
        self._is_granted = False

    def check(self) -> None:
        """Runs the checks, after the right."""
        self._is_granted = True
        self._check()
        self.composition.check()

    @contextmanager
    def naming_form_errors(self) -> Iterator[None]:
        try:
            yield
        except (DomainError, Invalid, NotFound, VersionConflict) as refusal:
            if self._is_granted or isinstance(refusal, Invalid):  # which is known without the right
                refusal.form_errors = form_errors(self._command_input)
            raise
