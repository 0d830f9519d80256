"""Ids and fingerprints of another Instance: they read like unknown ones to an account that has the right."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.api.isolation.sight import ANY_UUID
from tests.api.sweep.examples import Example
from tests.api.sweep.fields import ACCEPTING, Field, filled, input_type, mutations, put
from tests.api.sweep.prepared import Prepared
from tests.api.sweep.world import World
from tests.infra.commands.stage import COORDINATOR

SEEN_BY_ALL = {"Body", "FundingCall", "Operator", "Pole", "Site"}
ANY_KEY = re.compile(rf"{ANY_UUID.pattern}|\b[0-9a-f]{{64}}\b")


@pytest.mark.parametrize("command", [each for each in mutations() if each != ACCEPTING])
def test_who_may_does_not_learn_which_ids_there_are_elsewhere(
    command: str, every: dict[str, list[Example]], prepared: Prepared, world: World
) -> None:
    differing = []
    for example in every[command]:
        for field in filled(input_type(command), example.asked):
            if example.by != COORDINATOR or not (keys := keys_in(field)):
                continue
            fresh, looked_up = (field.value.replace(keys[0], unused_key(keys[0])) for _ in range(2))
            look_up_as_another_kind(world, looked_up)
            nowhere = answer(world, command, put(example.asked, field.path, fresh))
            there = {
                what: answer(world, command, put(example.asked, field.path, value))
                for what, value in (*elsewhere(field, keys[0], prepared), ("looked up before", looked_up))
            }
            differing += [(field.name, what, found, nowhere) for what, found in there.items() if found != nowhere]

    assert not differing, differing


def keys_in(field: Field) -> list[str]:
    """Returns the keys in a global id, or the fingerprint of a document."""
    return ANY_KEY.findall(field.value) if field.kind == "ID" or field.path[-1] == "sha256" else []


def unused_key(key: str) -> str:
    return str(uuid4()) if ANY_UUID.fullmatch(key) else uuid4().hex * 2


def elsewhere(field: Field, key: str, it: Prepared) -> Iterator[tuple[str, str]]:
    """Yields what another Instance has: of the type of the field, and of another type under the name of this one."""
    kind = field.value.partition(":")[0] if field.kind == "ID" else "sha256"
    if kind in it.of_others and kind not in SEEN_BY_ALL:
        yield "of the type", it.of_others[kind]
    if field.kind == "ID":
        other = it.of_others["Analysis" if kind == "Decision" else "Decision"]
        yield "of another type", field.value.replace(key, ANY_UUID.findall(other)[0])


def look_up_as_another_kind(world: World, value: str) -> None:
    """Has the platform load the key as a decision, or as an analysis if it is one of a decision."""
    if key := next(iter(ANY_UUID.findall(value)), None):
        if value.startswith("Decision:"):
            world.ask("adoptSynthesis", {"analysisId": f"Analysis:{key}"}, COORDINATOR)
        else:
            world.ask("adoptDecision", {"decisionId": f"Decision:{key}"}, COORDINATOR)


def answer(world: World, command: str, asked: dict[str, Any]) -> tuple[str, str, list[Any]]:
    """Returns code, sentence and paths. Keys that the client did not send stay in the sentence."""
    found, sent = world.ask(command, asked, COORDINATOR), {*ANY_KEY.findall(json.dumps(asked))}
    sentence = ANY_KEY.sub(lambda key: "…" if key[0] in sent else key[0], found.message)
    [payload] = (found.body.get("data") or {command: None}).values()
    errors = payload["userErrors"] if payload else found.body["errors"]
    return found.code, sentence, [each.get("path") for each in errors]
