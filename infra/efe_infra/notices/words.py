"""Words of notices: a generic subject, one sentence, and the facts in lines."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from efe_infra.console.language.translatable import Translatable, tr, tr_join, tr_value
from efe_infra.notices.facts import NoticeFacts
from efe_infra.notices.kinds import NoticeKind

SUBJECTS: Final[Mapping[NoticeKind, Translatable]] = {
    NoticeKind.MEETING_CONVENED: tr("Convocation à une réunion"),
    NoticeKind.MEETING_MOVED: tr("Réunion modifiée"),
    NoticeKind.MEETING_CANCELLED: tr("Réunion annulée"),
    NoticeKind.WORD_RECORDED: tr("Une parole est consignée pour vous"),
    NoticeKind.DECISION_CONTESTED: tr("Une décision est contestée"),
    NoticeKind.POLE_INVITED: tr("Invitation à un projet conjoint"),
    NoticeKind.VERDICT_ASKED: tr("Un verdict est demandé à votre Instance"),
    NoticeKind.REPRESENTATIVE_REPLACED: tr("Votre représentation a pris fin"),
    NoticeKind.REMINDER: tr("Rappel : un acte est attendu de vous"),
    NoticeKind.MINUTES_ADOPTED: tr("Un procès-verbal est adopté"),
    NoticeKind.DECISION_ADOPTED: tr("Une décision est adoptée"),
    NoticeKind.VERDICT_GIVEN: tr("Un verdict est rendu"),
    NoticeKind.TASKS_DUE: tr("Ce qui vous attend"),
    NoticeKind.ADDRESS_CHANGED: tr("Votre adresse est remplacée"),
    NoticeKind.INVITATION: tr("Invitation à vous connecter"),
    NoticeKind.WEBHOOK_STOPPED: tr("Un webhook s'est arrêté"),
    NoticeKind.TOKEN_CREATED: tr("Un jeton d'accès est créé"),
    NoticeKind.DIGEST: tr("Votre résumé"),
}
"""Subjects, which are also the names of the kinds on pages: they say nothing that a mail server should not read."""

SENTENCES: Final[Mapping[NoticeKind, Callable[[Translatable | str], Translatable]]] = {
    NoticeKind.MEETING_CONVENED: lambda name: tr("Une réunion est convoquée : %(name)s.", name=name),
    NoticeKind.MEETING_MOVED: lambda name: tr(
        "Le jour, l'heure ou le lieu d'une réunion a changé : %(name)s.", name=name
    ),
    NoticeKind.MEETING_CANCELLED: lambda name: tr("Une réunion est annulée : %(name)s.", name=name),
    NoticeKind.WORD_RECORDED: lambda name: tr(
        "Une parole est consignée au nom du membre que vous représentez dans le pôle %(name)s. Lisez-la : vous pouvez"
        " la confirmer ou la changer.",
        name=name,
    ),
    NoticeKind.DECISION_CONTESTED: lambda name: tr(
        "Un membre conteste une décision du pôle %(name)s : aucun nouvel acte du pôle ne repose sur elle.", name=name
    ),
    NoticeKind.POLE_INVITED: lambda name: tr("Le pôle %(name)s est invité à porter un projet conjoint.", name=name),
    NoticeKind.VERDICT_ASKED: lambda name: tr(
        "Le projet « %(name)s » est soumis à votre Instance : elle est appelée à rendre son verdict.", name=name
    ),
    NoticeKind.REPRESENTATIVE_REPLACED: lambda name: tr(
        "Vous ne représentez plus un membre du pôle %(name)s : une autre personne parle pour lui.", name=name
    ),
    NoticeKind.DECISION_ADOPTED: lambda name: tr("Le pôle %(name)s a adopté une décision.", name=name),
    NoticeKind.VERDICT_GIVEN: lambda name: tr(
        "Une Instance a rendu son verdict sur le projet « %(name)s ».", name=name
    ),
    NoticeKind.TASKS_DUE: lambda _: tr("Des actes sont attendus de vous."),
    NoticeKind.REMINDER: lambda name: tr("Cet acte est attendu de vous : %(name)s.", name=name),
    NoticeKind.ADDRESS_CHANGED: lambda _: tr(
        "L'adresse à laquelle la plateforme vous écrit est remplacée par une autre. Pendant trente jours, ce que vous"
        " recevez à la nouvelle adresse arrive aussi ici. Si vous n'en saviez rien, prévenez la coordination de votre"
        " Instance."
    ),
    NoticeKind.WEBHOOK_STOPPED: lambda _: tr(
        "La plateforme n'envoie plus rien à l'un de vos webhooks. Sa page dit pourquoi, et comment le reprendre."
    ),
    NoticeKind.TOKEN_CREATED: lambda _: tr(
        "Un jeton d'accès est créé pour votre compte : une application agit avec une part de vos droits. Si vous n'en"
        " saviez rien, révoquez-le."
    ),
    NoticeKind.DIGEST: lambda _: tr("Voici ce que la plateforme a à vous dire."),
}
PAPER_MISSING: Final = tr(
    "La convocation à imprimer n'a pas pu être jointe : elle se télécharge sur la page de la réunion."
)
BUTTONS: Final[Mapping[str, Translatable]] = {
    "Meeting": tr("Voir la réunion"),
    "Decision": tr("Lire la décision"),
    "Invitation": tr("Lire l'invitation"),
    "Project": tr("Voir le projet"),
    "Pole": tr("Voir le pôle"),
    "Webhook": tr("Voir le webhook"),
    "ApiToken": tr("Voir mes jetons d'accès"),
}
TO_TASKS: Final = tr("Voir ce qui m'attend")
FORMER_ADDRESS: Final = tr(
    "Cette adresse est remplacée par une autre. Pendant trente jours, ce que vous recevez à la nouvelle adresse"
    " arrive aussi ici."
)
REASON: Final = tr(
    "Vous recevez ce courriel parce que vous représentez un membre, occupez un siège ou coordonnez une Instance."
)
INVITED: Final = tr("Vous recevez ce courriel parce qu'une Instance bassin EFE vous invite.")
TO_CHOICES: Final = tr("Choisir ce que je reçois")
TO_UNSUBSCRIBE: Final = tr("Ne plus recevoir ce type de courriel")


class NoticeLine(NamedTuple):
    """Fact of a notice, with its label."""

    label: Translatable
    value: Translatable


def sentence_of(kind: NoticeKind, facts: NoticeFacts) -> Translatable:
    name = facts.name or tr("zone interbassin")
    if kind is NoticeKind.MINUTES_ADOPTED:
        return tr("Le procès-verbal de la réunion du %(day)s est adopté : %(name)s.", day=facts.day, name=name)
    return SENTENCES[kind](name)


def button_of(kind: NoticeKind, subject: str) -> Translatable:
    if kind is NoticeKind.MINUTES_ADOPTED:
        return tr("Lire le procès-verbal")
    return BUTTONS.get(subject.partition(":")[0], TO_TASKS)


def lines_of(kind: NoticeKind, facts: NoticeFacts) -> Iterator[NoticeLine]:
    """Yields the day, the hours and the place of a meeting, or the last day of an answer."""
    if kind is NoticeKind.MINUTES_ADOPTED:
        return
    if kind is NoticeKind.POLE_INVITED and facts.day:
        yield NoticeLine(tr("Réponse attendue au plus tard"), tr_value(facts.day))
    elif facts.day:
        yield NoticeLine(tr("Jour"), tr_value(facts.day))
        if facts.starts_at and facts.ends_at:
            start, end = f"{facts.starts_at:%H:%M}", f"{facts.ends_at:%H:%M}"
            hours = tr("%(start)s à %(end)s", start=start, end=end)
            yield NoticeLine(tr("Heures"), hours)
        elif facts.starts_at:
            yield NoticeLine(tr("Heure"), tr_join("", [f"{facts.starts_at:%H:%M}"]))
        if facts.place or facts.remote:
            yield NoticeLine(tr("Lieu"), tr_join("", [facts.place]) if facts.place else tr("À distance"))
