"""Table of the use cases: one line each, with the rules and policies that hold for all of them."""

from efe_domain.commands import (
    analysis_commands,
    annex_commands,
    correction_commands,
    correction_preview,
    decision_commands,
    funding_commands,
    instance_commands,
    invitation_commands,
    joint_meeting_commands,
    meeting_commands,
    operator_commands,
    opinion_commands,
    person_commands,
    plan_commands,
    pole_commands,
    project_commands,
    themes_commands,
    verdict_commands,
    withdrawal_commands,
)
from efe_domain.commands.authorization import check_late_source
from efe_domain.commands.batch_execution import BatchExecution
from efe_domain.commands.late_acts import question_late_acts, question_late_lines


class Platform(BatchExecution):
    """Use cases, called inside `in_context`. Each returns a `CommandResult`, or raises a `Refusal`.

    A use case called again with the same idempotency key returns the first result, and records nothing.
    """

    rules = (check_late_source,)
    policies = (question_late_acts,)
    batch_policies = (question_late_lines,)

    establish_instance = instance_commands.establish_instance
    adopt_rules_of_order = instance_commands.adopt_rules_of_order
    set_up_body = instance_commands.set_up_body
    dissolve_body = instance_commands.dissolve_body
    fill_seat = instance_commands.fill_seat
    vacate_seat = instance_commands.vacate_seat
    identify_axis = instance_commands.identify_axis
    withdraw_axis = instance_commands.withdraw_axis
    match_axes = instance_commands.match_axes
    unmatch_axes = instance_commands.unmatch_axes
    set_letterhead = instance_commands.set_letterhead
    grant_access = instance_commands.grant_access
    revoke_access = instance_commands.revoke_access
    grant_pole_access = instance_commands.grant_pole_access
    revoke_pole_access = instance_commands.revoke_pole_access
    grant_platform_access = instance_commands.grant_platform_access
    revoke_platform_access = instance_commands.revoke_platform_access
    has_lost_access = instance_commands.has_lost_access

    forget_person = person_commands.forget_person
    amend_person = person_commands.amend_person

    register_operator = operator_commands.register_operator
    rename_operator = operator_commands.rename_operator
    change_operator_kind = operator_commands.change_operator_kind
    renumber_operator = operator_commands.renumber_operator
    open_site = operator_commands.open_site
    close_site = operator_commands.close_site
    record_ressort = operator_commands.record_ressort
    end_ressort = operator_commands.end_ressort
    recognise_competence = operator_commands.recognise_competence
    withdraw_competence = operator_commands.withdraw_competence

    request_data = analysis_commands.request_data
    record_reminder = analysis_commands.record_reminder
    receive_contribution = analysis_commands.receive_contribution
    write_synthesis = analysis_commands.write_synthesis
    adopt_synthesis = analysis_commands.adopt_synthesis

    draft_themes = themes_commands.draft_themes
    amend_themes = themes_commands.amend_themes
    adopt_themes = themes_commands.adopt_themes
    diffuse_themes = themes_commands.diffuse_themes
    cite_theme = themes_commands.cite_theme

    create_pole = pole_commands.create_pole
    take_over_pole = pole_commands.take_over_pole
    rename_pole = pole_commands.rename_pole
    designate_member = pole_commands.designate_member
    replace_representative = pole_commands.replace_representative
    name_substitute = pole_commands.name_substitute
    end_membership = pole_commands.end_membership
    agree_modalities = pole_commands.agree_modalities
    constitute_pole = pole_commands.constitute_pole
    evaluate_pole = pole_commands.evaluate_pole
    renew_pole = pole_commands.renew_pole
    dissolve_pole = pole_commands.dissolve_pole

    convene_body = meeting_commands.convene_body
    convene_pole = meeting_commands.convene_pole
    convene_zone = meeting_commands.convene_zone
    postpone_meeting = meeting_commands.postpone_meeting
    set_agenda = meeting_commands.set_agenda
    hold_meeting = meeting_commands.hold_meeting
    adopt_minutes = meeting_commands.adopt_minutes
    cancel_meeting = meeting_commands.cancel_meeting
    day_of_meeting = meeting_commands.day_of_meeting

    call_joint_meeting = joint_meeting_commands.call_joint_meeting
    cancel_joint_meeting = joint_meeting_commands.cancel_joint_meeting

    propose_decision = decision_commands.propose_decision
    amend_decision = decision_commands.amend_decision
    set_decision_deadline = decision_commands.set_decision_deadline
    take_position = decision_commands.take_position
    answer_objection = decision_commands.answer_objection
    maintain_objection = decision_commands.maintain_objection
    withdraw_objection = decision_commands.withdraw_objection
    adopt_decision = decision_commands.adopt_decision
    close_without_consensus = decision_commands.close_without_consensus
    communicate_decision = decision_commands.communicate_decision
    receive_decision = decision_commands.receive_decision
    hash_of_decision = decision_commands.hash_of_decision

    request_opinion = opinion_commands.request_opinion
    undertake_opinion = opinion_commands.undertake_opinion
    draft_opinion = opinion_commands.draft_opinion
    amend_opinion = opinion_commands.amend_opinion
    adopt_opinion = opinion_commands.adopt_opinion
    transmit_opinion = opinion_commands.transmit_opinion
    acknowledge_opinion = opinion_commands.acknowledge_opinion
    answer_opinion = opinion_commands.answer_opinion
    observe_effect = opinion_commands.observe_effect

    emerge_project = project_commands.emerge_project
    amend_project = project_commands.amend_project
    join_project = project_commands.join_project
    leave_project = project_commands.leave_project
    offer_lead = project_commands.offer_lead
    take_lead = project_commands.take_lead
    submit_project = project_commands.submit_project
    apply_for_funding = project_commands.apply_for_funding
    record_funding_outcome = project_commands.record_funding_outcome
    start_project = project_commands.start_project
    complete_project = project_commands.complete_project
    abandon_project = project_commands.abandon_project

    invite_pole = invitation_commands.invite_pole
    decline_invitation = invitation_commands.decline_invitation
    withdraw_invitation = invitation_commands.withdraw_invitation

    report_progress = plan_commands.report_progress
    write_plan_part = plan_commands.write_plan_part

    open_funding_call = funding_commands.open_funding_call
    change_funding_call = funding_commands.change_funding_call
    withdraw_funding_call = funding_commands.withdraw_funding_call

    give_verdict = verdict_commands.give_verdict
    revise_verdict = verdict_commands.revise_verdict
    expect_verdict = verdict_commands.expect_verdict
    meet_condition = verdict_commands.meet_condition
    grant_support = verdict_commands.grant_support
    end_support = verdict_commands.end_support
    designate_zone_representative = verdict_commands.designate_zone_representative
    end_zone_representative = verdict_commands.end_zone_representative

    attach_to_meeting = annex_commands.attach_to_meeting
    attach_to_decision = annex_commands.attach_to_decision
    attach_to_opinion = annex_commands.attach_to_opinion
    attach_to_project = annex_commands.attach_to_project
    note_decision_erratum = annex_commands.note_decision_erratum
    note_opinion_erratum = annex_commands.note_opinion_erratum
    note_project_erratum = annex_commands.note_project_erratum
    purge_document = annex_commands.purge_document

    rectify = correction_commands.rectify
    confirm_rectification = correction_commands.confirm_rectification
    drop_rectification = correction_commands.drop_rectification
    confirm_fact = correction_commands.confirm_fact
    preview_rectification = correction_preview.preview_rectification

    withdraw_act = withdrawal_commands.withdraw_act
    confirm_withdrawal = withdrawal_commands.confirm_withdrawal
    drop_withdrawal = withdrawal_commands.drop_withdrawal
