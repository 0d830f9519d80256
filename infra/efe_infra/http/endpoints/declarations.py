"""How the addresses beside GraphQL are declared, for FastAPI and for its OpenAPI document."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.responses import Response

from efe_infra.http.negotiation import GRAPHQL, JSON

BEARER: Final = "jeton"
"""The security scheme of a bearer token."""
MODELS: Final = "#/components/schemas/"
TOKEN: Final[dict[str, Any]] = {"security": [{BEARER: []}]}
OPTIONAL_TOKEN: Final[dict[str, Any]] = {"security": [{}, {BEARER: []}]}

type Responses = dict[int | str, dict[str, Any]]
type Endpoint = Callable[..., Awaitable[Response]]


class Model(BaseModel):
    """The fields of a JSON answer. The docstring of a model is for those who read the document: in French."""

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
    """HEAD is allowed where GET is; the OpenAPI document names GET."""

    def __init__(self, path: str, endpoint: Endpoint, **declared: Any) -> None:
        super().__init__(path, endpoint, **declared)
        if self.methods and "GET" in self.methods:
            self.methods.add("HEAD")


def router(tag: str) -> APIRouter:
    """Its handlers make their own responses; every refusal has one shape."""
    return APIRouter(
        route_class=Address,
        tags=[tag],
        default_response_class=Response,
        responses=refusals(ALWAYS),
        generate_unique_id_function=name_of,
    )


def name_of(route: APIRoute) -> str:
    return route.name


def answered(model: type[Model], description: str, *media: str, **more: Any) -> dict[str, Any]:
    """A JSON answer. By reference: FastAPI alone would build a validator for each, which takes a start 0.2 s."""
    schema = {"$ref": f"{MODELS}{model.__name__}"}
    return {"description": description, "content": {each: {"schema": schema} for each in media or (JSON,)}, **more}


def refusals(reasons: Mapping[int, str]) -> Responses:
    """The statuses of refusals, each with what it means there."""
    return {status: answered(Refused, reason, JSON, GRAPHQL) for status, reason in reasons.items()}


def content(*media: str, binary: bool = False, description: str) -> dict[str, Any]:
    """A body that is of none of the models."""
    text = {"type": "string", "format": "binary"} if binary else {"type": "string"}
    return {
        "description": description,
        "content": {each: {"schema": {"type": "object"} if each == JSON else text} for each in media},
    }


def body(*media: str, description: str) -> dict[str, Any]:
    """The request body, for a handler that reads it itself, up to its limit."""
    whole = {"type": "string", "format": "binary"}
    return {
        "requestBody": {
            "required": True,
            "description": description,
            "content": {each: {"schema": whole} for each in media},
        }
    }


ALWAYS: Final = {500: "Une erreur interne : `errorId` la désigne dans le journal de l'exploitant."}
UNAVAILABLE: Final = {503: "La base de données ne répond pas : réessayez après `Retry-After` secondes."}
UNFIT: Final = {422: "Un paramètre manque, ou n'a pas la forme attendue."}
