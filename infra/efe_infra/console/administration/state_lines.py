"""Lines of the page of the state: what the readiness of the process says, in words."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from efe_infra.console.administration.health import Health
from efe_infra.console.language.translatable import tr, tr_plural

MINUTE_S: Final = 60
HOUR_S: Final = 3600
DAY_S: Final = 86_400
LATE_S: Final = 60.0
"""Seconds from which a lag is shown as late."""


class StateLine(NamedTuple):
    """One part of the installation: its state in a shape and words, and what it means."""

    title: str
    tone: str
    words: str
    note: str = ""


def lines_of(health: Health) -> Iterator[StateLine]:
    yield database_line(health)
    if health.database:
        yield seal_line(health)
        yield tables_line(health)
    running = sum(each.state == "running" for each in health.workers)
    yield StateLine(
        tr("Travaux de fond"),
        "good" if running == len(health.workers) else "bad",
        tr("%(running)s en marche sur %(all)s", running=running, all=len(health.workers)),
        tr("Ils signent, mettent les pages à jour et préviennent."),
    )
    if health.replicas:
        current = sum(each.state == "up" for each in health.replicas)
        yield StateLine(
            tr("Copies de lecture"),
            "good" if current == len(health.replicas) else "wait",
            tr("%(current)s à jour sur %(all)s", current=current, all=len(health.replicas)),
            tr("Sans elles, la base de données répond elle-même."),
        )


def database_line(health: Health) -> StateLine:
    title = tr("Base de données")
    if not health.database:
        return StateLine(title, "bad", tr("Ne répond pas"), tr("Rien ne peut être lu ni consigné."))
    if health.reads:
        return StateLine(title, "bad", tr("Ne se lit pas"), tr("Les pages ne s'ouvrent pas."))
    if health.appends:
        return StateLine(
            title, "bad", tr("N'enregistre pas"), tr("Les pages s'ouvrent, mais aucun acte n'est consigné.")
        )
    return StateLine(title, "good", tr("Répond"))


def seal_line(health: Health) -> StateLine:
    title = tr("Signature du registre")
    if health.seal_age_seconds is None:
        return StateLine(title, "wait", tr("Pas encore signé"))
    last = tr("Dernière signature il y a %(time)s.", time=duration(health.seal_age_seconds))
    if health.seal_lag == 0:
        return StateLine(title, "good", tr("À jour"), last)
    is_late = health.seal_lag_seconds > LATE_S
    words = tr_plural("%(count)s acte à signer", "%(count)s actes à signer", health.seal_lag)
    return StateLine(title, "bad" if is_late else "wait", words, last)


def tables_line(health: Health) -> StateLine:
    title = tr("Mise à jour des pages")
    if health.failure is not None:
        return StateLine(
            title, "bad", tr("Arrêtée par un acte"), tr("Un acte ne peut être montré ; les suivants attendent.")
        )
    if health.rebuild_due:
        return StateLine(title, "wait", tr("À reconstruire"), tr("L'exploitant reconstruit ce que les pages lisent."))
    if health.lag == 0:
        return StateLine(title, "good", tr("À jour"), tr("Les pages montrent tous les actes consignés."))
    words = tr_plural("%(count)s acte pas encore montré", "%(count)s actes pas encore montrés", health.lag)
    note = tr("Le premier attend depuis %(time)s.", time=duration(health.lag_seconds))
    return StateLine(title, "bad" if health.lag_seconds > LATE_S else "wait", words, note)


def duration(seconds: float) -> str:
    """Returns a time span in its largest unit."""
    whole = int(seconds)
    if whole < MINUTE_S:
        return tr_plural("%(count)s seconde", "%(count)s secondes", whole)
    if whole < HOUR_S:
        return tr_plural("%(count)s minute", "%(count)s minutes", whole // MINUTE_S)
    if whole < DAY_S:
        return tr_plural("%(count)s heure", "%(count)s heures", whole // HOUR_S)
    return tr_plural("%(count)s jour", "%(count)s jours", whole // DAY_S)
