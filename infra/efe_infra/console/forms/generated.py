"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import datetime
from typing import Final

from efe_infra.console.forms.outcome import Created, Done, RecordedMeeting
from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Edges, Response


class ActsSinceAuditEntry(Response):
    position: int
    recorded_at: datetime
    sentence: str
    version: int


class ActsSinceResponse(Response):
    audit_trail: Edges[ActsSinceAuditEntry]


ACTS_SINCE: Final = Document("acts_since", ActsSinceResponse)
ABANDON_PROJECT: Final = Document("abandon_project", Done)
ACKNOWLEDGE_OPINION: Final = Document("acknowledge_opinion", Done)
ADOPT_DECISION: Final = Document("adopt_decision", Done)
ADOPT_MINUTES: Final = Document("adopt_minutes", Done)
ADOPT_OPINION: Final = Document("adopt_opinion", Done)
AGREE_MODALITIES: Final = Document("agree_modalities", Done)
AMEND_DECISION: Final = Document("amend_decision", Done)
AMEND_OPINION: Final = Document("amend_opinion", Done)
AMEND_PROJECT: Final = Document("amend_project", Done)
ANSWER_OBJECTION: Final = Document("answer_objection", Done)
ANSWER_OPINION: Final = Document("answer_opinion", Done)
APPLY_FOR_FUNDING: Final = Document("apply_for_funding", Done)
ATTACH_TO_DECISION: Final = Document("attach_to_decision", Done)
ATTACH_TO_MEETING: Final = Document("attach_to_meeting", Done)
ATTACH_TO_OPINION: Final = Document("attach_to_opinion", Done)
ATTACH_TO_PROJECT: Final = Document("attach_to_project", Done)
CALL_JOINT_MEETING: Final = Document("call_joint_meeting", Done)
CANCEL_JOINT_MEETING: Final = Document("cancel_joint_meeting", Done)
CANCEL_MEETING: Final = Document("cancel_meeting", Done)
CHANGE_FUNDING_CALL: Final = Document("change_funding_call", Done)
CLOSE_WITHOUT_CONSENSUS: Final = Document("close_without_consensus", Done)
COMMUNICATE_DECISION: Final = Document("communicate_decision", Done)
COMPLETE_PROJECT: Final = Document("complete_project", Done)
COMPOSE_POLE: Final = Document("compose_pole", Done)
CONFIRM_FACT: Final = Document("confirm_fact", Done)
CONFIRM_RECTIFICATION: Final = Document("confirm_rectification", Done)
CONFIRM_WITHDRAWAL: Final = Document("confirm_withdrawal", Done)
CONSTITUTE_POLE: Final = Document("constitute_pole", Done)
CONVENE_MEETING: Final = Document("convene_meeting", Created)
CONVENE_SERIES: Final = Document("convene_series", Done)
CREATE_POLE: Final = Document("create_pole", Created)
DECLINE_INVITATION: Final = Document("decline_invitation", Done)
DESIGNATE_MEMBER: Final = Document("designate_member", Done)
DISSOLVE_POLE: Final = Document("dissolve_pole", Done)
DRAFT_OPINION: Final = Document("draft_opinion", Created)
DROP_RECTIFICATION: Final = Document("drop_rectification", Done)
DROP_WITHDRAWAL: Final = Document("drop_withdrawal", Done)
EMERGE_PROJECT: Final = Document("emerge_project", Created)
END_MEMBERSHIP: Final = Document("end_membership", Done)
END_SUPPORT: Final = Document("end_support", Done)
EVALUATE_POLE: Final = Document("evaluate_pole", Done)
EXPECT_VERDICT: Final = Document("expect_verdict", Done)
GIVE_VERDICT: Final = Document("give_verdict", Done)
GRANT_ACCESS: Final = Document("grant_access", Done)
GRANT_POLE_ACCESS: Final = Document("grant_pole_access", Done)
GRANT_SUPPORT: Final = Document("grant_support", Done)
INVITE_POLES: Final = Document("invite_poles", Done)
JOIN_PROJECT: Final = Document("join_project", Done)
LEAVE_PROJECT: Final = Document("leave_project", Done)
MAINTAIN_OBJECTION: Final = Document("maintain_objection", Done)
MEET_CONDITION: Final = Document("meet_condition", Done)
NAME_SUBSTITUTE: Final = Document("name_substitute", Done)
NOTE_DECISION_ERRATUM: Final = Document("note_decision_erratum", Done)
NOTE_OPINION_ERRATUM: Final = Document("note_opinion_erratum", Done)
NOTE_PROJECT_ERRATUM: Final = Document("note_project_erratum", Done)
OBSERVE_EFFECT: Final = Document("observe_effect", Done)
OFFER_LEAD: Final = Document("offer_lead", Done)
OPEN_FUNDING_CALL: Final = Document("open_funding_call", Created)
POSTPONE_MEETING: Final = Document("postpone_meeting", Done)
PROPOSE_DECISION: Final = Document("propose_decision", Created)
RECEIVE_DECISION: Final = Document("receive_decision", Done)
RECORD_FUNDING_OUTCOME: Final = Document("record_funding_outcome", Done)
RECTIFY: Final = Document("rectify", Done)
RENAME_OPERATOR: Final = Document("rename_operator", Done)
RENEW_POLE: Final = Document("renew_pole", Done)
RENUMBER_OPERATOR: Final = Document("renumber_operator", Done)
REPLACE_REPRESENTATIVE: Final = Document("replace_representative", Done)
REPORT_PROGRESS: Final = Document("report_progress", Done)
REQUEST_OPINION: Final = Document("request_opinion", Created)
REVISE_VERDICT: Final = Document("revise_verdict", Done)
REVOKE_ACCESS: Final = Document("revoke_access", Done)
REVOKE_POLE_ACCESS: Final = Document("revoke_pole_access", Done)
SET_AGENDA: Final = Document("set_agenda", Done)
SET_DECISION_DEADLINE: Final = Document("set_decision_deadline", Done)
START_PROJECT: Final = Document("start_project", Done)
SUBMIT_PROJECT: Final = Document("submit_project", Done)
TAKE_LEAD: Final = Document("take_lead", Done)
TAKE_POSITION: Final = Document("take_position", Done)
TAKE_POSITIONS: Final = Document("take_positions", Done)
TRANSMIT_OPINION: Final = Document("transmit_opinion", Done)
WITHDRAW_ACT: Final = Document("withdraw_act", Done)
WITHDRAW_FUNDING_CALL: Final = Document("withdraw_funding_call", Done)
WITHDRAW_INVITATION: Final = Document("withdraw_invitation", Done)
WITHDRAW_OBJECTION: Final = Document("withdraw_objection", Done)
WRITE_PLAN_PART: Final = Document("write_plan_part", Done)
RECORD_MEETING: Final = Document("record_meeting", RecordedMeeting)
