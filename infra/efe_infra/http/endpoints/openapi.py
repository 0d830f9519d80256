"""Declarations of the addresses beside GraphQL, and their OpenAPI document (`infra/openapi.json`)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from copy import copy as shallow_copy
from typing import Any, Final

import orjson
from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.json_schema import models_json_schema
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_infra.http.negotiation import GRAPHQL, JSON

BEARER: Final = "jeton"
"""Name of the security scheme: a bearer token."""
MODELS: Final = "#/components/schemas/"
TOKEN: Final[dict[str, Any]] = {"security": [{BEARER: []}]}
OPTIONAL_TOKEN: Final[dict[str, Any]] = {"security": [{}, {BEARER: []}]}

type Responses = dict[int | str, dict[str, Any]]
type Endpoint = Callable[..., Awaitable[Response]]


class Model(BaseModel):
    """Fields of a JSON answer. Docstrings of models are published in the OpenAPI document, in French."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True, validate_by_name=True, defer_build=True)


class RefusalExtensions(Model):
    """Ce qu'un programme lit d'un refus."""

    code: str = Field(description="Un code stable, par exemple NOT_FOUND.")
    error_id: str | None = Field(default=None, description="D'une erreur interne : ce que l'exploitant cherche.")


class RefusalError(Model):
    """Pourquoi la demande est refusée."""

    message: str = Field(description="Une phrase, en français, en anglais ou en allemand selon Accept-Language.")
    extensions: RefusalExtensions


class Refused(Model):
    """Un refus, dans la forme des erreurs de GraphQL."""

    errors: list[RefusalError]


class Address(APIRoute):
    """Route that allows HEAD wherever it allows GET."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        if self.methods and "GET" in self.methods:
            self.methods.add("HEAD")


def router(tag: str) -> APIRouter:
    """Returns a router whose handlers build their own responses. Every refusal has one shape."""
    return APIRouter(
        route_class=Address,
        tags=[tag],
        default_response_class=Response,
        responses=refusals(INTERNAL_ERROR),
        generate_unique_id_function=name_of,
    )


def name_of(route: APIRoute) -> str:
    return route.name


def json_answer(model: type[Model], description: str, *media: str, **more: Any) -> dict[str, Any]:
    """Declares a JSON answer by reference. FastAPI would build a validator for each, at 0.2 s a start."""
    schema = {"$ref": f"{MODELS}{model.__name__}"}
    return {"description": description, "content": {each: {"schema": schema} for each in media or (JSON,)}, **more}


def refusals(reasons: Mapping[int, str]) -> Responses:
    return {status: json_answer(Refused, reason, JSON, GRAPHQL) for status, reason in reasons.items()}


def content(*media: str, binary: bool = False, description: str) -> dict[str, Any]:
    text = {"type": "string", "format": "binary"} if binary else {"type": "string"}
    return {
        "description": description,
        "content": {each: {"schema": {"type": "object"} if each == JSON else text} for each in media},
    }


def body(*media: str, description: str) -> dict[str, Any]:
    """Declares the body of a request, for a handler that reads it up to its own limit."""
    whole = {"type": "string", "format": "binary"}
    return {
        "requestBody": {
            "required": True,
            "description": description,
            "content": {each: {"schema": whole} for each in media},
        }
    }


INTERNAL_ERROR: Final = {500: "Une erreur interne : `errorId` la désigne dans le journal de l'exploitant."}
UNAVAILABLE: Final = {503: "La base de données ne répond pas : réessayez après `Retry-After` secondes."}
UNFIT: Final = {422: "Un paramètre manque, ou n'a pas la forme attendue."}


VERSION: Final = "1"
"""Version of the contract: published paths, operations and statuses stay."""
TITLE: Final = "Synergies EFE"
SUMMARY: Final = "Les adresses HTTP de la plateforme, à côté de GraphQL."
DESCRIPTION: Final = """\
Le registre se lit et s'écrit par GraphQL, à l'adresse /graphql ; son contrat est à /schema.graphql. Ce document \
décrit les autres adresses : documents, transparence, flux, état.

Un refus est `{"errors": [{"message", "extensions": {"code"}}]}`. Ailleurs qu'aux adresses décrites le code est \
NOT_FOUND (404), et par une autre méthode METHOD_NOT_ALLOWED (405, avec `Allow`). La phrase est en français, ou en \
anglais si `Accept-Language` le préfère. Chaque réponse porte `X-Correlation-Id`."""
TAGS: Final = [
    {"name": "Documents", "description": "Les procès-verbaux et les contributions, par leur empreinte."},
    {"name": "Transparence", "description": "Le journal signé, pour les témoins et les auditeurs."},
    {"name": "Flux", "description": "Ce qui est nouveau, pour les systèmes qui suivent le registre."},
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
    built = get_openapi(
        title=TITLE,
        version=VERSION,
        summary=SUMMARY,
        description=DESCRIPTION,
        tags=TAGS,
        routes=[without_head(each) for each in routes],
    )
    built["paths"] = dict(sorted(built["paths"].items()))
    for operation in (each for methods in built["paths"].values() for each in methods.values()):
        operation["responses"] = dict(sorted(operation["responses"].items()))
    built["components"] = {"schemas": models(to_json(built)), "securitySchemes": {BEARER: SCHEME}}
    return built


def models(text: str) -> dict[str, Any]:
    """Returns the schemas of the models that the document refers to, with the models inside them."""
    referenced = [each for each in Model.__subclasses__() if f'"{MODELS}{each.__name__}"' in text]
    _, schemas = models_json_schema(
        [(each, "serialization") for each in referenced], ref_template=f"{MODELS}{{model}}"
    )
    return dict(sorted(schemas["$defs"].items()))


def without_head(route: BaseRoute) -> BaseRoute:
    """Returns a copy of the route without HEAD, which is no operation of its own."""
    if not isinstance(route, Address):
        return route
    twin = shallow_copy(route)
    twin.methods = (route.methods or set()) - {"HEAD"}
    return twin


def to_json(document: dict[str, Any]) -> str:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
