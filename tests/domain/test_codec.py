import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from efe_domain.operator.events import CompetenceWithdrawn, SiteClosed
from efe_domain.shared.codec import UPCASTERS, UnknownTopic, Upcaster, decode, encode, topic_lineage

STORED = Path(__file__).with_name("stored_events.jsonl")
FIRST = """
from efe_domain import catalogue; from efe_domain.shared import codec, event

try:
    codec.decode("pole.levitated.v1", b"{}")
except codec.UnknownTopic:
    print(codec._DECODERS.keys() == event.topics().keys())
"""
THREADS = """
import json, sys
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from efe_domain import catalogue; from efe_domain.shared import codec

sys.setswitchinterval(1e-6)
stored = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
start = Barrier(8)


def read(first):
    start.wait()
    turned = stored[first:] + stored[:first]
    return sorted((codec.decode(each["topic"], each["state"].encode()) for each in turned), key=repr)


with ThreadPoolExecutor(8) as threads:
    found = list(threads.map(read, range(0, 8 * 7, 7)))
print(sum(each == found[0] for each in found) // 8)
"""
GREATEST = 2**53 - 1
TEXTS = some.text(some.characters(codec="utf-8"))
KEYS = some.text(some.characters(codec="ascii"))
SCALARS = some.none() | some.booleans() | some.integers(-GREATEST, GREATEST) | TEXTS
VALUES = some.recursive(SCALARS, lambda inner: some.lists(inner) | some.dictionaries(KEYS, inner), max_leaves=30)
CLOSINGS = some.builds(
    SiteClosed,
    originator_id=some.uuids(),
    originator_version=some.integers(1, GREATEST),
    bassins=some.lists(TEXTS).map(tuple),
    metadata=some.dictionaries(KEYS, TEXTS),
    site=some.uuids(),
    effective_on=some.dates(),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # The first draw computes all of UTF-8.
@given(VALUES)
def test_any_value_without_floats_is_encoded_as_rfc_8785_says(value: object) -> None:
    assert encode(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(CLOSINGS)
def test_an_event_is_encoded_as_rfc_8785_says(event: SiteClosed) -> None:
    assert encode(event) == rfc8785.dumps(msgspec.to_builtins(event))


@given(CLOSINGS)
def test_an_event_is_read_back_as_it_was(event: SiteClosed) -> None:
    assert decode(SiteClosed.TOPIC, encode(event)) == event


@given(CLOSINGS)
def test_bytes_that_are_not_canonical_are_read_all_the_same(event: SiteClosed) -> None:
    spaced = json.dumps(msgspec.to_builtins(event), indent=2).encode()

    assert decode(SiteClosed.TOPIC, spaced) == event


def test_an_unknown_topic_is_named() -> None:
    with pytest.raises(UnknownTopic, match=r"pole\.levitated\.v1"):
        decode("pole.levitated.v1", b"{}")


def test_the_first_event_makes_the_decoders_of_all_topics(tmp_path: Path) -> None:
    script = tmp_path / "first.py"
    script.write_text(FIRST)

    told = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, timeout=60)

    assert told.stdout == "True\n"


def test_eight_threads_may_be_the_first_to_read(tmp_path: Path) -> None:
    script = tmp_path / "threads.py"
    script.write_text(THREADS)

    for _ in range(3):
        told = subprocess.run(
            [sys.executable, script, STORED], check=True, capture_output=True, text=True, timeout=60
        )

        assert told.stdout == "1\n"


def test_bytes_of_another_shape_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(SiteClosed.TOPIC, b'{"site":"nowhere","effective_on":"2026-03-01"}')


@pytest.fixture
def two_old_versions() -> Iterator[None]:
    """A topic that was replaced twice: the day was once called `on`, and its competence had no start."""
    older: dict[str, tuple[str, Upcaster]] = {
        "test.withdrawn.v1": ("test.withdrawn.v2", lambda raw: {**raw, "effective_on": raw["on"]}),
        "test.withdrawn.v2": ("operator.competence-withdrawn.v1", lambda raw: {**raw, "since": "1970-01-01"}),
    }
    UPCASTERS.update(older)
    yield
    for topic in older:
        del UPCASTERS[topic]


@pytest.mark.usefixtures("two_old_versions")
@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("test.withdrawn.v1", b'{"key":"soudage","on":"2026-03-01"}'),
        ("test.withdrawn.v2", b'{"effective_on":"2026-03-01","key":"soudage"}'),
    ],
)
def test_an_old_event_is_read_as_today_would_record_it(topic: str, state: bytes) -> None:
    assert decode(topic, state) == CompetenceWithdrawn(
        originator_id=UUID(int=0), bassin=None, key="soudage", since=date(1970, 1, 1), effective_on=date(2026, 3, 1)
    )


@pytest.mark.usefixtures("two_old_versions")
def test_a_replaced_topic_leads_to_those_that_followed_it() -> None:
    replaced = "operator.competence-withdrawn.v1"
    assert topic_lineage("test.withdrawn.v1") == (
        "test.withdrawn.v1",
        "test.withdrawn.v2",
        replaced,
        CompetenceWithdrawn.TOPIC,
    )
    assert topic_lineage(CompetenceWithdrawn.TOPIC) == (CompetenceWithdrawn.TOPIC,)
