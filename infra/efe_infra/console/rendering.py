"""From a template to a page, with the headers that every page has."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from efe_infra.console.assets import address
from efe_infra.console.french import FILTERS, unbroken
from efe_infra.console.labels import BY_NAME
from efe_infra.console.labels import FILTERS as LABEL_FILTERS
from efe_infra.console.structured import json_ld

FOLDER: Final = Path(__file__).parent / "templates"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # under `no-referrer`, browsers send `Origin: null` with every form
    "Cache-Control": "no-store",
    "Vary": "Cookie",
}


class Templates(FileSystemLoader):
    """No line begins with what French parts from the word before by a space."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        text, name, is_current = super().get_source(environment, template)
        return unbroken(text), name, is_current


@cache
def templates() -> Environment:
    environment = Environment(
        loader=Templates(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    environment.filters.update(LABEL_FILTERS)
    environment.globals |= {"asset": address, "json_ld": json_ld, "all_bassins": BY_NAME}
    return environment


def render(template: str, *, status: int = 200, **values: Any) -> Response:
    text = templates().get_template(template).render(values)
    return HTMLResponse(text, status, headers=HEADERS)
