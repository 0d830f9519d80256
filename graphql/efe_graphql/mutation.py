"""Every deed of the platform, one mutation each."""

import strawberry

from efe_graphql.deeds.access_deeds import (
    GrantAccessInput,
    GrantPlatformAccessInput,
    RevokeAccessInput,
    RevokePlatformAccessInput,
)
from efe_graphql.deeds.instance_deeds import (
    AdoptRulesOfOrderInput,
    DissolveBodyInput,
    EstablishInstanceInput,
    IdentifyAxisInput,
    SetUpBodyInput,
    WithdrawAxisInput,
)
from efe_graphql.deeds.operator_deeds import (
    CloseSiteInput,
    OpenSiteInput,
    RecogniseCompetenceInput,
    RegisterOperatorInput,
    WithdrawCompetenceInput,
)
from efe_graphql.deeds.person_deeds import REGISTER_PERSON, register_person
from efe_graphql.deeds.pole_deeds import (
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
from efe_graphql.door import deed
from efe_graphql.types.payloads import AccessRegisterPayload, InstancePayload, OperatorPayload, PolePayload


@strawberry.type(description="Les actes. Chacun est enregistré en entier, ou refusé et rien n'est enregistré.")
class Mutation:
    establish_instance = deed(EstablishInstanceInput, InstancePayload)
    adopt_rules_of_order = deed(AdoptRulesOfOrderInput, InstancePayload)
    set_up_body = deed(SetUpBodyInput, InstancePayload)
    dissolve_body = deed(DissolveBodyInput, InstancePayload)
    identify_axis = deed(IdentifyAxisInput, InstancePayload)
    withdraw_axis = deed(WithdrawAxisInput, InstancePayload)

    grant_access = deed(GrantAccessInput, InstancePayload)
    revoke_access = deed(RevokeAccessInput, InstancePayload)
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

    register_person = strawberry.mutation(resolver=register_person, description=REGISTER_PERSON)
