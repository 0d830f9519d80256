"""Input of a line's command, in the types of the published schema."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, cast

from graphql import GraphQLError, GraphQLInputObjectType, coerce_input_value
from graphql.utilities import validate_input_value
from strawberry.types.arguments import convert_argument
from strawberry.types.base import get_object_definition

from efe_domain.shared.messages import Message
from efe_graphql.contract.library_messages import library_message
from efe_graphql.mutations.command_registry import COMMANDS
from efe_graphql.mutations.person_mutations import RegisterPersonInput
from efe_graphql.schema import schema
from efe_infra.importing.refusals import LineUnreadable

NAMES: Final[Mapping[str, type]] = {"registerPerson": RegisterPersonInput, **COMMANDS}
"""Commands of lines, by the name of the mutation; persons go to the vault, and nowhere else."""
LEFT_OUT: Final = frozenset({"commandId", "dryRun", "expectedVersion"})
"""Fields of a command that no line has: the key of a line determines its command id."""


@cache
def input_of(name: str) -> GraphQLInputObjectType:
    kind = get_object_definition(NAMES[name], strict=True)
    return cast("GraphQLInputObjectType", schema._schema.type_map[schema.config.name_converter.from_type(kind)])  # noqa: SLF001


def parsed_input(name: str, input_fields: Mapping[str, Any]) -> Any:
    """Converts a line's fields to the input of its command. Raises `LineUnreadable` for the first invalid field."""
    kind = input_of(name)
    if refused_fields := LEFT_OUT & input_fields.keys():
        raise LineUnreadable("Le champ « {field} » n'est d'aucune ligne.", field=min(refused_fields))
    validate_input_value(input_fields, kind, _refuse)
    value = coerce_input_value(input_fields, kind)
    return convert_argument(
        value, NAMES[name], scalar_registry=schema.schema_converter.scalar_registry, config=schema.config
    )


def _refuse(error: GraphQLError, path: list[str | int]) -> None:
    where = ".".join(map(str, path))
    message = getattr(error.original_error or error, "said", None) or library_message(error.message)
    raise LineUnreadable("{where} : {said}", where=where or "la commande", said=cast("Message", message))
