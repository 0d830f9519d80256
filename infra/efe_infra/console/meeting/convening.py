"""`/instances/{bassin}/actes/convoquer`: the form that convenes a meeting, with its agenda."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from efe_infra.console.assembly.choices import assembly_options
from efe_infra.console.assembly.generated import ASSEMBLIES
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, as_it_is
from efe_infra.console.forms.follow_ups import ChainedPage, NextCommand
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.outcome import Created, Done
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.forms import CONVENING, RECORD
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at

pages = page_router(multilingual=True)
ITEMS: Final = Field("items", tr("Ordre du jour"), "lines", tr("Un point par ligne. Il peut aussi venir plus tard."))


@dataclass(frozen=True, kw_only=True)
class ConveningPage(ChainedPage):
    """Convening, then the agenda; a meeting of today or of a day before is to be recorded next."""

    def follow_ups(self, answer: Done, submission: Submission) -> Iterator[NextCommand]:
        command_input = self._typed(submission)
        meeting = answer.done.made if isinstance(answer, Created) else None
        if items := command_input.get(ITEMS.name):
            days = {name: command_input[name] for name in ("effectiveOn",) if name in command_input}
            values = {"meetingId": meeting.id if meeting else "", "items": items, **days}
            yield NextCommand(commands.SET_AGENDA, values, tr("Puis son ordre du jour est arrêté."))

    def next_page(self, answer: Done, submission: Submission) -> str:
        page = super().next_page(answer, submission)
        day = date.fromisoformat(str(self._typed(submission)["day"]))
        return f"{page}/actes/{RECORD.slug}" if answer.page and day <= today() else page

    def _typed(self, submission: Submission) -> dict[str, Any]:
        return submission.variables(replace(self.command, shape=as_it_is), self.options)


def without_agenda(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != ITEMS.name}


CONVENING_WITH_AGENDA: Final[CommandForm] = replace(CONVENING, own=(*CONVENING.own, ITEMS), shape=without_agenda)


@form_at(pages, "/instances/{bassin}/actes/convoquer")
async def convene_page(visit: PageRequest, bassin: str) -> ConveningPage:
    """Builds the page to convene a meeting; `pole` is the key of the pôle that is selected initially."""
    name = bassin_at(bassin)
    answer = await visit.ask(ASSEMBLIES, bassin=name)
    pole = visit.query("pole")
    return ConveningPage(
        visit=visit,
        command=CONVENING_WITH_AGENDA,
        frame=answer,
        subject_link=(BASSINS[name], f"/instances/{bassin}"),
        options={"assembly": await assembly_options(visit, answer, name)},
        bassin=name,
        initial={"assembly": global_id("Pole", pole)} if pole else {},
    )
