"""One command of any kind, as batches and imports take them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

import strawberry
from strawberry import UNSET, field
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_camel_case

from efe_graphql.mutations.commands import all_commands, field_name
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.types.payloads import Payload

COMMANDS: Final[Mapping[str, type[CommandInput]]] = {
    to_camel_case(field_name(command)): command for command, _ in all_commands()
}
"""By the name of their mutation."""
PAYLOADS: Final[Mapping[type[CommandInput], type[Payload]]] = dict(all_commands())


def _input() -> Any:
    made: dict[str, Any] = {"__annotations__": {}, "__doc__": "One of the commands.", "__module__": __name__}
    for command in COMMANDS.values():
        description = get_object_definition(command, strict=True).description
        made["__annotations__"][field_name(command)] = command | None
        made[field_name(command)] = field(default=UNSET, description=description)
    return strawberry.input(
        type("OneCommand", (), made),
        name="CommandInput",
        one_of=True,
        description="Une commande, sous le nom de sa mutation.",
    )


OneCommand: Final = _input()


def chosen(one: Any) -> CommandInput:
    """The command that is given."""
    given = [value for each in fields(one) if (value := getattr(one, each.name)) not in (UNSET, None)]
    command: CommandInput = given[0]  # the schema sees to it that there is one
    return command
