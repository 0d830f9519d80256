"""Origin of the console, and the check that a form comes from one of its pages."""

from urllib.parse import urlsplit

from starlette.requests import Request

from efe_infra.console.web.refusals import PageRefused
from efe_infra.process.addresses import is_loopback

SAFE = frozenset({"GET", "HEAD"})


def origin_of(request: Request, public: str | None) -> str | None:
    """Returns the configured origin; without one, the origin of a request to a loopback address."""
    if public:
        return public
    host = request.headers.get("host", "")
    return f"http://{host}" if is_loopback(name_of(host)) else None


def name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def check_origin(request: Request) -> None:
    """Raises `PageRefused`: 403 for a form of another site, or without a header that names its site (CSRF).

    Browsers send `Sec-Fetch-Site`; older ones send only `Origin`, with forms.
    """
    if request.method in SAFE:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    expected = origin_of(request, request.app.state.console.public)
    if site not in {None, "same-origin"} or origin not in {None, expected} or (site is None and origin is None):
        raise PageRefused(403, "Cette demande vient d'une autre page que celles de la plateforme.", code="CROSS_SITE")
