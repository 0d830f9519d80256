"""The commands on projects and in the zone, as each may be done once on the stage."""

from collections.abc import Callable

from msgspec.structs import replace

from efe_domain.commands.handler import CommandResult
from efe_domain.project.events import SupportKind, SupportPhase
from tests.domain.given import TOMORROW, some_id
from tests.domain.opinions import DOCUMENT
from tests.domain.projects import AGREED, CONTENT, REFUSED
from tests.infra.commands.project_stage import CALL, PERSON_OF_NAMUR, PROCEDURE, TOGETHER, a_part, stream_of
from tests.infra.commands.stage import Stage

OTHER = replace(CONTENT, title="Un autre titre")

COMMANDS: dict[str, Callable[[Stage], CommandResult]] = {
    "emerge_project": lambda it: it.platform.emerge_project(some_id("new"), it.constituted, CONTENT),
    "amend_project": lambda it: it.platform.amend_project(it.projects.emerged, OTHER, "Autre idée."),
    "join_project": lambda it: it.platform.join_project(it.projects.emerged, it.constituted, it.projects.decision),
    "invite_pole": lambda it: it.platform.invite_pole(it.projects.emerged, it.companion, TOMORROW),
    "decline_invitation": lambda it: it.platform.decline_invitation(it.projects.invitation, "Faute de temps."),
    "withdraw_invitation": lambda it: it.platform.withdraw_invitation(it.projects.unanswered, "Erreur."),
    "offer_lead": lambda it: it.platform.offer_lead(it.projects.led, it.companion),
    "take_lead": lambda it: it.platform.take_lead(it.projects.offered, it.companion, it.projects.to_lead),
    "leave_project": lambda it: it.platform.leave_project(
        it.projects.submitted, it.constituted, "Départ.", decision_id=it.projects.to_leave
    ),
    "submit_project": lambda it: it.platform.submit_project(it.projects.carried),
    "give_verdict": lambda it: it.platform.give_verdict(
        "liege", it.projects.submitted, REFUSED, stream_of(it.platform, it.projects.submitted).content_hash
    ),
    "grant_support": lambda it: it.platform.grant_support(
        "liege", it.projects.started, some_id("more"), SupportKind.MATERIAL, SupportPhase.EMERGENCE, "Une salle."
    ),
    "expect_verdict": lambda it: it.platform.expect_verdict("liege", it.projects.submitted, TOMORROW),
    "meet_condition": lambda it: it.platform.meet_condition("liege", it.projects.started, 1, "Ouvert."),
    "revise_verdict": lambda it: it.platform.revise_verdict(
        "liege",
        it.projects.started,
        AGREED,
        "Conditions remplies.",
        stream_of(it.platform, it.projects.started).content_hash,
    ),
    "end_support": lambda it: it.platform.end_support("liege", it.projects.started, it.projects.support, "Fin."),
    "apply_for_funding": lambda it: it.platform.apply_for_funding(
        it.projects.carried, some_id("new"), it.constituted, *PROCEDURE
    ),
    "open_funding_call": lambda it: it.platform.open_funding_call("liege", some_id("new call"), CALL),
    "change_funding_call": lambda it: it.platform.change_funding_call(
        it.projects.call, replace(CALL, name="Appel 2026"), "Relu."
    ),
    "withdraw_funding_call": lambda it: it.platform.withdraw_funding_call(it.projects.call, "Annulé."),
    "record_funding_outcome": lambda it: it.platform.record_funding_outcome(
        it.projects.started, it.projects.funding, None, "Refusé."
    ),
    "start_project": lambda it: it.platform.start_project(it.projects.carried),
    "report_progress": lambda it: it.platform.report_progress(it.projects.started, it.constituted, "Ouvert."),
    "write_plan_part": lambda it: it.platform.write_plan_part(
        it.projects.started, it.constituted, 1, 1, *a_part("Micros"), reason="D'autres."
    ),
    "call_joint_meeting": lambda it: it.platform.call_joint_meeting(
        it.projects.started, it.constituted, some_id("another joint meeting"), *TOGETHER
    ),
    "cancel_joint_meeting": lambda it: it.platform.cancel_joint_meeting(
        it.projects.started, it.constituted, it.projects.meeting, 1, "Grève."
    ),
    "attach_to_project": lambda it: it.platform.attach_to_project(it.projects.started, DOCUMENT, "Tableau"),
    "note_project_erratum": lambda it: it.platform.note_project_erratum(it.projects.started, "Lire 30."),
    "complete_project": lambda it: it.platform.complete_project(it.projects.started, "Réussi."),
    "abandon_project": lambda it: it.platform.abandon_project(
        it.projects.hopeless, "Faute de moyens.", decision_id=it.projects.to_abandon
    ),
    "designate_zone_representative": lambda it: it.platform.designate_zone_representative("namur", some_id("Jo")),
    "end_zone_representative": lambda it: it.platform.end_zone_representative("namur", PERSON_OF_NAMUR),
}
OF_NAMUR = {"designate_zone_representative", "end_zone_representative"}
