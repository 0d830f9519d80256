"""A server that still answers after each test."""

from collections.abc import Iterator

import pytest

from tests.hostile.connections.client import asked, listening


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with listening() as url:
        yield url


@pytest.fixture(autouse=True)
def others_are_served(url: str) -> Iterator[None]:
    """However the test before ended, and this one too."""
    yield
    assert asked(url) == 200
