"""Who acts, on which day, by which command."""

from uuid import UUID

import pytest

from efe_domain.shared.command_context import SYSTEM_CLI, Act, acting, current_act
from tests.domain.given import TODAY, some_id

ACCOUNT = some_id("account")


def test_outside_an_act_nobody_acts() -> None:
    with pytest.raises(LookupError):
        current_act()


def test_an_act_ends_with_its_block_even_when_it_fails() -> None:
    outer, inner = Act(actor=SYSTEM_CLI, today=TODAY), Act(actor=str(ACCOUNT), today=TODAY)

    def fail() -> None:
        with acting(inner):
            assert current_act() is inner
            raise TimeoutError

    with acting(outer):
        with pytest.raises(TimeoutError):
            fail()
        assert current_act() is outer


@pytest.mark.parametrize(("actor", "account"), [(str(ACCOUNT), ACCOUNT), (SYSTEM_CLI, None), ("", None)])
def test_an_actor_is_an_account_the_command_line_or_nobody(actor: str, account: UUID | None) -> None:
    assert Act(actor=actor, today=TODAY).account == account


def test_an_event_carries_what_is_known_of_its_act() -> None:
    act = Act(actor=str(ACCOUNT), today=TODAY, command_id=some_id("command"), illustrative=True)

    assert act.metadata == {
        "actor": str(ACCOUNT),
        "command_id": str(some_id("command")),
        "illustrative": "yes",
    }


def test_a_deed_of_a_demonstration_may_begin_what_a_source_documents() -> None:
    act = Act(actor=SYSTEM_CLI, today=TODAY, illustrative=True, documented=True)

    assert act.metadata == {"actor": SYSTEM_CLI, "illustrative": "yes", "documented": "yes"}
