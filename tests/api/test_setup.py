"""The first run: each step is computed from what is there, for administrators only."""

from collections.abc import Mapping

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from tests.api.given import LONG_AGO, TODAY, Api, Client, an_operator

pytestmark = pytest.mark.platform("own")

SETUP = "{ setup { steps { kind state missing } } }"


def steps(by: Client) -> Mapping[str, tuple[str, list[str]]]:
    return {each["kind"]: (each["state"], each["missing"]) for each in by.ask(SETUP)["setup"]["steps"]}


def test_the_steps_follow_what_is_done(api: Api) -> None:
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    before = steps(administrator)
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        for bassin in set(Bassin) - {Bassin.NAMUR}:
            api.installation.platform.establish_instance(bassin, on=LONG_AGO)
    liege = api.coordinator(Bassin.LIEGE)
    namur = api.coordinator(Bassin.NAMUR)
    api.granted("audit", Role.AUDITOR, Bassin.LIEGE)
    api.installation.sealer.run()
    an_operator(liege)
    after = steps(administrator)

    assert list(before) == [
        "OWN_ACCOUNT",
        "MAIL_SERVER",
        "INSTANCES",
        "FIRST_COORDINATORS",
        "LOG_KEY",
        "FIRST_OPERATORS",
    ]
    assert {state for state, _ in before.values()} == {"TO_DO", "UNAVAILABLE"}
    assert len(before["INSTANCES"][1]) == len(before["FIRST_COORDINATORS"][1]) == len(Bassin)
    assert after["INSTANCES"] == ("DONE", [])
    assert after["FIRST_COORDINATORS"][0] == "TO_DO"
    assert set(after["FIRST_COORDINATORS"][1]) == {each.name for each in Bassin} - {"LIEGE", "NAMUR"}
    assert (after["LOG_KEY"][0], after["FIRST_OPERATORS"][0]) == ("TO_CHECK", "DONE")
    assert [by.ask(SETUP)["setup"] for by in (liege, namur, api.visitor)] == [None] * 3
