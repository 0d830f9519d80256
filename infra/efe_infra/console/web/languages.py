"""Language of a request: that of the address (`?langue=`, kept by links), else the browser's preference."""

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
"""Names of the languages in themselves, in the order in which pages offer them."""


def chosen_language(request: Request) -> Language | None:
    """Returns the language that the address names; None if it names none that exists."""
    code = request.query_params.get(LANGUAGE, "")
    return Language(code) if code in set(Language) else None


def preferred_language(request: Request) -> Language:
    return chosen_language(request) or spoken(request)
