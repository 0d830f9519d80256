from datetime import date
from uuid import uuid4

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from efe_domain.operator.events import SiteClosed
from efe_domain.shared.codec import UnknownTopic, encode
from efe_infra.ledger.mapper import CanonicalMapper


def test_an_event_is_stored_in_its_canonical_bytes_under_its_topic() -> None:
    closed = a_closed_site()

    stored = CanonicalMapper().to_stored_event(closed)

    assert stored == StoredEvent(closed.originator_id, 2, "operator.site-closed.v1", encode(closed))


def test_a_stored_event_is_read_as_it_was() -> None:
    closed = a_closed_site()
    mapper = CanonicalMapper()

    assert mapper.to_domain_event(mapper.to_stored_event(closed)) == closed


@pytest.mark.parametrize("state", [b"", b"{}", b"[]", b'{"site":7}', b"\xff"])
def test_a_damaged_event_says_which_one_it_is(state: bytes) -> None:
    stream = uuid4()

    with pytest.raises(MapperDeserialisationError, match=f"operator.site-closed.v1 of {stream} at 2"):
        CanonicalMapper().to_domain_event(StoredEvent(stream, 2, "operator.site-closed.v1", state))


def test_an_event_of_a_later_release_is_not_guessed() -> None:
    with pytest.raises(UnknownTopic, match=r"operator\.flew-away\.v9"):
        CanonicalMapper().to_domain_event(StoredEvent(uuid4(), 1, "operator.flew-away.v9", b"{}"))


def test_only_events_of_the_domain_are_stored() -> None:
    with pytest.raises(TypeError, match="Not an event"):
        CanonicalMapper().to_stored_event(StoredEvent(uuid4(), 1, "topic", b"{}"))  # type: ignore[arg-type]


def a_closed_site() -> SiteClosed:
    return SiteClosed(
        originator_id=uuid4(),
        originator_version=2,
        bassins=("liege", "namur"),
        metadata={"actor": "someone"},
        site=uuid4(),
        effective_on=date(2026, 3, 1),
    )
