"""Every deed of the platform, one mutation each."""

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
from efe_graphql.mutations.execute import deed
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
    establish_instance = deed(EstablishInstanceInput, InstancePayload)
    adopt_rules_of_order = deed(AdoptRulesOfOrderInput, InstancePayload)
    set_up_body = deed(SetUpBodyInput, InstancePayload)
    dissolve_body = deed(DissolveBodyInput, InstancePayload)
    fill_seat = deed(FillSeatInput, InstancePayload)
    vacate_seat = deed(VacateSeatInput, InstancePayload)
    identify_axis = deed(IdentifyAxisInput, InstancePayload)
    withdraw_axis = deed(WithdrawAxisInput, InstancePayload)

    grant_access = deed(GrantAccessInput, InstancePayload)
    revoke_access = deed(RevokeAccessInput, InstancePayload)
    grant_pole_access = deed(GrantPoleAccessInput, InstancePayload)
    revoke_pole_access = deed(RevokePoleAccessInput, InstancePayload)
    grant_platform_access = deed(GrantPlatformAccessInput, AccessRegisterPayload)
    revoke_platform_access = deed(RevokePlatformAccessInput, AccessRegisterPayload)

    register_operator = deed(RegisterOperatorInput, OperatorPayload)
    open_site = deed(OpenSiteInput, OperatorPayload)
    close_site = deed(CloseSiteInput, OperatorPayload)
    recognise_competence = deed(RecogniseCompetenceInput, OperatorPayload)
    withdraw_competence = deed(WithdrawCompetenceInput, OperatorPayload)

    create_pole = deed(CreatePoleInput, PolePayload)
    designate_member = deed(DesignateMemberInput, PolePayload)
    replace_representative = deed(ReplaceRepresentativeInput, PolePayload)
    end_membership = deed(EndMembershipInput, PolePayload)
    agree_modalities = deed(AgreeModalitiesInput, PolePayload)
    constitute_pole = deed(ConstitutePoleInput, PolePayload)
    evaluate_pole = deed(EvaluatePoleInput, PolePayload)
    renew_pole = deed(RenewPoleInput, PolePayload)
    dissolve_pole = deed(DissolvePoleInput, PolePayload)

    propose_decision = deed(ProposeDecisionInput, DecisionPayload)
    amend_decision = deed(AmendDecisionInput, DecisionPayload)
    take_position = deed(TakePositionInput, DecisionPayload)
    answer_objection = deed(AnswerObjectionInput, DecisionPayload)
    maintain_objection = deed(MaintainObjectionInput, DecisionPayload)
    withdraw_objection = deed(WithdrawObjectionInput, DecisionPayload)
    adopt_decision = deed(AdoptDecisionInput, DecisionPayload)
    close_without_consensus = deed(CloseWithoutConsensusInput, DecisionPayload)
    communicate_decision = deed(CommunicateDecisionInput, DecisionPayload)
    receive_decision = deed(ReceiveDecisionInput, DecisionPayload)

    convene_meeting = deed(ConveneMeetingInput, MeetingPayload)
    set_agenda = deed(SetAgendaInput, MeetingPayload)
    hold_meeting = deed(HoldMeetingInput, MeetingPayload)
    adopt_minutes = deed(AdoptMinutesInput, MeetingPayload)
    cancel_meeting = deed(CancelMeetingInput, MeetingPayload)

    request_data = deed(RequestDataInput, AnalysisPayload)
    record_reminder = deed(RecordReminderInput, AnalysisPayload)
    receive_contribution = deed(ReceiveContributionInput, AnalysisPayload)
    write_synthesis = deed(WriteSynthesisInput, AnalysisPayload)
    adopt_synthesis = deed(AdoptSynthesisInput, AnalysisPayload)

    draft_themes = deed(DraftThemesInput, ThemeListPayload)
    amend_themes = deed(AmendThemesInput, ThemeListPayload)
    adopt_themes = deed(AdoptThemesInput, ThemeListPayload)
    diffuse_themes = deed(DiffuseThemesInput, ThemeListPayload)
    cite_theme = deed(CiteThemeInput, PolePayload)

    request_opinion = deed(RequestOpinionInput, OpinionPayload)
    draft_opinion = deed(DraftOpinionInput, OpinionPayload)
    amend_opinion = deed(AmendOpinionInput, OpinionPayload)
    adopt_opinion = deed(AdoptOpinionInput, OpinionPayload)
    transmit_opinion = deed(TransmitOpinionInput, OpinionPayload)
    acknowledge_opinion = deed(AcknowledgeOpinionInput, OpinionPayload)
    answer_opinion = deed(AnswerOpinionInput, OpinionPayload)
    observe_effect = deed(ObserveEffectInput, OpinionPayload)

    emerge_project = deed(EmergeProjectInput, ProjectPayload)
    amend_project = deed(AmendProjectInput, ProjectPayload)
    join_project = deed(JoinProjectInput, ProjectPayload)
    leave_project = deed(LeaveProjectInput, ProjectPayload)
    submit_project = deed(SubmitProjectInput, ProjectPayload)
    give_verdict = deed(GiveVerdictInput, ProjectPayload)
    grant_support = deed(GrantSupportInput, ProjectPayload)
    end_support = deed(EndSupportInput, ProjectPayload)
    apply_for_funding = deed(ApplyForFundingInput, ProjectPayload)
    record_funding_outcome = deed(RecordFundingOutcomeInput, ProjectPayload)
    start_project = deed(StartProjectInput, ProjectPayload)
    report_progress = deed(ReportProgressInput, ProjectPayload)
    complete_project = deed(CompleteProjectInput, ProjectPayload)
    abandon_project = deed(AbandonProjectInput, ProjectPayload)
    designate_zone_representative = deed(DesignateZoneRepresentativeInput, ZonePayload)
    end_zone_representative = deed(EndZoneRepresentativeInput, ZonePayload)

    register_person = strawberry.mutation(resolver=register_person, description=REGISTER_PERSON)
    forget_person = deed(ForgetPersonInput, ForgottenPersonPayload)
    link_account = strawberry.mutation(resolver=link_account, description=LINK_ACCOUNT)
