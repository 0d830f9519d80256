"""Several objects by their ids."""

import gc

from tests.api.given import Api


def test_an_id_that_is_none_is_refused_and_nothing_is_left_behind(api: Api) -> None:
    """The first is not looked up before the second is read: a coroutine that nobody awaits fails its test."""
    code = api.visitor.refusal('{ nodes(ids: ["Instance:liege", "none"]) { id } }')
    gc.collect()

    assert code == "BAD_USER_INPUT"
