"""Check of the path to which a sign-in returns."""

from urllib.parse import urlsplit

from efe_infra.console.web.refusals import PageRefused

MAX_PATH_CHARACTERS = 2_000
SIGN_IN_PATHS = ("/connexion", "/deconnexion", "/dev/")


def safe_path(path: str) -> str:
    """Returns a path of the console unchanged, and `/` for anything else.

    Browsers read `/\\` as `//` and drop white space; either could lead to another host.
    """
    if (
        len(path) > MAX_PATH_CHARACTERS
        or not path.isprintable()
        or any(each in path for each in "\\ ")
        or path.startswith(SIGN_IN_PATHS)
    ):
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    is_local = path.startswith("/") and not path.startswith("//") and not parts.scheme and not parts.netloc
    return path if is_local else "/"


class NoSignIn(PageRefused):
    """Raised if sign-in is not available: there is no provider, or the address is not that of the console."""

    def __init__(self) -> None:
        super().__init__(404, "La connexion n'est pas ouverte sur ce serveur.", code="NO_SIGN_IN")
