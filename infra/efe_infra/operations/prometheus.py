"""Endpoint of Prometheus: the metrics of the process, and the state of the installation at the scrape."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Final

import psycopg
from prometheus_client import REGISTRY, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from efe_infra.http.graphql.streams import Streams
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.http.server.server import bound_socket, server
from efe_infra.operations.readiness import InstallationStanding, Standings
from efe_infra.postgres.pools import pool_usage
from efe_infra.process.workers import Condition, at_work
from efe_infra.read_model.reads.replica import ReplicaState
from efe_infra.read_model.reads.replicas import replicas_in_use

LIMITS: Final = ConnectionLimits()
STOP_TIMEOUT_S: Final = 1.0
"""Time for a running scrape to finish when the process stops."""


class InstallationMetrics(Collector):
    """Metrics computed at the time of the scrape: the state of the installation, and the use of its pools."""

    def __init__(self, standings: Standings, *, within: float) -> None:
        self._standings, self._within = standings, within

    def describe(self) -> Iterable[Metric]:
        """Returns nothing: registering reads no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield from self._standing()
        yield from _workers()
        yield from _replicas()
        pools = GaugeMetricFamily("efe_pool_connections", "Connections of a pool.", labels=["pool", "state"])
        for name, states in pool_usage():
            for state, count in states.items():
                pools.add_metric([name, state], count)
        yield pools

    def _standing(self) -> Iterator[Metric]:
        try:
            standing = self._standings.wait(self._within)
        except (psycopg.Error, TimeoutError):
            yield GaugeMetricFamily("efe_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("efe_database_up", "Whether the database answers.", 1)
        for name, (help_, value) in _figures(standing).items():
            yield GaugeMetricFamily(name, help_, value)


def _workers() -> Iterator[Metric]:
    states = GaugeMetricFamily("efe_worker_state", "Whether a worker is in a state.", labels=["worker", "state"])
    restarts = CounterMetricFamily("efe_worker_restarts", "How often a worker was started again.", labels=["worker"])
    for worker in at_work():
        for state in Condition:
            states.add_metric([worker.name, state], float(worker.condition is state))
        restarts.add_metric([worker.name], worker.restarts)
    yield states
    yield restarts


def _replicas() -> Iterator[Metric]:
    states = GaugeMetricFamily("efe_replica_state", "Whether a replica is in a state.", labels=["replica", "state"])
    lag = GaugeMetricFamily("efe_replica_lag_events", "Events that a replica does not show yet.", labels=["replica"])
    late = GaugeMetricFamily("efe_replica_lag_seconds", "Since it lacks the first of them.", labels=["replica"])
    for replica in replicas_in_use():
        for state in ReplicaState:
            states.add_metric([replica.name, state], float(replica.state is state))
        lag.add_metric([replica.name], replica.lag)
        late.add_metric([replica.name], replica.lag_seconds)
    yield from (states, lag, late)


def _figures(standing: InstallationStanding) -> dict[str, tuple[str, float]]:
    reads, seal = standing.read_model, standing.seal
    figures = {
        "efe_ledger_position": ("Last position of the ledger.", reads.head),
        "efe_projection_lag_events": ("Events that the read model has not taken.", reads.lag),
        "efe_projection_lag_seconds": ("Since the first of them was recorded.", reads.lag_seconds),
        "efe_projection_failed": ("Whether an event stops the read model.", float(reads.failure is not None)),
        "efe_superseded": ("Whether the read tables are of a later version.", float(reads.tables.is_behind)),
        "efe_seal_lag_events": ("Events that no checkpoint covers.", seal.lag),
        "efe_seal_lag_seconds": ("Since the first of them was recorded.", seal.lag_seconds),
    }
    if seal.age_seconds is not None:
        figures["efe_seal_age_seconds"] = ("Since the last checkpoint was signed.", seal.age_seconds)
    return figures


@contextmanager
def serving_metrics(
    state: InstallationMetrics, host: str, port: int, limits: ConnectionLimits = LIMITS
) -> Iterator[int]:
    """Serves the metrics on a port, which it yields; 0 takes a free one. Raises `PortTaken`.

    Uses the server of the API: the one of the library waits for slow clients without end.
    """
    listening = bound_socket(host, port)
    web = server(_application(limits))
    REGISTRY.register(state)
    thread = Thread(target=web.run, kwargs={"sockets": [listening]}, name="metrics", daemon=True)
    try:
        thread.start()
        yield int(listening.getsockname()[1])
    finally:
        web.should_exit = True
        thread.join()
        REGISTRY.unregister(state)


def _application(limits: ConnectionLimits) -> Starlette:
    app = Starlette(routes=[Route("/metrics", _read), Route("/", _read)])
    app.state.streams, app.state.limits = Streams(stop_timeout_s=STOP_TIMEOUT_S), limits
    return app


def _read(request: Request) -> Response:
    """Runs on a thread, since it waits for the database."""
    encode, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(REGISTRY), media_type=None, headers={"Content-Type": media_type})
