"""The OpenAPI document of the platform without an installation."""

from typing import Any

from efe_infra.console.home import openapi_page
from efe_infra.console.home import page as home
from efe_infra.http.app import undelivered
from efe_infra.http.endpoints.openapi import document


def declared() -> dict[str, Any]:
    return document([*undelivered(), *home.pages.routes, *openapi_page.pages.routes])
