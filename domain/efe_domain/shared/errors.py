"""Refusals: what the platform declines to do, each with a stable code and a sentence in French."""

import re
from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.messages import Message


class Refusal(Exception):
    """Refusal of a command; nothing was recorded. The message is a French sentence for the user.

    It is a template: its values stay separate, so that it can be translated. `form_errors` are other wrong values of
    the same input, which need no rule to be seen; None before the right is known. `is_lost_race`: the command was to
    be recorded, and another act came before it.
    """

    form_errors: "Sequence[Invalid] | None" = None
    is_lost_race = False

    def __init__(self, message: str, /, **values: object) -> None:
        self.message = Message(message, **values)
        super().__init__(self.message)

    @classmethod
    def code(cls) -> str:
        """Returns the stable code: the class name in capitals (`NotLocal` → `NOT_LOCAL`)."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).upper()


class DomainError(Refusal):
    """A rule of the decree, or of the life of an aggregate, declines the command. Subclasses name the rule.

    `breaks` is the version of the fact that a correction would break. `BLANK_FIELD` is the dotted path of a text that
    the rule wants: its blank value is no error of form beside the refusal.
    """

    rule: ClassVar[Rule]
    BLANK_FIELD: ClassVar[str] = ""
    breaks: int | None = None

    def __init_subclass__(cls, *, rule: Rule | None = None) -> None:
        super().__init_subclass__()
        if rule:
            cls.rule = rule

    def __init__(self, message: str, /, *reasons: str, **values: object) -> None:
        super().__init__(message, **values)
        self.reasons = reasons or (self.message,)


class NotFound(Refusal):
    """The entity of the command does not exist, or the account may not see it."""

    def __init__(self, what: str, which: object) -> None:
        super().__init__("{what} introuvable : {which}.", what=Message(what), which=which)


class Invalid(Refusal):
    """An input that no rule of the decree needs to look at: empty name, unknown commune, date order."""

    def __init__(self, field: str, message: str, /, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class Forbidden(Refusal):
    """The account holds no right for this command on the day of recording."""


class VersionConflict(Refusal):
    """The entity moved since the version that the client read."""

    def __init__(self, current_version: int) -> None:
        super().__init__(
            "L'objet a changé entre-temps : sa version est maintenant {version}.", version=current_version
        )
        self.current_version = current_version


class CommandReused(Refusal):
    """The same command id came from the same account with another input."""

    def __init__(self, command_id: UUID) -> None:
        super().__init__(
            "L'identifiant de commande {command} a déjà servi pour une autre demande.", command=command_id
        )
