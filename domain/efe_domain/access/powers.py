"""Table of powers: the commands that each standing (a role or a seat) permits. Every rights check reads it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from efe_domain.access.grants import Role
from efe_domain.law.rules import Rule
from efe_domain.shared.messages import Message


class Standing(StrEnum):
    """Basis of a power: a granted role, or a seat. It opens its commands within its own scope only.

    `REPRESENTATIVE`: speaks for a member of a pôle. `SITTING`: sits in a body of an Instance and sees its dossier.
    """

    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    READER = "reader"
    ADMINISTRATOR = "administrator"
    REPRESENTATIVE = "representative"
    SITTING = "sitting"


type _Commands = Mapping[Rule, str]
"""The use cases by name, under the rule that each carries out."""

_OF_THE_PLATFORM: Final[_Commands] = {
    Rule.ART_3: "establish_instance",
    Rule.REGISTRE: "declare_service forget_person grant_platform_access link_account revoke_platform_access",
}
_OF_SECOND_PERSONS: Final[_Commands] = {
    Rule.REGISTRE: "confirm_fact confirm_rectification",
    Rule.REGISTRE_RETRAIT: "confirm_withdrawal",
}
"""Confirmations that an administrator gives where an Instance has no independent second coordinator."""
_OF_ACCESS: Final[_Commands] = {
    Rule.REGISTRE: """
        confirm_person_invitation decline_person_invitation grant_access grant_pole_access invite_account
        invite_person renew_person_invitation revoke_access revoke_pole_access withdraw_person_invitation
    """,
}
_OF_INSTANCES: Final[_Commands] = {
    Rule.ART_7: "adopt_rules_of_order",
    Rule.ART_18: "convene_zone designate_zone_representative end_zone_representative",
    Rule.M1: "adopt_minutes convene_body",
    Rule.M2: "adopt_synthesis receive_contribution record_reminder write_synthesis",
    Rule.M2_SUJETS: "request_data",
    Rule.M3: "amend_themes draft_themes",
    Rule.M3_CADRE: "adopt_themes diffuse_themes",
    Rule.M6: "dissolve_body fill_seat set_up_body vacate_seat",
    Rule.PS_3ANS: "constitute_pole",
    Rule.PS_ACCORD: "expect_verdict give_verdict meet_condition revise_verdict",
    Rule.PS_COM: "receive_decision",
    Rule.PS_COMPO: "register_operator",
    Rule.PS_COMPETENT: "recognise_competence withdraw_competence",
    Rule.PS_DESIGN: "compose_pole designate_member end_membership name_substitute replace_representative",
    Rule.PS_EVAL: "evaluate_pole renew_pole",
    Rule.PS_FILIERE: "match_axes unmatch_axes",
    Rule.PS_LOCAL: "close_site end_ressort open_site record_ressort",
    Rule.PS_NB: "create_pole dissolve_pole identify_axis take_over_pole withdraw_axis",
    Rule.PS_REUNION: "agree_modalities",
    Rule.PS_SOUTIEN: "end_support grant_support",
    Rule.REGISTRE: "confirm_fact confirm_rectification drop_rectification rectify set_letterhead",
    Rule.REGISTRE_APPELS: "change_funding_call open_funding_call withdraw_funding_call",
    Rule.REGISTRE_RETRAIT: "confirm_withdrawal drop_withdrawal withdraw_act",
}
_OF_ANNEXES: Final[_Commands] = {
    Rule.REGISTRE: "attach_to_decision attach_to_meeting attach_to_opinion attach_to_project purge_document",
}
"""Commands on documents; only coordinators put documents into the store."""
_OF_NEWS: Final[_Commands] = {
    Rule.PS_COMPO: "change_operator_kind",
    Rule.PS_NB: "rename_pole",
    Rule.REGISTRE: "rename_operator renumber_operator",
}
"""Changes from a day on, where nothing was recorded wrongly."""
_OF_PERSONS: Final[_Commands] = {
    Rule.REGISTRE: "amend_person register_person",
}
"""Commands that write what the vault has of persons, beside those of access and of the platform."""
_OF_POLES: Final[_Commands] = {
    Rule.M1: "cancel_meeting hold_meeting postpone_meeting record_meeting set_agenda",
    Rule.M3: "cite_theme",
    Rule.M4: "acknowledge_opinion answer_opinion observe_effect",
    Rule.PS_ACCORD: "amend_project submit_project",
    Rule.PS_AVIS: """
        adopt_opinion amend_opinion draft_opinion request_opinion transmit_opinion undertake_opinion
    """,
    Rule.PS_COM: "communicate_decision",
    Rule.PS_CONJOINT: """
        decline_invitation invite_pole invite_poles join_project leave_project offer_lead take_lead
        withdraw_invitation
    """,
    Rule.PS_CONSENSUS: """
        adopt_decision amend_decision answer_objection close_without_consensus maintain_objection propose_decision
        set_decision_deadline take_position take_positions withdraw_objection
    """,
    Rule.PS_CREDITS: "record_funding_outcome",
    Rule.PS_FIN: "apply_for_funding",
    Rule.PS_MISSION: "abandon_project complete_project emerge_project report_progress start_project",
    Rule.PS_PLAN: "write_plan_part",
    Rule.PS_RENCONTRE: "call_joint_meeting cancel_joint_meeting",
    Rule.PS_REUNION: "convene_pole convene_series",
    Rule.REGISTRE: "note_decision_erratum note_opinion_erratum note_project_erratum",
}
"""Commands of a pôle, for the representative of a member or a coordinator of its Instance. Opinions and meetings
are of Instances too, and then for its coordinators."""


def _named(*tables: _Commands) -> frozenset[str]:
    return frozenset(name for table in tables for names in table.values() for name in names.split())


OPENED: Final[dict[Standing, frozenset[str]]] = {
    Standing.COORDINATOR: _named(_OF_ACCESS, _OF_INSTANCES, _OF_PERSONS, _OF_ANNEXES, _OF_NEWS, _OF_POLES),
    Standing.AUDITOR: frozenset(),
    Standing.READER: frozenset(),
    Standing.ADMINISTRATOR: _named(_OF_ACCESS, _OF_THE_PLATFORM, _OF_SECOND_PERSONS),
    Standing.REPRESENTATIVE: _named(_OF_POLES),
    Standing.SITTING: frozenset(),
}
"""The use cases of the platform by name, the composite commands, and the three that the vault of persons keeps."""

STATEMENTS: Final = frozenset({"take_position", "withdraw_objection"})
"""Use cases by which a member speaks; a person who no longer represents it may have a late word."""

RESERVED_TO_PERSONS: Final = _named(_OF_ACCESS, _OF_THE_PLATFORM, _OF_SECOND_PERSONS, _OF_PERSONS)
"""Use cases that no application does: rights, accounts and persons, and the confirmation by a second person."""

RULES: Final[Mapping[str, Rule]] = {
    name: rule
    for table in (_OF_THE_PLATFORM, _OF_ACCESS, _OF_INSTANCES, _OF_PERSONS, _OF_ANNEXES, _OF_NEWS, _OF_POLES)
    for rule, names in table.items()
    for name in names.split()
}
"""The rule that each of them carries out."""

STANDING_NAMES: Final = {
    Standing.COORDINATOR: "un coordinateur de l'Instance concernée",
    Standing.ADMINISTRATOR: "un administrateur de la plateforme",
    Standing.REPRESENTATIVE: "qui représente un membre du pôle concerné",
}
"""Names of the standings that open a command."""


def explain_rights(why: Message, command: str) -> Message:
    """Adds to a refusal the standings that open the command and the rule that it carries out."""
    titles = [Message(STANDING_NAMES[each]) for each in Standing if opens(each, command)]
    if not titles:
        return why
    who = titles.pop()
    while titles:
        who = Message("{one} ou {other}", one=titles.pop(), other=who)
    powers = Message("Cet acte est ouvert à {who} (règle {rule}).", who=who, rule=RULES[command])
    return Message("{why} {powers}", why=why, powers=powers)


def opens(standing: Standing, command: str) -> bool:
    """Tells whether the standing permits the command, in some scope."""
    return command in OPENED[standing]


def opens_to_applications(command: str) -> bool:
    """Tells whether an API token or a service account may do the command, with the rights for it."""
    return command in RULES and command not in RESERVED_TO_PERSONS


def roles_for(command: str) -> frozenset[Role]:
    """Returns the roles that open the command in some scope."""
    return frozenset(role for role in Role if opens(Standing(role), command))
