"""The table of powers: which commands each standing opens. The rights of every command consult it."""

from enum import StrEnum
from typing import Final

from efe_domain.access.grants import Role


class Standing(StrEnum):
    """On what a power rests: a role that was granted, or a seat. It opens its commands within its own scope only.

    A representative speaks for a member of a pôle; who sits, sits in a body of an Instance and sees its dossier.
    """

    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    READER = "reader"
    ADMINISTRATOR = "administrator"
    REPRESENTATIVE = "representative"
    SITTING = "sitting"


_OF_THE_PLATFORM = """
    establish_instance forget_person grant_platform_access link_account revoke_platform_access
"""
_OF_ACCESS = "grant_access grant_pole_access revoke_access revoke_pole_access"
_OF_INSTANCES = """
    adopt_minutes adopt_rules_of_order adopt_synthesis adopt_themes agree_modalities amend_themes close_site
    constitute_pole convene_body convene_zone create_pole designate_member designate_zone_representative
    diffuse_themes dissolve_body dissolve_pole draft_themes end_membership end_support end_zone_representative
    evaluate_pole fill_seat give_verdict grant_support identify_axis open_site receive_contribution
    receive_decision recognise_competence record_reminder register_operator register_person renew_pole
    replace_representative request_data set_up_body vacate_seat withdraw_axis withdraw_competence write_synthesis
"""
_OF_POLES = """
    abandon_project acknowledge_opinion adopt_decision adopt_opinion amend_decision amend_opinion amend_project
    answer_objection answer_opinion apply_for_funding cancel_meeting cite_theme close_without_consensus
    communicate_decision complete_project convene_pole draft_opinion emerge_project hold_meeting join_project
    leave_project maintain_objection observe_effect propose_decision record_funding_outcome report_progress
    request_opinion set_agenda start_project submit_project take_position transmit_opinion undertake_opinion
    withdraw_objection
"""
"""Done in a pôle by who represents one of its members, or by a coordinator of its Instance; opinions and meetings
are of Instances too, and then for its coordinators."""

OPENED: Final[dict[Standing, frozenset[str]]] = {
    Standing.COORDINATOR: frozenset((_OF_ACCESS + _OF_INSTANCES + _OF_POLES).split()),
    Standing.AUDITOR: frozenset(),
    Standing.READER: frozenset(),
    Standing.ADMINISTRATOR: frozenset((_OF_ACCESS + _OF_THE_PLATFORM).split()),
    Standing.REPRESENTATIVE: frozenset(_OF_POLES.split()),
    Standing.SITTING: frozenset(),
}
"""The use cases of the platform by name, and the two commands that the vault of persons keeps."""


def opens(standing: Standing, command: str) -> bool:
    return command in OPENED[standing]


def roles_for(command: str) -> frozenset[Role]:
    """The roles with which a command is done, somewhere."""
    return frozenset(role for role in Role if opens(Standing(role), command))
