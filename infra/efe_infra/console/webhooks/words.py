"""Words for the states, results and acts of webhooks."""

from collections.abc import Mapping
from typing import Final

from efe_infra.console.language.translatable import Translatable, tr

TEST: Final = tr("Essai")
STATES: Final[Mapping[str, Translatable]] = {
    "active": tr("Actif"),
    "paused": tr("Suspendu"),
    "disabled": tr("Désactivé"),
    "ended": tr("Terminé"),
    "waiting": tr("En attente"),
    "sending": tr("En cours"),
    "sent": tr("Reçu"),
    "skipped": tr("Pas envoyé"),
}
"""Words of the states of a webhook and of a delivery."""
RESULTS: Final[Mapping[str, Translatable]] = {
    "address": tr("L'adresse n'est pas publique"),
    "timeout": tr("Pas de réponse en quinze secondes"),
    "tls": tr("Le certificat n'est pas valable"),
    "connection": tr("La connexion a échoué"),
    "protocol": tr("La réponse n'est pas du HTTP"),
    "rights": tr("Votre compte ne peut plus le lire"),
    "restored": tr("La base a été restaurée"),
}
REASONS: Final[Mapping[str, Translatable]] = {
    "failing": tr("Le destinataire n'a pas répondu comme attendu pendant trois jours. Réparez-le, puis reprenez."),
    "gone": tr("Le destinataire a répondu 410 : il ne veut plus rien recevoir."),
    "rights": tr("Votre compte ne peut plus lire la piste de ces Instances."),
    "key": tr("La clé de l'installation a changé : renouvelez le secret, puis reprenez."),
}
REFUSALS: Final[Mapping[str, Translatable]] = {
    "URL_INVALID": tr(
        "Une adresse « https:// » publique est attendue, sans nom d'utilisateur, au port 443 ou à partir de 1024."
    ),
    "ADDRESS_NOT_PUBLIC": tr(
        "Cette adresse mène à un réseau interne, pas à l'Internet public : rien n'y part. Donnez l'adresse publique"
        " de votre application, ou demandez à l'administration de la plateforme d'autoriser ce réseau."
    ),
    "BASSINS_MISSING": tr("Choisissez une Instance au moins, dont vous pouvez lire la piste."),
    "TOO_MANY_WEBHOOKS": tr("Un compte a dix webhooks au plus, et la plateforme cent : supprimez-en un d'abord."),
}
ACTS_DONE: Final[Mapping[str, Translatable]] = {
    "essayer": tr("Un essai part."),
    "suspendre": tr("Le webhook est suspendu : rien ne part, et rien ne se perd."),
    "reprendre": tr("Le webhook reprend là où il en était."),
    "rejouer": tr("Tout ce qui est consigné depuis ce jour repart, sous les mêmes identifiants."),
    "renvoyer": tr("L'envoi repart, sous le même identifiant."),
}


def reason_of(reason: str | None) -> Translatable | None:
    """Returns why the platform stopped a webhook, in words."""
    return REASONS.get(reason) if reason else None
