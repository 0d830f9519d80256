"""Answers with examined commands, which are given again: only until something is recorded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from tests.api.decisions import PROPOSAL, a_deciding_pole, met, propose, representing, say
from tests.api.given import TODAY, Api, Client, a_composed_pole, a_pole, day
from tests.api.remembered import WARM, forgetful, repeated

pytestmark = pytest.mark.platform("module")

OFFERED = """
    query ($id: ID!) {
        meta { position }
        node(id: $id) { ... on %s { availableCommands { name possible reason code as { id } } } }
    }
"""
TIMES = WARM + 1
NAMED = OFFERED.replace("reason", "reason group")
"""The same as another document."""


def offered(by: Client, kind: str, key: str, document: str = OFFERED) -> list[dict[str, Any]]:
    """Answers to the same question; the first ones are computed, and the last is remembered if any is."""
    return [by.ask(document % kind, id=key) for _ in range(TIMES)]


def codes(answer: dict[str, Any]) -> dict[str, str | None]:
    return {each["name"]: each["code"] for each in answer["node"]["availableCommands"]}


def test_examined_commands_are_given_again(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    first = offered(liege, "Pole", pole)[-1]

    with repeated(3):
        assert [liege.ask(OFFERED % "Pole", id=pole) for _ in range(3)] == [first] * 3
    assert codes(first)["constitutePole"] == "ALREADY_CONSTITUTED"


def test_after_each_step_they_are_those_of_a_platform_that_remembers_nothing(api: Api, liege: Client) -> None:
    """Three viewers: another coordinator, a member of the pôle, and a reader."""
    pole, members = a_composed_pole(liege)
    viewers = [
        api.granted("examine-seconde", Role.COORDINATOR, Bassin.LIEGE),
        representing(api, liege, pole, members[0], "Examinée"),
        api.granted("examine-lecture", Role.READER, Bassin.LIEGE),
    ]
    objects = {pole: "Pole"}
    decision: dict[str, Any] = {}

    def begin() -> None:
        decision.update(propose(liege, pole))
        objects[decision["id"]] = "Decision"

    steps: list[Callable[[], object]] = [
        lambda: liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-500)),
        begin,
        *(lambda each=each: say(liege, decision, each) for each in members),
        lambda: objects.update({met(liege, pole, members, day(0)): "Meeting"}),
        lambda: liege.do("adoptDecision", decisionId=decision["id"], meetingId=[*objects][-1]),
        lambda: liege.do("dissolvePole", poleId=pole, reason="Fini."),
    ]
    seen = set()
    with forgetful(api) as plain:
        for step in [lambda: None, *steps]:
            step()
            for viewer in viewers:
                for key, kind in objects.items():
                    expected = Client(plain, viewer.headers).ask(OFFERED % kind, id=key)
                    assert offered(viewer, kind, key) == [expected] * TIMES
                    seen.add(str(expected["node"]))

    assert len(seen) > 2 * len(steps)


@contextmanager
def held_projector(api: Api) -> Iterator[None]:
    """Holds the position of the read model meanwhile: what is recorded has no rows yet."""
    with psycopg.connect(api.installation.database.admin) as holder:
        holder.execute("lock table projection.position in share row exclusive mode")
        yield


def dissolved(api: Api, pole: str) -> None:
    """Dissolves a pôle without a wait for its rows."""
    coordinator = str(api.account(f"coordination-{Bassin.LIEGE}"))
    with in_context(CommandContext(actor=coordinator, today=TODAY)):
        api.installation.platform.dissolve_pole(UUID(pole.partition(":")[2]), reason="Fini.")


def test_commands_that_were_examined_ahead_of_the_rows_are_not_kept(api: Api, liege: Client) -> None:
    """Rows and commands of an answer that is kept are of one moment: the rows would stay, the commands would not."""
    pole, _ = a_deciding_pole(liege)
    before = offered(liege, "Pole", pole)[-1]
    with held_projector(api):
        dissolved(api, pole)
        with repeated(0):
            ahead = offered(liege, "Pole", pole, NAMED)[-1]
        with repeated(1):
            assert liege.ask(OFFERED % "Pole", id=pole) == before
    api.catch_up()

    assert ahead["meta"] == before["meta"]
    assert codes(ahead)["dissolvePole"] == "POLE_IS_DISSOLVED"
    for document in (OFFERED, NAMED):
        assert {str(codes(each)) for each in offered(liege, "Pole", pole, document)} == {str(codes(ahead))}


def test_a_command_that_asks_the_vault_for_a_person_is_examined_each_time(api: Api, liege: Client) -> None:
    """No state tells when the vault links an account to another person."""
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Demandée")
    decision = liege.done("proposeDecision", "decision { id }", poleId=pole, **PROPOSAL)["id"]

    with repeated(0):
        offered(member, "Decision", decision)


def test_a_server_that_took_over_examines_anew(api: Api, liege: Client) -> None:
    pole = a_pole(liege, "Repris")
    offered(liege, "Pole", pole)
    recorder: Any = api.installation.platform.recorder
    recorder._server = "another"

    with repeated(0):
        liege.ask(OFFERED % "Pole", id=pole)
    with repeated(1):
        liege.ask(OFFERED % "Pole", id=pole)
