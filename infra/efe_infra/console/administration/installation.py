"""`/administration/etat`: the state of the installation in words, for an administrator."""

from collections.abc import Iterator
from typing import Final

from anyio.to_thread import run_sync
from starlette.responses import Response

from efe_infra.console.administration.generated import INSTALLATION, InstallationResponse
from efe_infra.console.administration.health import Health, health_of
from efe_infra.console.administration.state_lines import StateLine, lines_of
from efe_infra.console.forms.page import redirect_to_present
from efe_infra.console.language.translatable import tr, tr_plural
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.navigation import STATE as PATH
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_administers

pages = page_router(multilingual=True)
SIGNATURE: Final = "\N{EM DASH} "
"""Start of a signature line of the note of a checkpoint."""


@pages.get(PATH)
async def installation(visit: SignedInVisit) -> Response:
    if visit.moment != NOW:
        return redirect_to_present(visit)
    answer = await visit.ask(INSTALLATION)
    check_administers(answer.viewer)
    health = await health_of(visit)
    console = visit.request.app.state.console
    is_stopped = await run_sync(lambda: console.notices.is_stopped)
    lines = [
        *lines_of(health),
        *around(answer, console.contact, sends=visit.sends_mail, is_stopped=is_stopped),
    ]
    return visit.page(
        "administration/installation.html",
        answer,
        health=health,
        lines=lines,
        is_sound=all(each.tone != "bad" for each in lines),
        workers=faulty_workers(health),
        is_stopped=is_stopped,
    )


def mail_line(*, sends: bool, is_stopped: bool) -> StateLine:
    """Returns the state of mails and webhooks; those of a restored database wait for an administrator."""
    if is_stopped:
        note = tr("La base est restaurée ou copiée : assurez-vous que l'ancienne installation n'écrit plus.")
        return StateLine(tr("Courriel"), "bad", tr("Arrêté"), note)
    if not sends:
        note = tr("Les liens d'invitation sont à transmettre vous-même.")
        return StateLine(tr("Courriel"), "wait", tr("Pas configuré"), note)
    return StateLine(tr("Courriel"), "good", tr("Configuré"), "")


def around(
    answer: InstallationResponse, contact: str | None, *, sends: bool, is_stopped: bool
) -> Iterator[StateLine]:
    """Yields the state of what stands around the register: witnesses, mail, backups, contact."""
    witnesses = witnesses_of(answer)
    cosigned = tr_plural("%(count)s témoin a cosigné", "%(count)s témoins ont cosigné", len(witnesses))
    yield StateLine(
        tr("Témoins extérieurs"),
        "good" if witnesses else "wait",
        cosigned if witnesses else tr("Aucun"),
        tr("Un témoin garde les signatures hors de la plateforme : il confond toute réécriture du registre."),
    )
    yield mail_line(sends=sends, is_stopped=is_stopped)
    yield StateLine(
        tr("Sauvegardes"),
        "wait",
        tr("Non mesurées ici"),
        tr("Demandez à qui exploite l'installation quand la dernière copie fut restaurée à blanc."),
    )
    yield StateLine(
        tr("Contact"),
        "good" if contact else "wait",
        contact or tr("Pas encore indiqué"),
        "" if contact else tr("La page « Contact » n'a pas d'adresse : l'exploitant la règle."),
    )


def witnesses_of(answer: InstallationResponse) -> list[str]:
    """Returns the names of the witnesses that cosigned the last checkpoint."""
    if answer.checkpoint is None:
        return []
    signed = (
        line.removeprefix(SIGNATURE) for line in answer.checkpoint.note.splitlines() if line.startswith(SIGNATURE)
    )
    names = dict.fromkeys(line.partition(" ")[0] for line in signed)
    return [each for each in names if each != answer.checkpoint.origin]


def faulty_workers(health: Health) -> list[str]:
    return [each.name for each in health.workers if each.state != "running"]
