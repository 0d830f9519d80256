"""Origin of the addresses of an installation, as its clients see them."""

from urllib.parse import urlsplit

from starlette.requests import Request

from efe_infra.process.addresses import is_loopback


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
