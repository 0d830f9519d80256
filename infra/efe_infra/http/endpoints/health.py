"""Liveness and readiness of the process."""

from collections.abc import Awaitable, Callable
from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_infra.http.endpoints.openapi import Model, json_answer, router
from efe_infra.http.errors.refusals import JSONResponse
from efe_infra.http.ports import ReadinessCheck


class Live(Model):
    """Le processus vit."""

    status: Literal["live"] = "live"


class Broken(Model):
    """Le processus ne se rétablit plus de lui-même : à redémarrer."""

    status: Literal["broken"] = "broken"
    pools: list[str] = Field(description="Réserves de connexions qui n'en ouvrent plus.")


class WorkerState(Model):
    """Un travail de fond."""

    name: str
    state: Literal["running", "restarting", "stuck"]
    restarts: int
    error: str | None = Field(description="La classe de la dernière faute, jamais son message.")
    since: str | None = Field(description="Quand elle a eu lieu (ISO 8601).")


class ReplicaStanding(Model):
    """Une réplique de la base : à jour, en retard, absente, devenue primaire, ou d'une autre histoire."""

    name: str = Field(description="Son rang dans EFE_READ_URLS.")
    state: Literal["up", "behind", "away", "primary", "unfit"]
    error: str | None = Field(description="La classe de la faute, si elle est absente.")
    since: str = Field(description="Depuis quand (ISO 8601).")
    position: int = Field(description="La dernière position qu'elle montre.")
    lag: int = Field(description="Événements qu'elle ne montre pas encore.")
    lag_seconds: float


class Tables(Model):
    """La génération des tables de lecture : celle de ce code, celle qui est en place, et leur ordre."""

    own: int
    stored: int
    precedence: str


class Failure(Model):
    """L'événement qui arrête les tables de lecture."""

    position: int
    projection: str


class Ready(Model):
    """Comment se porte l'installation. Ce qui suit `replicas` n'est là que si la base de données répond."""

    status: Literal["ready", "unready"]
    reasons: list[str] = Field(description="Pourquoi elle ne peut pas servir ; vide si elle le peut.")
    database: bool
    reads: str | None = Field(description="La faute d'une lecture, s'il y en a une.")
    appends: str | None = Field(description="La faute d'une écriture, s'il y en a une.")
    workers: list[WorkerState]
    replicas: list[ReplicaStanding] = Field(
        default=[], description="Sans aucune d'elles, la base répond : elles ne comptent pas dans `reasons`."
    )
    lag: int = Field(default=0, description="Événements que les tables de lecture n'ont pas encore.")
    lag_seconds: float = 0
    rebuild_due: list[str] = Field(default=[], description="Les tables de lecture à reconstruire.")
    tables: Tables | None = None
    seal_lag: int = Field(default=0, description="Événements qui ne sont pas encore scellés.")
    seal_lag_seconds: float = 0
    seal_age_seconds: float | None = Field(default=None, description="Âge du dernier point de contrôle.")
    failure: Failure | None = None


def live(broken: Callable[[], list[str]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        if pools := broken():
            return JSONResponse(Broken(pools=pools).model_dump(), 503)
        return JSONResponse(Live().model_dump())

    return answer


def health(check: ReadinessCheck, broken: Callable[[], list[str]] = list) -> list[BaseRoute]:
    """Returns the addresses. `broken` names the pools of connections that only a restart repairs."""
    routes = router("État")
    routes.add_api_route(
        "/health/live",
        live(broken),
        name="health_live",
        summary="Le processus vit-il ?",
        description="Répond dès que le serveur écoute, sans rien demander à la base de données.",
        responses={
            200: json_answer(Live, "Il vit."),
            503: json_answer(Broken, "Il ne se rétablit plus de lui-même : à redémarrer."),
        },
    )
    routes.add_api_route(
        "/health/ready",
        ready(check),
        name="health_ready",
        summary="L'installation peut-elle servir ?",
        description="Prend les chemins d'une requête : une lecture, et un tour du registre. Sans jeton.",
        responses={
            200: json_answer(Ready, "Elle peut servir."),
            503: json_answer(Ready, "Elle ne le peut pas : `reasons` dit pourquoi."),
        },
    )
    return routes.routes


def ready(check: ReadinessCheck) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        readiness = await check()
        status = "ready" if readiness.ready else "unready"
        return JSONResponse({"status": status, **readiness.details}, 200 if readiness.ready else 503)

    return answer
