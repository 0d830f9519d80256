"""Mails about an object, as a coordinator of its Instance sees them: each with its person and its result."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from anyio.to_thread import run_sync

from efe_infra.console.language.translatable import tr
from efe_infra.console.notices.desk import NoticeDesk, SentNotice
from efe_infra.console.notices.generated import NOTICE_PERSON
from efe_infra.console.register.ids import at_present, global_id
from efe_infra.console.register.labels import Label
from efe_infra.console.web.page_request import PageRequest

STATES: Final[Mapping[str, Label]] = {
    "waiting": Label(tr("En attente"), "wait"),
    "sending": Label(tr("En attente"), "wait"),
    "sent": Label(tr("Envoyé"), "good"),
    "refused": Label(tr("Adresse refusée par le serveur de courrier"), "bad"),
    "expired": Label(tr("Pas parti en trois jours"), "bad"),
    "without-address": Label(tr("Sans adresse"), "bad"),
    "unwanted": Label(tr("Non souhaité par la personne")),
}
"""Words of the states of a mail."""
WITHOUT_ITS_PAPER: Final[Mapping[str, str]] = {
    "without-paper": tr("Envoyé, sans la convocation à imprimer"),
    "paper-hidden": tr("Envoyé, sans la convocation à imprimer : la personne ne peut voir la réunion"),
}
"""Words of mails that were sent without the paper, by their result."""
UNNEEDED: Final = Label(tr("Plus d'objet au moment de l'envoi"))
TO_CORRECT: Final = frozenset({"refused", "without-address"})
"""States that a coordinator mends by another address."""
MAX_LINES: Final = 60


class MailLine(NamedTuple):
    """Mail to a person. `mend` is the page where a coordinator corrects the address."""

    name: str | None
    subject: str
    state: Label
    on: datetime | None
    page: str
    mend: bool


async def mails_on(visit: PageRequest, subject: str, *, may_read: bool) -> Sequence[MailLine] | None:
    """Returns the mails about an object, the latest first; None for other viewers and on a page of the past."""
    desk: NoticeDesk | None = visit.request.app.state.console.notices
    if desk is None or not desk.sends or not may_read or visit.moment.is_past:
        return None
    notices = (await run_sync(desk.sent_on, at_present(subject)))[:MAX_LINES]
    persons = list(dict.fromkeys(each.person for each in notices))
    names = dict(zip(persons, await gather(*(name_of(visit, each) for each in persons)), strict=True))
    return [
        MailLine(
            name=names[each.person],
            subject=each.subject,
            state=state_of(each),
            on=each.ended_at,
            page=f"/personnes/{each.person}",
            mend=each.state in TO_CORRECT,
        )
        for each in notices
    ]


def state_of(notice: SentNotice) -> Label:
    """Returns the words of the state of a mail, with what its result says."""
    if notice.state == "unwanted" and notice.result:
        return UNNEEDED
    if notice.state == "sent" and (words := WITHOUT_ITS_PAPER.get(notice.result or "")):
        return Label(words, "good")
    return STATES[notice.state]


async def name_of(visit: PageRequest, person: UUID) -> str | None:
    """Returns the name with the rights of the viewer; None without them."""
    answer = await visit.ask(NOTICE_PERSON, id=global_id("Person", str(person)))
    return answer.person.display_name if answer.person else None
