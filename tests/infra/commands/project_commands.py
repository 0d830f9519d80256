"""The commands on projects and in the zone, as each may be done once on the stage."""

from collections.abc import Callable

from msgspec.structs import replace

from efe_domain.commands.handler import CommandResult
from efe_domain.project.events import SupportKind, SupportPhase
from tests.domain.given import some_id
from tests.domain.projects import CONTENT, REFUSED
from tests.infra.commands.project_stage import PERSON_OF_NAMUR, PROCEDURE, stream_of
from tests.infra.commands.stage import Stage

OTHER = replace(CONTENT, title="Un autre titre")

COMMANDS: dict[str, Callable[[Stage], CommandResult]] = {
    "emerge_project": lambda it: it.platform.emerge_project(some_id("new"), it.constituted, CONTENT),
    "amend_project": lambda it: it.platform.amend_project(it.projects.emerged, OTHER, "Autre idée."),
    "join_project": lambda it: it.platform.join_project(it.projects.emerged, it.constituted, it.projects.decision),
    "leave_project": lambda it: it.platform.leave_project(it.projects.submitted, it.constituted, "Départ."),
    "submit_project": lambda it: it.platform.submit_project(it.projects.carried),
    "give_verdict": lambda it: it.platform.give_verdict(
        "liege", it.projects.submitted, REFUSED, stream_of(it.platform, it.projects.submitted).content_hash
    ),
    "grant_support": lambda it: it.platform.grant_support(
        "liege", it.projects.started, some_id("more"), SupportKind.MATERIAL, SupportPhase.EMERGENCE, "Une salle."
    ),
    "end_support": lambda it: it.platform.end_support("liege", it.projects.started, it.projects.support, "Fin."),
    "apply_for_funding": lambda it: it.platform.apply_for_funding(
        it.projects.carried, some_id("new"), it.constituted, *PROCEDURE
    ),
    "record_funding_outcome": lambda it: it.platform.record_funding_outcome(
        it.projects.started, it.projects.funding, None, "Refusé."
    ),
    "start_project": lambda it: it.platform.start_project(it.projects.carried),
    "report_progress": lambda it: it.platform.report_progress(it.projects.started, it.constituted, "Ouvert."),
    "complete_project": lambda it: it.platform.complete_project(it.projects.started, "Réussi."),
    "abandon_project": lambda it: it.platform.abandon_project(it.projects.emerged, "Faute de moyens."),
    "designate_zone_representative": lambda it: it.platform.designate_zone_representative("namur", some_id("Jo")),
    "end_zone_representative": lambda it: it.platform.end_zone_representative("namur", PERSON_OF_NAMUR),
}
OF_NAMUR = {"designate_zone_representative", "end_zone_representative"}
