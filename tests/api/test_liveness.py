"""A process that cannot reconnect any more says so, for its supervisor to restart it."""

import gc
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool, ConnectionPool, pool_async
from psycopg_pool.pool import StopWorker

from efe_infra.postgres import pools
from tests.api.given import Api
from tests.chaos.promises import wait_for


def liveness(api: Api) -> tuple[int, dict[str, object]]:
    answer = api.http.portal.call(api.http.client.get, "/health/live")
    return answer.status_code, answer.json()


def own_pools(kind: type) -> list[Any]:
    return [each for each in pools._POOLS if isinstance(each, kind) and not each.closed]


@pytest.mark.parametrize("kind", [ConnectionPool, AsyncConnectionPool])
def test_a_pool_whose_thread_or_task_ended_makes_the_process_broken(api: Api, kind: type) -> None:
    gc.collect()  # pools of applications that other tests only built
    before = liveness(api)
    chosen = own_pools(kind)[0]

    put = chosen._tasks.put  # an error that is no `Exception` ends a thread too
    if isinstance(chosen, ConnectionPool):
        put(StopWorker(chosen))
    else:
        api.http.portal.call(put, pool_async.StopWorker(chosen))

    wait_for("the process is broken", lambda: liveness(api)[0] == 503, 5)
    assert before == (200, {"status": "live"})
    assert liveness(api)[1] == {"status": "broken", "pools": [chosen.name]}
