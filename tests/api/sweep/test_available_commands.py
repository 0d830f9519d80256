"""The commands that objects list, against the examples of every mutation."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from efe_domain.guards.available_commands import CANDIDATES
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import ZONE, instance_id
from tests.api.sweep.examples import Example
from tests.api.sweep.fields import INVITING, mutations
from tests.api.sweep.world import World

type Every = dict[str, list[Example]]
type Row = Mapping[str, Any]

UNLISTED = {
    "composePole": "several commands, each of which is listed by itself",
    "conveneSeries": "several commands, each of which is listed by itself",
    "invitePoles": "several commands, each of which is listed by itself",
    "establishInstance": "the Instance does not exist before",
    "inviteAccount": "the account does not exist before; of the vault alone",
    "linkAccount": "of the vault alone",
    "recordMeeting": "several commands, each of which is listed by itself",
    "registerPerson": "the person does not exist before; of the vault alone",
    **dict.fromkeys(INVITING, "an invitation or a token is no object of the register"),
    "takePositions": "several commands, each of which is listed by itself",
}
PEOPLE = {"amendPerson", "forgetPerson", "grantPlatformAccess", "revokePlatformAccess"}
"""Commands that persons and accounts list, which `node` does not find; `tests/infra/commands` has them."""
CITED = {"continuesId", "followsId", "meetingId", "decisionId", "replacesId", "minutesMeetingId"}
"""Fields that name another object than that of the command, if they are not the first of its input."""
SHOWN = "availableCommands { name possible code as { id } }"
ONE = " ".join(f"... on {kind} {{ {SHOWN} }}" for kind in CANDIDATES if kind not in {"Person", "Account"})
QUERY = f"query ($id: ID!) {{ node(id: $id) {{ {ONE} }} }}"


def listed(world: World, by: UUID, key: str) -> list[Row]:
    answer = world.posted({"query": QUERY, "variables": {"id": key}}, by).json()
    rows: list[Row] = (answer["data"]["node"] or {}).get("availableCommands", [])
    return rows


def ids_in(value: Any, *, first: bool = True) -> Iterator[str]:
    """Yields the ids in an input, without those of objects that it only cites."""
    for number, (name, each) in enumerate(value.items() if isinstance(value, dict) else ()):
        if isinstance(each, dict):
            yield from ids_in(each, first=False)
        elif isinstance(each, str) and (number == 0 or name not in CITED):
            yield f"Instance:{instance_id(Bassin[each])}" if name == "bassin" else each


def objects(parties: set[str]) -> set[str]:
    """Returns the objects of the parties: themselves, and the decision of an objection."""
    decisions = {f"Decision:{each[10:].partition('/')[0]}" for each in parties if each.startswith("Objection:")}
    return {each for each in parties | decisions if each.partition(":")[0] in CANDIDATES} | {f"Zone:{ZONE}"}


def rows_of(world: World, command: str, example: Example) -> list[Row]:
    """Returns the rows of the command on the objects of the example, for its party if one has that."""
    parties = {each for each in ids_in(example.asked) if re.match(r"[A-Z]\w+:", each)}
    kept = [each for each in objects(parties) if not each.startswith(("Person:", "Account:"))]
    rows = [row for each in sorted(kept) for row in listed(world, example.by, each) if row["name"] == command]
    return [each for each in rows if each["as"] and each["as"]["id"] in parties] or rows


def test_every_mutation_is_listed_as_possible_where_its_example_is_accepted(world: World, every: Every) -> None:
    found = {
        (command, number): {each["possible"] for each in rows_of(world, command, example)}
        for command in mutations()
        for number, example in enumerate(every.get(command, ()))
    }

    assert {command for (command, _), possible in found.items() if not possible} == UNLISTED.keys() | PEOPLE
    assert {each: possible for each, possible in found.items() if possible - {"NOW"}} == {}
