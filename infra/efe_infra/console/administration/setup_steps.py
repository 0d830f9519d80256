"""Steps of the first run in words: what, why, where it stands, and the one button that does it."""

from typing import Final, NamedTuple

from efe_infra.console.administration.generated import SetUpResponse
from efe_infra.console.language.translatable import tr

ACCESS: Final = "/administration/acces"
STATES: Final = {
    "DONE": (tr("C'est fait"), "good"),
    "TO_DO": (tr("Reste à faire"), "wait"),
    "TO_CHECK": (tr("À vérifier vous-même"), "wait"),
    "UNAVAILABLE": (tr("Pas encore possible"), "rest"),
}


class StepWords(NamedTuple):
    """Words of a step. `target` is where its button leads, none if the step is done elsewhere."""

    title: str
    why: str
    button: str = ""
    target: str = ""
    elsewhere: str = ""


class SetupLine(NamedTuple):
    """Step of the first run as a page shows it; `at` is `done`, `now` or `later`."""

    kind: str
    words: StepWords
    state: str
    tone: str
    at: str
    missing: int


STEP_WORDS: Final = {
    "OWN_ACCOUNT": StepWords(
        tr("Vous, administrateur"),
        tr("Votre compte est relié à votre fiche : vos actes portent votre nom."),
        elsewhere=tr(
            "Un coordinateur inscrit d'abord votre fiche. Vous la reliez ensuite à votre compte, et tous lisent"
            " qui administre."
        ),
    ),
    "MAIL_SERVER": StepWords(
        tr("Le courrier"),
        tr("Qui exploite l'installation règle le serveur. Les liens d'invitation restent à transmettre vous-même."),
    ),
    "INSTANCES": StepWords(
        tr("Les dix Instances"),
        tr("Chacune est établie avec les communes de son bassin."),
        tr("Établir les Instances"),
        "#INSTANCES",
    ),
    "FIRST_COORDINATORS": StepWords(
        tr("Les coordinations"),
        tr(
            "Une personne par Instance suffit. Elle reçoit un lien valable quatorze jours, se connecte, et tient dès"
            " lors son Instance."
        ),
        tr("Inviter les coordinations"),
        "#FIRST_COORDINATORS",
    ),
    "LOG_KEY": StepWords(
        tr("La clé du journal"),
        tr("Un auditeur qui garde la clé hors de la plateforme confond toute réécriture du registre."),
        tr("Nommer un auditeur"),
        f"{ACCESS}/actes/donner",
    ),
    "FIRST_OPERATORS": StepWords(
        tr("Les opérateurs"),
        tr("Écoles, centres et services : chaque coordination inscrit les siens, avant de composer un pôle."),
    ),
}


def lines(answer: SetUpResponse) -> list[SetupLine]:
    """Returns the steps in their order; the first one to do, with a button, is the current one."""
    steps = answer.setup.steps if answer.setup else ()
    current = next((each.kind for each in steps if each.state == "TO_DO" and STEP_WORDS[each.kind].target), "")
    return [
        SetupLine(
            each.kind,
            STEP_WORDS[each.kind],
            *STATES[each.state],
            "done" if each.state == "DONE" else "now" if each.kind == current else "later",
            len(each.missing),
        )
        for each in steps
    ]
