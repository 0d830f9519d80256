"""Memory under the same bomb again and again: what is kept of it has a bound."""

import asyncio
import gc
import logging
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import graphql
import pytest
from graphql import parse

from efe_graphql.bounded_cache import BoundedCache
from efe_graphql.limits.examination import EXAMINED, MAX_CACHE_BYTES, size_of
from efe_graphql.schema import schema
from tests.api.given import Client
from tests.hostile.asking import asked

OF_PARSING = tracemalloc.Filter(inclusive=True, filename_pattern=f"{Path(graphql.__file__).parent}/*")
"""The server of these tests works beside them, in threads of the same process."""
LARGE: dict[str, Callable[[int], str]] = {
    "many tokens": lambda n: f"{{ meta {{ {'version ' * 1_900} a{n} }} }}",
    "many errors": lambda n: f"{{ meta {{ {' '.join(f'x{n}_{each}' for each in range(900))} }} }}",
    "a long text": lambda n: f'{{ poles(filter: {{ search: "{n}{"a" * 300_000}" }}) {{ totalCount }} }}',
    "a long comment": lambda n: f"#{n}{'a' * 300_000}\n{{ meta {{ version }} }}",
}


def resident() -> int:
    """Bytes of this process, which is the server too."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_what_was_used_least_recently_leaves_the_shelf() -> None:
    shelf: BoundedCache[str] = BoundedCache(10)
    shelf.put("a", "A", 4)
    shelf.put("b", "B", 4)
    shelf.get("a")

    shelf.put("c", "C", 4)

    assert (shelf.get("a"), shelf.get("b"), shelf.get("c")) == ("A", None, "C")
    assert (len(shelf), shelf.size) == (2, 8)


def test_what_is_put_again_weighs_once_and_what_is_too_heavy_is_not_kept() -> None:
    shelf: BoundedCache[str] = BoundedCache(10)
    shelf.put("a", "A", 4)

    shelf.put("a", "B", 6)
    shelf.put("b", "C", 11)

    assert (shelf.get("a"), shelf.get("b"), shelf.size) == ("B", None, 6)


@pytest.mark.parametrize("bomb", LARGE.values(), ids=LARGE)
def test_a_document_takes_no_more_memory_than_it_is_said_to_weigh(bomb: Callable[[int], str]) -> None:
    text = bomb(0)
    gc.collect()
    tracemalloc.start()
    document = parse(text)
    gc.collect()
    taken = tracemalloc.take_snapshot().filter_traces([OF_PARSING])
    tracemalloc.stop()

    assert sum(trace.size for trace in taken.traces) <= size_of(document, text)


@pytest.mark.parametrize("bomb", LARGE.values(), ids=LARGE)
def test_documents_that_differ_each_time_leave_a_bounded_memory(bomb: Callable[[int], str]) -> None:
    for number in range(20):
        asyncio.run(schema.execute(bomb(number), context_value=None))

    assert EXAMINED.size <= MAX_CACHE_BYTES


def test_a_document_that_comes_again_is_parsed_and_validated_once() -> None:
    text = "{ meta { unknownToEverybody } }"
    first = asyncio.run(schema.execute(text, context_value=None))
    known = len(EXAMINED)

    again = asyncio.run(schema.execute(text, context_value=None))

    assert len(EXAMINED) == known
    assert str(again.errors) == str(first.errors)


@pytest.mark.parametrize(
    "bomb",
    ["{ " + "a: meta { version } " * 250 + "}", "{ nodes(ids: [" + '"Pole:x", ' * 900 + "]) { id } }", "{ " * 90],
    ids=["aliases", "ids", "nesting"],
)
def test_a_running_server_does_not_grow_with_the_bombs_it_refuses(
    callers: dict[str, Client], bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("strawberry.execution"), "disabled", True)  # as in a server
    by = callers["visitor"]
    refuse(by, bomb, 2)
    before = resident()

    refuse(by, bomb, 5)

    assert resident() - before < 30_000_000


def refuse(by: Client, bomb: str, rounds: int) -> None:
    """Sends twenty a round, and collects the garbage after each: a server does so seldom, and grows meanwhile."""
    for _ in range(rounds):
        for _ in range(20):
            asked(by, bomb)
        gc.collect()
