from collections.abc import AsyncIterator

import httpx
import pytest

from tests.infra.http.demonstration import demonstration


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def client(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(demonstration())
    async with httpx.AsyncClient(transport=transport, base_url="http://demonstration") as client:
        yield client
