"""Counts, proofs, subscriptions and downloads, as each viewer."""

from contextlib import aclosing
from typing import Any

import pytest
from anyio import move_on_after

from efe_domain.opinion.events import OpinionTransmitted
from efe_domain.shared.errors import Refusal
from tests.api.isolation.findings import Findings
from tests.api.isolation.policy_roots import ROOTS, Door
from tests.api.isolation.sight import NOW, Looker
from tests.api.isolation.walk import Walk
from tests.api.isolation.world import LOOKERS, WIDE, World

LISTS = {
    "analyses": "Analysis",
    "decisions": "Decision",
    "fundingCalls": "FundingCall",
    "meetings": "Meeting",
    "operators": "Operator",
    "opinions": "Opinion",
    "poles": "Pole",
    "projects": "Project",
    "themeLists": "ThemeList",
}
BASSINS = ("LIEGE", "NAMUR", "VERVIERS")
PATIENCE = 60
EVERY = 5
"""Of the events, each viewer asks for the proof of one in so many; other viewers for that of others."""
every_looker = pytest.mark.parametrize("name", LOOKERS)


def codes(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", ())}


def refusal_of(looker: Looker) -> str:
    return "FORBIDDEN" if looker.account else "UNAUTHENTICATED"


@every_looker
@pytest.mark.parametrize("at", [None, 0])
def test_a_list_counts_what_the_viewer_may_see(walk: Walk, name: str, at: int | None) -> None:
    world, looker = walk.world, walk.world.lookers[name]
    position = None if at is None else walk.positions[at]
    lists = " ".join(f"{field}(first: 100, asOf: $at) {{ totalCount edges {{ node {{ id }} }} }}" for field in LISTS)

    found = world.ask(
        f"query ($at: AsOf) {{ {lists} }}", looker, at={"position": str(position)} if position else None
    )["data"]

    for field, kind in LISTS.items():
        expected = {
            each
            for each in walk.ids[kind]
            if world.sights.things[each][0].born <= (position or NOW)
            and world.sights.allows(looker, each, position or NOW)
        }
        assert {edge["node"]["id"].partition("@")[0] for edge in found[field]["edges"]} == expected, field
        assert found[field]["totalCount"] == len(expected), field


@every_looker
def test_the_scoreboard_counts_what_went_out(world: World, name: str) -> None:
    sent = [str(each.event.bassins[0]) for each in world.recorded if isinstance(each.event, OpinionTransmitted)]
    query = " ".join(f"{each}: opinionScoreboard(bassin: {each}) {{ sent }}" for each in BASSINS)

    found = world.ask(f"{{ {query} }}", world.lookers[name])["data"]

    assert {each: found[each]["sent"] for each in BASSINS} == {each: sent.count(each.lower()) for each in BASSINS}
    assert sent.count("liege") > sent.count("verviers")


@every_looker
@pytest.mark.parametrize("root", [name for name, door in ROOTS.items() if door in (Door.INSTANCE, Door.JOURNAL)])
def test_what_is_of_an_instance_is_refused_to_others(world: World, root: str, name: str) -> None:
    looker = world.lookers[name]

    answers = {each: world.ask(f"{{ {root}(bassin: {each}) {{ __typename }} }}", looker) for each in BASSINS}

    for bassin, answer in answers.items():
        own = bassin.lower() in looker.bassins and (looker.journal or ROOTS[root] is not Door.JOURNAL)
        assert codes(answer) == (set() if own else {refusal_of(looker)}), bassin


@every_looker
def test_an_event_is_proved_to_those_whom_it_concerned(world: World, name: str) -> None:
    looker = world.lookers[name]
    events = world.recorded[LOOKERS.index(name) % EVERY :: EVERY]
    proofs = " ".join(f'p{each.position}: ledgerProof(position: "{each.position}") {{ leaf }}' for each in events)

    answer = world.ask(f"{{ {proofs} }}", looker)

    proved = {name: found["leaf"] for name, found in (answer["data"] or {}).items() if found}
    assert proved == {
        f"p{each.position}": each.leaf.hex() for each in events if looker.bassins & set(map(str, each.event.bassins))
    }
    assert codes(answer) == (set() if looker.account else {"UNAUTHENTICATED"})


@every_looker
def test_a_document_is_there_for_who_sees_what_cites_it(world: World, name: str) -> None:
    looker = world.lookers[name]

    found = {digest: world.download(digest, looker) for digest in world.documents}

    assert {digest: response.status_code for digest, response in found.items()} == {
        digest: 200 if world.sights.allows(looker, digest) else 404 for digest in world.documents
    }
    assert len({response.text for response in found.values() if response.status_code == 404}) <= 1


@every_looker
@pytest.mark.parametrize("bassin", BASSINS)
def test_what_is_followed_is_told_to_its_own(walk: Walk, name: str, bassin: str) -> None:
    world, looker = walk.world, walk.world.lookers[name]
    own = [each for each in world.recorded if bassin.lower() in map(str, each.event.bassins)]
    found = Findings(world.sights, looker)

    results = world.portal.call(followed, walk, looker, bassin, len(own))

    for each in results:
        found.read(each, "auditEntries")
    assert sorted(found.leaks) == []
    if bassin.lower() in looker.bassins:
        assert [each["data"]["auditEntries"]["position"] for each in results] == [str(each.position) for each in own]
    else:
        assert [(each["data"], each["codes"]) for each in results] == [(None, [refusal_of(looker)])]


async def followed(walk: Walk, looker: Looker, bassin: str, count: int) -> list[dict[str, Any]]:
    """Returns the entries of a subscription, up to that number or to the first refusal."""
    whole = walk.queries.of_type("AuditEntry")
    query = f"subscription ($after: Position) {{ auditEntries(bassin: {bassin}, after: $after) {whole} }}"
    context = await walk.world.context(looker.account)
    stream = await WIDE.subscribe(query, variable_values={"after": "0"}, context_value=context)
    told: list[dict[str, Any]] = []
    with move_on_after(PATIENCE):
        async with aclosing(stream) as results:
            async for result in results:
                refusals = [error.original_error for error in result.errors or ()]
                told.append(
                    {"data": result.data, "codes": [each.code() for each in refusals if isinstance(each, Refusal)]}
                )
                told[-1]["message"] = str(result.errors or "")
                if result.errors or len(told) == count:
                    break
    return told


def test_a_coordinator_sees_what_the_auditors_read_and_an_auditor_what_they_did(walk: Walk) -> None:
    query = "{ accessJournal(bassin: LIEGE) { totalCount edges { node { account { id } field } } } }"
    auditor = walk.world.lookers["auditor of Liège"]

    by = {
        name: walk.world.ask(query, walk.world.lookers[name])["data"]["accessJournal"]
        for name in (LOOKERS[0], auditor.name)
    }

    assert all(each["totalCount"] >= 1 for each in by.values())
    assert {edge["node"]["account"]["id"] for each in by.values() for edge in each["edges"]} == {
        f"Account:{auditor.account}"
    }
