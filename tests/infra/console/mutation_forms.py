"""Mutations of the contract, and the forms and documents of the console that send them."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final, TypeGuard

from graphql import FieldNode, Node, ObjectTypeDefinitionNode, OperationDefinitionNode, OperationType, parse

import efe_domain
from efe_infra import console
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.register.documents import texts

PUBLISHED: Final = Path(efe_domain.__file__).parents[2] / "graphql" / "schema.graphql"
EXCEPTIONS: Final = {
    "holdMeeting": "« Consigner la réunion » (recordMeeting) records a meeting with its decisions and its minutes.",
    "invitePole": "« Inviter des pôles » (invitePoles) invites one as it invites ten.",
    "performAll": "A batch of other commands, for clients; each of them has its form.",
}
"""Mutations without a form, each with the reason."""


def mutations() -> set[str]:
    [found] = [each for each in parse(PUBLISHED.read_text("utf-8")).definitions if is_mutations(each)]
    return {each.name.value for each in found.fields or ()}


def is_mutations(node: Node) -> TypeGuard[ObjectTypeDefinitionNode]:
    return isinstance(node, ObjectTypeDefinitionNode) and node.name.value == "Mutation"


def sent_by_documents() -> dict[str, set[str]]:
    """Returns the mutations of each document of the console."""
    found: dict[str, set[str]] = {}
    for name, text in texts().items():
        for each in parse(text).definitions:
            if isinstance(each, OperationDefinitionNode) and each.operation is OperationType.MUTATION:
                fields = (one for one in each.selection_set.selections if isinstance(one, FieldNode))
                found[name] = {one.name.value for one in fields}
    return found


def declared_forms() -> Iterator[CommandForm]:
    for each in walk_packages(console.__path__, f"{console.__name__}."):
        for value in vars(import_module(each.name)).values():
            yield from forms_in(value)


def forms_in(value: Any) -> Iterator[CommandForm]:
    if isinstance(value, CommandForm):
        yield value
    elif isinstance(value, dict):
        yield from (each for each in value.values() if isinstance(each, CommandForm))
