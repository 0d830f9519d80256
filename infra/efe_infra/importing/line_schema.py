"""JSON Schema of import lines (`infra/import.schema.json`), generated from the inputs of the contract."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    Undefined,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from efe_infra.importing.inputs import LEFT_OUT, NAMES, input_of
from efe_infra.importing.lines import LONGEST_KEY

_SCALARS: Final[Mapping[str, Any]] = {
    "Int": {"type": "integer"},
    "Boolean": {"type": "boolean"},
    "Date": {"type": "string", "format": "date"},
    "UUID": {"type": "string", "format": "uuid"},
    "Cents": {"type": "string", "pattern": "^(0|[1-9][0-9]{0,14})$"},
}
_TEXT: Final = {"type": "string"}
_BESIDE: Final[Mapping[str, Any]] = {
    "key": {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_KEY,
        "description": "La clé de la ligne : la même, reprise, n'agit qu'une fois ; « Pole:=CLÉ » y renvoie.",
    },
    "by": {"type": "string", "description": "Qui agit : le sujet d'un compte, ou « Account:UUID »."},
    "newId": {"type": "string", "format": "uuid", "description": "L'identifiant à garder pour ce que l'acte crée."},
    "illustrative": {"type": "boolean", "description": "Si la ligne est d'une démonstration."},
    "documented": {"type": "boolean", "description": "Si une source publique documente ce que l'acte commence."},
}


def schema_text() -> str:
    return json.dumps(line_schema(), ensure_ascii=False, indent=2) + "\n"


def line_schema() -> dict[str, Any]:
    parts: dict[str, Any] = {}
    commands = {name: _named(input_of(name), parts) for name in NAMES}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "import.schema.json",
        "title": "Une ligne d'un fichier de reprise",
        "type": "object",
        "properties": {**_BESIDE, **commands},
        "required": ["key"],
        "oneOf": [{"required": [name]} for name in commands],
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }


def _named(kind: GraphQLInputObjectType | GraphQLEnumType, parts: dict[str, Any]) -> dict[str, Any]:
    if kind.name not in parts:
        parts[kind.name] = {}  # one that names itself ends here
        parts[kind.name] = _enum(kind) if isinstance(kind, GraphQLEnumType) else _object(kind, parts)
    return {"$ref": f"#/$defs/{kind.name}"}


def _enum(kind: GraphQLEnumType) -> dict[str, Any]:
    return {"enum": list(kind.values)}


def _object(kind: GraphQLInputObjectType, parts: dict[str, Any]) -> dict[str, Any]:
    fields = dict(fields_of(kind))
    properties = {
        name: {**_schema(field.type, parts), "description": field.description} for name, field in fields.items()
    }
    required_names = [
        name for name, field in fields.items() if is_non_null_type(field.type) and field.default_value is Undefined
    ]
    json_schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if kind.description:
        json_schema["description"] = kind.description
    if required_names:
        json_schema["required"] = required_names
    if kind.is_one_of:
        json_schema |= {"minProperties": 1, "maxProperties": 1}
    return json_schema


def _schema(kind: GraphQLInputType, parts: dict[str, Any]) -> dict[str, Any]:
    nullable: Any = get_nullable_type(kind)
    if is_list_type(nullable):
        return {"type": "array", "items": _schema(nullable.of_type, parts)}
    if isinstance(nullable, GraphQLInputObjectType | GraphQLEnumType):
        return _named(nullable, parts)
    return dict(_SCALARS.get(nullable.name, _TEXT))


def fields_of(kind: GraphQLInputObjectType) -> Iterator[tuple[str, Any]]:
    """Returns the fields that a line may have."""
    return ((name, field) for name, field in kind.fields.items() if name not in LEFT_OUT)
