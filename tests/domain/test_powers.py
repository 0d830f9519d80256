"""Who holds a role, who gave it, and who may do a command by the table of powers (REGISTRE)."""

from typing import Final

import pytest

from efe_domain.access.api_token import MAX_TOKENS, TooManyTokens, check_number_of_tokens
from efe_domain.access.grants import Grant, Grants, Role, account_of, granted_by
from efe_domain.access.powers import (
    OPENED,
    RESERVED_TO_PERSONS,
    RULES,
    Standing,
    explain_rights,
    opens,
    opens_to_applications,
    roles_for,
)
from efe_domain.shared.messages import Message
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, an_instance, some_id

ANNE, BERT, POLE = some_id("anne"), some_id("bert"), some_id("pole")
READER: Final = Role.READER


def grants() -> Grants:
    """Anne read until today, Bert reads from today on, and Bert audits one pôle."""
    held = Grants()
    held.give(Grant(ANNE, READER), YESTERDAY, by="cli")
    held.close(Grant(ANNE, READER), TODAY)
    held.give(Grant(BERT, READER), TODAY, by=str(ANNE))
    held.give(Grant(BERT, Role.AUDITOR, POLE), YESTERDAY, by=str(ANNE))
    return held


@pytest.mark.parametrize(("day", "holders"), [(YESTERDAY, [ANNE]), (TODAY, [BERT]), (TOMORROW, [BERT])])
def test_the_holders_of_a_role_are_those_of_the_day(day: object, holders: list[object]) -> None:
    assert grants().holders(READER, day) == holders  # type: ignore[arg-type]


def test_a_role_in_one_pole_is_held_in_no_instance() -> None:
    assert grants().holders(Role.AUDITOR, TODAY) == []
    assert not grants().hold(BERT, Role.AUDITOR, TODAY)
    assert grants().cover(Grant(BERT, Role.AUDITOR, POLE), TODAY)


def test_who_lost_a_role_held_it_and_holds_it_no_more() -> None:
    held = grants()

    assert [held.has_lost(each, READER, TODAY) for each in (ANNE, BERT)] == [True, False]
    assert not held.has_lost(ANNE, READER, YESTERDAY)
    assert not held.has_lost(ANNE, Role.AUDITOR, TODAY)
    held.give(Grant(ANNE, READER), TOMORROW, by="")
    assert not held.has_lost(ANNE, READER, TOMORROW)


def test_who_last_gave_a_role_is_known() -> None:
    held = grants()
    assert held.granter(Grant(BERT, READER)) == str(ANNE)
    assert held.granter(Grant(ANNE, Role.AUDITOR)) == ""

    instance = an_instance()
    instance.grant_access(BERT, READER, by=str(ANNE), on=TODAY)
    instance.grant_pole_access(POLE, BERT, READER, by=str(BERT), on=TODAY)
    instance.grant_access(ANNE, READER, on=TODAY)

    given = [Grant(BERT, READER), Grant(BERT, READER, POLE), Grant(ANNE, READER)]
    assert [instance.grants.granter(each) for each in given] == [str(ANNE), str(BERT), ""]


def test_an_actor_is_an_account_or_the_command_line() -> None:
    assert account_of(str(ANNE)) == ANNE
    assert account_of("cli") is None
    assert (granted_by("cli"), granted_by("")) == ({"actor": "cli"}, {})


def test_a_refusal_names_every_standing_that_opens_the_command() -> None:
    why = Message("Refusé.")

    said = {command: explain_rights(why, command) for command in ("grant_access", "submit_project", "set_up_body")}

    assert said["set_up_body"] == (
        "Refusé. Cet acte est ouvert à un coordinateur de l'Instance concernée (règle M6)."
    )
    for command, standings in (
        ("grant_access", "un coordinateur de l'Instance concernée ou un administrateur de la plateforme"),
        ("submit_project", "un coordinateur de l'Instance concernée ou qui représente un membre du pôle concerné"),
    ):
        assert standings in said[command]
    assert explain_rights(why, "unlisted") == why


def test_a_command_is_open_to_the_roles_that_the_table_gives_it_to() -> None:
    assert roles_for("grant_access") == {Role.COORDINATOR, Role.ADMINISTRATOR}
    assert roles_for("submit_project") == {Role.COORDINATOR}
    assert roles_for("establish_instance") == {Role.ADMINISTRATOR}
    assert roles_for("unlisted") == frozenset()
    assert opens(Standing.REPRESENTATIVE, "submit_project")
    assert not opens(Standing.SITTING, "submit_project")


def test_each_listed_command_is_open_to_somebody_and_each_open_one_is_listed() -> None:
    assert frozenset().union(*OPENED.values()) == RULES.keys()


def test_an_application_may_do_what_is_listed_and_not_reserved() -> None:
    assert {command for command in RULES if not opens_to_applications(command)} == RESERVED_TO_PERSONS
    assert not opens_to_applications("unlisted")


def test_an_account_has_so_many_valid_tokens_and_no_more() -> None:
    check_number_of_tokens(MAX_TOKENS - 1)

    with pytest.raises(TooManyTokens):
        check_number_of_tokens(MAX_TOKENS)
