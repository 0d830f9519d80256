"""Check that a form comes from a page of the console."""

from starlette.requests import Request

from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.origin import origin_of

SAFE = frozenset({"GET", "HEAD"})


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
