"""Structured data (JSON-LD, schema.org), for search engines: what is illustrative has none."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from markupsafe import Markup

CONTEXT: Final = "https://schema.org"
SITE: Final[Mapping[str, Any]] = {
    "@type": "WebSite",
    "name": "Synergies EFE",
    "description": "Le registre des Instances bassin EFE et de leurs pôles de synergies.",
    "inLanguage": "fr-BE",
}


def json_ld(data: Mapping[str, Any]) -> Markup:
    """Text of a script element: nothing in it ends that element, or begins a comment."""
    text = msgspec.json.encode({"@context": CONTEXT, **data}).decode()
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, escape)
    return Markup(text)  # noqa: S704 - escaped above
