"""Which language somebody reads: what the address says (`?langue=`, kept by links), else what the browser prefers."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from efe_domain.shared.messages import Language
from efe_infra.http.negotiation import spoken

LANGUAGE: Final = "langue"
NAMES: Final[Mapping[Language, str]] = {
    Language.FRENCH: "Français",
    Language.GERMAN: "Deutsch",
    Language.ENGLISH: "English",
}
"""What each calls itself, in the order in which pages offer them."""


def asked(request: Request) -> Language | None:
    """None where the address says none that there is."""
    said = request.query_params.get(LANGUAGE, "")
    return Language(said) if said in set(Language) else None


def preferred(request: Request) -> Language:
    return asked(request) or spoken(request)
