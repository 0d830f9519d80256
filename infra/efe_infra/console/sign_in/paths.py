"""Where a person goes on after having signed in."""

from urllib.parse import urlsplit

from efe_infra.console.web.refusals import PageRefused

MAX_PATH_CHARACTERS = 2_000
OURS = ("/connexion", "/deconnexion", "/dev/")


def safe(path: str) -> str:
    """A path of the console as it is, anything else as the front page.

    A browser takes `/\\` for `//`, and leaves out white space: either would lead to another host.
    """
    if (
        len(path) > MAX_PATH_CHARACTERS
        or not path.isprintable()
        or any(each in path for each in "\\ ")
        or path.startswith(OURS)
    ):
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    is_ours = path.startswith("/") and not path.startswith("//") and not parts.scheme and not parts.netloc
    return path if is_ours else "/"


class NoSignIn(PageRefused):
    """Nobody can sign in here: no provider, or another address than that of the console."""

    def __init__(self) -> None:
        super().__init__(404, "La connexion n'est pas ouverte sur ce serveur.", code="NO_SIGN_IN")
