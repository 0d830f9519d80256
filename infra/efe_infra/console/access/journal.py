"""Access journal in words: who read what of which object, and what they asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from efe_infra.console.access.generated import ACCESS_JOURNAL, AccessJournalEntry
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.register.ids import at_present, global_id, key_of, kind_of
from efe_infra.console.register.links import kind_name, page_of
from efe_infra.console.register.responses import Connection
from efe_infra.console.trail.act_groups import kind_words
from efe_infra.console.trail.changed_objects import names_of
from efe_infra.console.web.moment import day_in
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused

FIELDS: Final[Mapping[str, str]] = {
    "AuditEntry": tr("Un acte de la piste d'audit"),
    "HistoryEntry": tr("Un acte de la piste d'audit"),
    "AuditEntry.sealed": tr("Un acte tel qu'il est scellé"),
    "apiToken.firstUse": tr("Le premier usage d'un jeton d'accès"),
    "createApiToken": tr("La création d'un jeton d'accès"),
    "revokeApiToken": tr("La révocation d'un jeton d'accès"),
    "Query.auditMonths": tr("Le nombre d'actes par mois"),
    "Query.auditTrail": tr("La piste d'audit"),
    "Query.compare": tr("Ce qui a changé dans l'Instance"),
    "Query.ledgerProof": tr("La preuve d'un acte"),
    "Subscription.auditEntries": tr("Les actes à mesure qu'ils sont consignés"),
    "Subscription.projectActivity": tr("Les actes d'un projet à mesure qu'ils sont consignés"),
    "webhook.created": tr("Un webhook créé"),
    "webhook.rotated": tr("Le secret d'un webhook renouvelé"),
    "webhook.paused": tr("Un webhook suspendu"),
    "webhook.resumed": tr("Un webhook repris"),
    "webhook.deleted": tr("Un webhook supprimé"),
    "webhook.disabled": tr("Un webhook désactivé par la plateforme"),
    "webhook.ended": tr("Un webhook terminé avec les droits de son compte"),
    "Table.membres": tr("Le tableau des membres, en fichier"),
    "Table.presences": tr("Le tableau des présences, en fichier"),
}
"""What was read, by the field of the contract."""
OF_OBJECTS: Final[Mapping[str, str]] = {
    "compare": tr("Ce qui a changé"),
    "history": tr("Les actes"),
    "versionAt": tr("Un état antérieur"),
}
"""What was read of an object, by the end of the field."""
ACTS: Final = {"ApiToken", "AuditEntry", "HistoryEntry"}
"""Kinds of ids that have no page of their own."""
DOWNLOAD: Final = tr("Un téléchargement")


class ReadingLine(NamedTuple):
    """Line of the journal in words; `page` leads to the object that was read."""

    entry: AccessJournalEntry
    what: str
    subject: str | None
    page: str | None
    criteria: str


async def readings(
    visit: PageRequest, bassin: str
) -> tuple[Connection[AccessJournalEntry], list[ReadingLine]] | None:
    """Returns a page of the journal, and its lines; None if the viewer may not read it."""
    try:
        journal = (await visit.ask(ACCESS_JOURNAL, bassin=bassin, after=visit.query("apres"))).access_journal
    except PageRefused as refusal:
        if refusal.status_code != 403:
            raise
        return None
    ids = {each for entry in journal.nodes for each in objects_in(entry)}
    names = await names_of(visit, sorted(ids)[:100])
    return journal, [reading(each, names) for each in journal.nodes]


def objects_in(entry: AccessJournalEntry) -> Iterator[str]:
    """Yields the ids of the object that was read and of an operator in its filter."""
    if entry.subject_id and kind_of(entry.subject_id) not in ACTS:
        yield at_present(entry.subject_id)
    if operator := filter_of(entry).get("operator"):
        yield global_id("Operator", operator)


def reading(entry: AccessJournalEntry, names: Mapping[str, str]) -> ReadingLine:
    subject = entry.subject_id if entry.subject_id and kind_of(entry.subject_id) not in ACTS else None
    words = FIELDS.get(entry.field) or OF_OBJECTS.get(entry.field.rpartition(".")[2]) or DOWNLOAD
    return ReadingLine(
        entry=entry,
        what=words,
        subject=(names.get(key_of(subject)) or tr(kind_name(kind_of(subject)))) if subject else None,
        page=page_of(at_present(subject)) if subject else None,
        criteria=tr_join(", ", criteria(filter_of(entry), names)),
    )


def filter_of(entry: AccessJournalEntry) -> Mapping[str, Any]:
    chosen = entry.arguments.get("filter")
    return chosen if isinstance(chosen, dict) else {}


def criteria(chosen: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Yields what the reader filtered by, in words."""
    kinds: Sequence[str] = chosen.get("kinds") or ()
    yield from (kind_words(each) for each in dict.fromkeys(kinds))
    if rule := chosen.get("rule"):
        yield tr("règle %(rule)s", rule=rule)
    if since := chosen.get("from"):
        yield tr("à partir du %(day)s", day=day_in(str(since)[:10]))
    if until := chosen.get("until"):
        yield tr("avant le %(day)s", day=day_in(str(until)[:10]))
    if operator := chosen.get("operator"):
        yield names.get(operator) or tr("un opérateur")
    if chosen.get("person"):
        yield tr("une personne")
    if chosen.get("subject"):
        yield tr("un objet")
