"""Every command of the platform, one mutation each."""

import strawberry

from efe_graphql.mutations.access_mutations import (
    GrantAccessInput,
    GrantPlatformAccessInput,
    GrantPoleAccessInput,
    RevokeAccessInput,
    RevokePlatformAccessInput,
    RevokePoleAccessInput,
)
from efe_graphql.mutations.analysis_mutations import (
    AdoptSynthesisInput,
    ReceiveContributionInput,
    RecordReminderInput,
    RequestDataInput,
    WriteSynthesisInput,
)
from efe_graphql.mutations.decision_mutations import (
    AdoptDecisionInput,
    AmendDecisionInput,
    AnswerObjectionInput,
    CloseWithoutConsensusInput,
    CommunicateDecisionInput,
    MaintainObjectionInput,
    ProposeDecisionInput,
    ReceiveDecisionInput,
    TakePositionInput,
    WithdrawObjectionInput,
)
from efe_graphql.mutations.execute import mutation_field
from efe_graphql.mutations.instance_mutations import (
    AdoptRulesOfOrderInput,
    DissolveBodyInput,
    EstablishInstanceInput,
    FillSeatInput,
    IdentifyAxisInput,
    SetUpBodyInput,
    VacateSeatInput,
    WithdrawAxisInput,
)
from efe_graphql.mutations.meeting_mutations import (
    AdoptMinutesInput,
    CancelMeetingInput,
    ConveneMeetingInput,
    HoldMeetingInput,
    SetAgendaInput,
)
from efe_graphql.mutations.operator_mutations import (
    CloseSiteInput,
    OpenSiteInput,
    RecogniseCompetenceInput,
    RegisterOperatorInput,
    WithdrawCompetenceInput,
)
from efe_graphql.mutations.opinion_mutations import (
    AcknowledgeOpinionInput,
    AdoptOpinionInput,
    AmendOpinionInput,
    AnswerOpinionInput,
    DraftOpinionInput,
    ObserveEffectInput,
    RequestOpinionInput,
    TransmitOpinionInput,
)
from efe_graphql.mutations.person_mutations import (
    LINK_ACCOUNT,
    REGISTER_PERSON,
    ForgetPersonInput,
    link_account,
    register_person,
)
from efe_graphql.mutations.pole_mutations import (
    AgreeModalitiesInput,
    ConstitutePoleInput,
    CreatePoleInput,
    DesignateMemberInput,
    DissolvePoleInput,
    EndMembershipInput,
    EvaluatePoleInput,
    RenewPoleInput,
    ReplaceRepresentativeInput,
)
from efe_graphql.mutations.project_mutations import (
    AbandonProjectInput,
    AmendProjectInput,
    ApplyForFundingInput,
    CompleteProjectInput,
    EmergeProjectInput,
    JoinProjectInput,
    LeaveProjectInput,
    RecordFundingOutcomeInput,
    ReportProgressInput,
    StartProjectInput,
    SubmitProjectInput,
)
from efe_graphql.mutations.themes_mutations import (
    AdoptThemesInput,
    AmendThemesInput,
    CiteThemeInput,
    DiffuseThemesInput,
    DraftThemesInput,
)
from efe_graphql.mutations.verdict_mutations import (
    DesignateZoneRepresentativeInput,
    EndSupportInput,
    EndZoneRepresentativeInput,
    GiveVerdictInput,
    GrantSupportInput,
)
from efe_graphql.types.payloads import (
    AccessRegisterPayload,
    AnalysisPayload,
    DecisionPayload,
    ForgottenPersonPayload,
    InstancePayload,
    MeetingPayload,
    OperatorPayload,
    OpinionPayload,
    PolePayload,
    ProjectPayload,
    ThemeListPayload,
    ZonePayload,
)


@strawberry.type(description="Les actes. Chacun est enregistré en entier, ou refusé et rien n'est enregistré.")
class Mutation:
    establish_instance = mutation_field(EstablishInstanceInput, InstancePayload)
    adopt_rules_of_order = mutation_field(AdoptRulesOfOrderInput, InstancePayload)
    set_up_body = mutation_field(SetUpBodyInput, InstancePayload)
    dissolve_body = mutation_field(DissolveBodyInput, InstancePayload)
    fill_seat = mutation_field(FillSeatInput, InstancePayload)
    vacate_seat = mutation_field(VacateSeatInput, InstancePayload)
    identify_axis = mutation_field(IdentifyAxisInput, InstancePayload)
    withdraw_axis = mutation_field(WithdrawAxisInput, InstancePayload)

    grant_access = mutation_field(GrantAccessInput, InstancePayload)
    revoke_access = mutation_field(RevokeAccessInput, InstancePayload)
    grant_pole_access = mutation_field(GrantPoleAccessInput, InstancePayload)
    revoke_pole_access = mutation_field(RevokePoleAccessInput, InstancePayload)
    grant_platform_access = mutation_field(GrantPlatformAccessInput, AccessRegisterPayload)
    revoke_platform_access = mutation_field(RevokePlatformAccessInput, AccessRegisterPayload)

    register_operator = mutation_field(RegisterOperatorInput, OperatorPayload)
    open_site = mutation_field(OpenSiteInput, OperatorPayload)
    close_site = mutation_field(CloseSiteInput, OperatorPayload)
    recognise_competence = mutation_field(RecogniseCompetenceInput, OperatorPayload)
    withdraw_competence = mutation_field(WithdrawCompetenceInput, OperatorPayload)

    create_pole = mutation_field(CreatePoleInput, PolePayload)
    designate_member = mutation_field(DesignateMemberInput, PolePayload)
    replace_representative = mutation_field(ReplaceRepresentativeInput, PolePayload)
    end_membership = mutation_field(EndMembershipInput, PolePayload)
    agree_modalities = mutation_field(AgreeModalitiesInput, PolePayload)
    constitute_pole = mutation_field(ConstitutePoleInput, PolePayload)
    evaluate_pole = mutation_field(EvaluatePoleInput, PolePayload)
    renew_pole = mutation_field(RenewPoleInput, PolePayload)
    dissolve_pole = mutation_field(DissolvePoleInput, PolePayload)

    propose_decision = mutation_field(ProposeDecisionInput, DecisionPayload)
    amend_decision = mutation_field(AmendDecisionInput, DecisionPayload)
    take_position = mutation_field(TakePositionInput, DecisionPayload)
    answer_objection = mutation_field(AnswerObjectionInput, DecisionPayload)
    maintain_objection = mutation_field(MaintainObjectionInput, DecisionPayload)
    withdraw_objection = mutation_field(WithdrawObjectionInput, DecisionPayload)
    adopt_decision = mutation_field(AdoptDecisionInput, DecisionPayload)
    close_without_consensus = mutation_field(CloseWithoutConsensusInput, DecisionPayload)
    communicate_decision = mutation_field(CommunicateDecisionInput, DecisionPayload)
    receive_decision = mutation_field(ReceiveDecisionInput, DecisionPayload)

    convene_meeting = mutation_field(ConveneMeetingInput, MeetingPayload)
    set_agenda = mutation_field(SetAgendaInput, MeetingPayload)
    hold_meeting = mutation_field(HoldMeetingInput, MeetingPayload)
    adopt_minutes = mutation_field(AdoptMinutesInput, MeetingPayload)
    cancel_meeting = mutation_field(CancelMeetingInput, MeetingPayload)

    request_data = mutation_field(RequestDataInput, AnalysisPayload)
    record_reminder = mutation_field(RecordReminderInput, AnalysisPayload)
    receive_contribution = mutation_field(ReceiveContributionInput, AnalysisPayload)
    write_synthesis = mutation_field(WriteSynthesisInput, AnalysisPayload)
    adopt_synthesis = mutation_field(AdoptSynthesisInput, AnalysisPayload)

    draft_themes = mutation_field(DraftThemesInput, ThemeListPayload)
    amend_themes = mutation_field(AmendThemesInput, ThemeListPayload)
    adopt_themes = mutation_field(AdoptThemesInput, ThemeListPayload)
    diffuse_themes = mutation_field(DiffuseThemesInput, ThemeListPayload)
    cite_theme = mutation_field(CiteThemeInput, PolePayload)

    request_opinion = mutation_field(RequestOpinionInput, OpinionPayload)
    draft_opinion = mutation_field(DraftOpinionInput, OpinionPayload)
    amend_opinion = mutation_field(AmendOpinionInput, OpinionPayload)
    adopt_opinion = mutation_field(AdoptOpinionInput, OpinionPayload)
    transmit_opinion = mutation_field(TransmitOpinionInput, OpinionPayload)
    acknowledge_opinion = mutation_field(AcknowledgeOpinionInput, OpinionPayload)
    answer_opinion = mutation_field(AnswerOpinionInput, OpinionPayload)
    observe_effect = mutation_field(ObserveEffectInput, OpinionPayload)

    emerge_project = mutation_field(EmergeProjectInput, ProjectPayload)
    amend_project = mutation_field(AmendProjectInput, ProjectPayload)
    join_project = mutation_field(JoinProjectInput, ProjectPayload)
    leave_project = mutation_field(LeaveProjectInput, ProjectPayload)
    submit_project = mutation_field(SubmitProjectInput, ProjectPayload)
    give_verdict = mutation_field(GiveVerdictInput, ProjectPayload)
    grant_support = mutation_field(GrantSupportInput, ProjectPayload)
    end_support = mutation_field(EndSupportInput, ProjectPayload)
    apply_for_funding = mutation_field(ApplyForFundingInput, ProjectPayload)
    record_funding_outcome = mutation_field(RecordFundingOutcomeInput, ProjectPayload)
    start_project = mutation_field(StartProjectInput, ProjectPayload)
    report_progress = mutation_field(ReportProgressInput, ProjectPayload)
    complete_project = mutation_field(CompleteProjectInput, ProjectPayload)
    abandon_project = mutation_field(AbandonProjectInput, ProjectPayload)
    designate_zone_representative = mutation_field(DesignateZoneRepresentativeInput, ZonePayload)
    end_zone_representative = mutation_field(EndZoneRepresentativeInput, ZonePayload)

    register_person = strawberry.mutation(resolver=register_person, description=REGISTER_PERSON)
    forget_person = mutation_field(ForgetPersonInput, ForgottenPersonPayload)
    link_account = strawberry.mutation(resolver=link_account, description=LINK_ACCOUNT)
