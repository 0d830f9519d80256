"""The commands on analyses, common themes and opinions, as each may be done once on the stage."""

from collections.abc import Callable
from uuid import uuid5

from msgspec.structs import replace

from efe_domain.commands.handler import CommandResult
from efe_domain.shared.colleges import College
from efe_domain.shared.documents import Document
from efe_domain.shared.texts import slug
from tests.domain.given import some_id
from tests.domain.opinions import DOCUMENT, INFORMATION, LANGUAGES, REQUEST, SAYING
from tests.infra.commands.opinion_stage import PERIOD
from tests.infra.commands.stage import SCHOOL, Stage

ANOTHER = Document(sha256="c" * 64, size=1, media_type="text/plain")
OTHERWISE = replace(SAYING, conclusion="Réservé.")

COMMANDS: dict[str, Callable[[Stage], CommandResult]] = {
    "request_data": lambda it: it.platform.request_data(some_id("new"), "liege", REQUEST),
    "record_reminder": lambda it: it.platform.record_reminder(it.opinions.awaited, "Rappel."),
    "receive_contribution": lambda it: it.platform.receive_contribution(it.opinions.awaited, ANOTHER, "Note"),
    "write_synthesis": lambda it: it.platform.write_synthesis(
        it.opinions.received, "Croisement.", crosses=(it.opinions.written,)
    ),
    "adopt_synthesis": lambda it: it.platform.adopt_synthesis(it.opinions.written),
    "draft_themes": lambda it: it.platform.draft_themes("liege", "Nouvelles", (it.opinions.theme,)),
    "amend_themes": lambda it: it.platform.amend_themes(it.opinions.drafted_list, "Autres", (it.opinions.theme,)),
    "adopt_themes": lambda it: it.platform.adopt_themes(it.opinions.drafted_list, **PERIOD),
    "diffuse_themes": lambda it: it.platform.diffuse_themes(it.opinions.diffusible, College.C, operators=(SCHOOL,)),
    "cite_theme": lambda it: it.platform.cite_theme(
        it.constituted, it.opinions.diffusible, uuid5(it.opinions.diffusible, slug(LANGUAGES.label))
    ),
    "request_opinion": lambda it: it.platform.request_opinion(some_id("new"), INFORMATION, "IPIEQ"),
    "undertake_opinion": lambda it: it.platform.undertake_opinion(some_id("new"), INFORMATION, SAYING),
    "draft_opinion": lambda it: it.platform.draft_opinion(it.opinions.requested, SAYING),
    "amend_opinion": lambda it: it.platform.amend_opinion(it.opinions.drafted, OTHERWISE),
    "adopt_opinion": lambda it: it.platform.adopt_opinion(it.opinions.drafted),
    "transmit_opinion": lambda it: it.platform.transmit_opinion(it.opinions.transmissible),
    "acknowledge_opinion": lambda it: it.platform.acknowledge_opinion(it.opinions.transmitted, operator=SCHOOL),
    "answer_opinion": lambda it: it.platform.answer_opinion(it.opinions.transmitted, "Merci.", operator=SCHOOL),
    "observe_effect": lambda it: it.platform.observe_effect(it.opinions.transmitted, "Une option ouverte."),
    "attach_to_opinion": lambda it: it.platform.attach_to_opinion(it.opinions.drafted, DOCUMENT, "Tableau"),
    "note_opinion_erratum": lambda it: it.platform.note_opinion_erratum(it.opinions.transmitted, "Lire 30."),
}
