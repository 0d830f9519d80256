"""Refusals of pages: status, title, sentence and advice; and functions that raise `NotHere` for a missing object."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException

from efe_domain.shared.messages import Language
from efe_infra.console.language.translatable import Translatable
from efe_infra.console.register.labels import bassin_of


class Words(NamedTuple):
    title: str
    advice: str


STATUS_TEXTS: Final[Mapping[int, Words]] = {
    400: Words("Demande mal formée", "Revenez à la page précédente et vérifiez ce que vous avez indiqué."),
    401: Words("Connexion nécessaire", "Connectez-vous, puis revenez à cette page."),
    403: Words("Accès refusé", "Connectez-vous avec un compte qui en a le droit, ou revenez à l'accueil."),
    404: Words("Page introuvable", "Vérifiez l'adresse, ou cherchez depuis l'accueil."),
    409: Words("Acte impossible", "Revenez à la page de l'objet : elle montre ce que vous pouvez consigner."),
    405: Words("Demande refusée", "Revenez à la page précédente et recommencez."),
    410: Words("Document supprimé", "Demandez-le à l'Instance, si elle en a gardé un exemplaire."),
    422: Words("Demande mal formée", "Vérifiez l'adresse, ou revenez à l'accueil."),
    429: Words("Trop de demandes", "Attendez un instant, puis rechargez la page."),
    500: Words("Erreur interne", "Si l'erreur se répète, communiquez son identifiant à l'exploitant."),
    503: Words(
        "Service indisponible", "Rechargez la page dans quelques instants ; rien de ce qui est consigné n'est perdu."
    ),
}
NOT_YET: Final = Words("Rien à ce moment", "Choisissez un autre moment, ou revenez à aujourd'hui.")
UNKNOWN_THEN: Final = "À ce moment, le registre ne connaissait rien à cette adresse, ou rien que vous puissiez voir."
"""Sentence for an object that is missing at a past moment."""
SENTENCES: Final[Mapping[int, str]] = {
    403: "Vous n'avez pas accès à cette page.",
    404: "Rien ne se trouve à cette adresse, ou rien que vous puissiez voir.",
    405: "Cette adresse n'accepte pas cette demande.",
    422: "Un élément de l'adresse n'a pas la forme attendue.",
}


class PageRefused(HTTPException):
    """Refusal that is shown as a page. `sentence` says why; `error_id` identifies a fault in the log. `field` is the
    one of a filter that has a wrong value.

    A sentence of the console is French; a sentence of the platform is in `language`.
    """

    def __init__(
        self,
        status: int,
        sentence: str = "",
        *,
        code: str = "",
        error_id: str = "",
        language: Language | None = None,
        field: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, sentence or SENTENCES.get(status, ""), headers)
        self.code = code
        self.error_id = error_id
        self.language = language
        self.field = field


class NotHere(PageRefused):
    """Raised for an object that is missing or that the viewer may not see; the answer is the same."""

    def __init__(self) -> None:
        super().__init__(404)


class NotTheirs(PageRefused):
    """Raised if the viewer may not send a command; no form is shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(403, sentence, code="FORBIDDEN")


class CommandImpossible(PageRefused):
    """Raised for the form of a command that the register refuses on every day; the sentence is its reason."""

    def __init__(self, reason: Translatable, code: str) -> None:
        super().__init__(409, reason, code=code)


class SignInNeeded(Exception):
    """Raised if there is no session. The page is shown after sign-in."""


def require[T](thing: T | None) -> T:
    """Raises `NotHere`."""
    if thing is None:
        raise NotHere
    return thing


def bassin_at(slug: str) -> str:
    """Returns the contract's name of a bassin. Raises `NotHere`."""
    return require(bassin_of(slug))
