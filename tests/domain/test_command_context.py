"""Context of a command: account, day, command id."""

from uuid import UUID

import pytest

from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, current_context, in_context
from tests.domain.given import TODAY, some_id

ACCOUNT = some_id("account")


def test_outside_an_act_nobody_acts() -> None:
    with pytest.raises(LookupError):
        current_context()


def test_an_act_ends_with_its_block_even_when_it_fails() -> None:
    outer, inner = CommandContext(actor=SYSTEM_CLI, today=TODAY), CommandContext(actor=str(ACCOUNT), today=TODAY)

    def fail() -> None:
        with in_context(inner):
            assert current_context() is inner
            raise TimeoutError

    with in_context(outer):
        with pytest.raises(TimeoutError):
            fail()
        assert current_context() is outer


@pytest.mark.parametrize(("actor", "account"), [(str(ACCOUNT), ACCOUNT), (SYSTEM_CLI, None), ("", None)])
def test_an_actor_is_an_account_the_command_line_or_nobody(actor: str, account: UUID | None) -> None:
    assert CommandContext(actor=actor, today=TODAY).account == account


def test_an_event_carries_what_is_known_of_its_act() -> None:
    context = CommandContext(actor=str(ACCOUNT), today=TODAY, command_id=some_id("command"), illustrative=True)

    assert context.metadata == {
        "actor": str(ACCOUNT),
        "command_id": str(some_id("command")),
        "illustrative": "yes",
    }


def test_a_command_of_a_demonstration_may_begin_what_a_source_documents() -> None:
    context = CommandContext(actor=SYSTEM_CLI, today=TODAY, illustrative=True, documented=True)

    assert context.metadata == {"actor": SYSTEM_CLI, "illustrative": "yes", "documented": "yes"}
