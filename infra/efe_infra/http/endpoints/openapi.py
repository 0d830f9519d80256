"""The OpenAPI document of the addresses beside GraphQL: `infra/openapi.json`, and what `/openapi.json` serves."""

from collections.abc import Iterable
from copy import copy as shallow_copy
from typing import Any, Final

import orjson
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from efe_infra.http.endpoints.declarations import BEARER, MODELS, Address, Model

VERSION: Final = "1"
"""Of the contract: a path, an operation or a status that is there stays."""
TITLE: Final = "Synergies EFE"
SUMMARY: Final = "Les adresses HTTP de la plateforme, à côté de GraphQL."
DESCRIPTION: Final = """\
Le registre se lit et s'écrit par GraphQL, à l'adresse /graphql ; son contrat est à /schema.graphql. Ce document \
décrit les autres adresses : documents, transparence, état.

Un refus est `{"errors": [{"message", "extensions": {"code"}}]}`. Ailleurs qu'aux adresses décrites le code est \
NOT_FOUND (404), et par une autre méthode METHOD_NOT_ALLOWED (405, avec `Allow`). La phrase est en français, ou en \
anglais si `Accept-Language` le préfère. Chaque réponse porte `X-Correlation-Id`."""
TAGS: Final = [
    {"name": "Documents", "description": "Les procès-verbaux et les contributions, par leur empreinte."},
    {"name": "Transparence", "description": "Le journal signé, pour les témoins et les auditeurs."},
    {"name": "État", "description": "Pour qui exploite la plateforme."},
    {"name": "Pages", "description": "Ce que la plateforme dit d'elle-même."},
]

SCHEME: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Un jeton du fournisseur d'identité, ou de « efe token » sur une machine d'essai.",
}


def document(routes: Iterable[BaseRoute]) -> dict[str, Any]:
    made = get_openapi(
        title=TITLE,
        version=VERSION,
        summary=SUMMARY,
        description=DESCRIPTION,
        tags=TAGS,
        routes=[named_once(each) for each in routes],
    )
    made["paths"] = dict(sorted(made["paths"].items()))
    for operation in (each for methods in made["paths"].values() for each in methods.values()):
        operation["responses"] = dict(sorted(operation["responses"].items()))
    made["components"] = {"schemas": models(written(made)), "securitySchemes": {BEARER: SCHEME}}
    return made


def models(text: str) -> dict[str, Any]:
    """Those that the document refers to, and those that they are made of."""
    named = [each for each in Model.__subclasses__() if f'"{MODELS}{each.__name__}"' in text]
    _, found = models_json_schema([(each, "serialization") for each in named], ref_template=f"{MODELS}{{model}}")
    return dict(sorted(found["$defs"].items()))


def named_once(route: BaseRoute) -> BaseRoute:
    """HEAD goes with every GET, and is not an operation of its own."""
    if not isinstance(route, Address):
        return route
    twin = shallow_copy(route)
    twin.methods = (route.methods or set()) - {"HEAD"}
    return twin


def written(made: dict[str, Any]) -> str:
    return orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
