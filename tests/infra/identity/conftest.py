from collections.abc import Iterator

import pytest

from tests.infra.identity.small_provider import SmallProvider, small_provider


@pytest.fixture
def provider() -> Iterator[SmallProvider]:
    with small_provider() as provider:
        yield provider
