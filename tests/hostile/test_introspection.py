"""Introspection by those who mean harm: charged what it costs, bounded, and in turns beside everybody else."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any

import httpx
import pytest
from graphql import execute_sync, get_introspection_query, parse

from efe_graphql.limits import introspection
from efe_graphql.limits.computing import Computations
from efe_graphql.limits.cost import PAGES, CostCounter
from efe_graphql.limits.examination import UNITS_PER_S
from efe_graphql.limits.fair_share import stranger
from efe_graphql.limits.introspection import AnswerBound, IntrospectionTooLarge
from efe_graphql.limits.limits import LIMITS
from efe_graphql.schema import schema
from tests.api.given import Api, Client
from tests.api.streams import socket_of
from tests.hostile.asking import asked, codes, got

GRAPHQL = schema._schema
PENDING = 16
FACTOR = 8
"""Names alone cost a third of what deep selections do; a list taken for too short is off by eighty."""
MEMORY = 4
"""Times that the same work takes in a process with many other tests: 0.7 alone was 3.5 there."""
HEALTH_S = 0.3
SHORTER = 4
"""Times that the longest wait for the health of the process is shorter than an attack."""
EVERY_TYPE = "{ __schema { types { name fields { name args { name type { kind name ofType { name } } } } } } }"
OF_TYPE = "kind name ofType { kind name ofType { kind name } }"
TYPE_ALIASES = f"""
    {{ {" ".join(f'a{n}: __type(name: "Query") {{ ...F }}' for n in range(18))} }}
    fragment F on __Type {{ fields {{ name description args {{ name type {{ {OF_TYPE} }} }} type {{ {OF_TYPE} }} }} }}
"""
SHORT = "{__schema{types{fields{type{fields{args{name type{name ofType{name}}}}}}}}}"
"""Less than 170 bytes, for two million objects."""
LONG_TEXTS = f"{{ __schema {{ types {{ fields {{ {' '.join(f'a{n}: description' for n in range(25))} }} }} }} }}"
MEASURED = {
    "names": f"{{ __schema {{ types {{ {' '.join(f'a{n}: name' for n in range(25))} }} }} }}",
    "the standard one": get_introspection_query(),
    "all that editors ask": get_introspection_query(specified_by_url=True, input_value_deprecation=True),
    "arguments": EVERY_TYPE,
    "__type under aliases": TYPE_ALIASES,
    "values of enumerations": "{ __schema { types { enumValues { name description isDeprecated } } } }",
    "skipped": "{ __schema { types { ... on __Type @skip(if: false) { ...F } } } } fragment F on __Type"
    " { fields { name @include(if: true) type { name } } inputFields { name } }",
}


def units(text: str) -> int:
    document = parse(text)
    [operation] = [node for node in document.definitions if getattr(node, "operation", None)]
    return CostCounter(GRAPHQL, document, PAGES).count(operation, GRAPHQL.query_type).cost  # type: ignore[arg-type]


def processor_s(work: Callable[[], object]) -> float:
    """Measures without the collection of garbage, which visits the whole process."""
    gc.disable()
    began = time.thread_time()
    try:
        work()
        return time.thread_time() - began
    finally:
        gc.enable()


def real_units(text: str) -> float:
    document = parse(text)
    return UNITS_PER_S * min(processor_s(lambda: execute_sync(GRAPHQL, document)) for _ in range(5))


def test_an_introspection_costs_what_it_takes() -> None:
    ratios = {name: real_units(text) / units(text) for name, text in MEASURED.items()}

    typical = median(ratios.values())
    assert {name: ratio for name, ratio in ratios.items() if not typical / FACTOR < ratio < FACTOR * typical} == {}
    assert 0.1 < typical < MEMORY * 3


def test_counting_takes_a_part_of_what_is_counted() -> None:
    counted, done = (processor_s(lambda: units(TYPE_ALIASES)), real_units(TYPE_ALIASES) / UNITS_PER_S)

    assert counted < done / 3


@pytest.mark.parametrize("text", [SHORT, "{ __schema { types { ...F } } } fragment F on __Type {fields{type{...F}}}"])
def test_an_introspection_that_multiplies_is_refused_before_it_runs(platform: Api, text: str) -> None:
    response = asked(platform.visitor, text)

    assert len(text) < 170
    assert set(codes(response)) <= {"QUERY_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED"} != set()


def test_an_introspection_by_variable_costs_the_dearest_type() -> None:
    by_variable = units("query ($n: String!) { __type(name: $n) { fields { name args { name } } } }")

    assert by_variable == max(
        units(f'{{ __type(name: "{name}") {{ fields {{ name args {{ name }} }} }} }}') for name in GRAPHQL.type_map
    )


@pytest.mark.parametrize("caller", ["visitor", "coordinator"])
def test_tools_introspect_as_before(callers: dict[str, Client], caller: str) -> None:
    everything = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
    expected = execute_sync(GRAPHQL, parse(everything)).data

    assert asked(callers[caller], everything).json() == {"data": expected}
    assert got(callers[caller], query=everything).json() == {"data": expected}


def test_an_introspection_beside_other_fields_is_answered(platform: Api) -> None:
    types = 'a: __type(name: "Pole") { name } b: __type(name: "No") { name } __schema { queryType { name } }'

    data = asked(platform.visitor, f"{{ meta {{ version }} {types} }}").json()["data"]

    assert list(data) == ["meta", "a", "b", "__schema"]
    assert (data["a"], data["b"], data["__schema"]) == ({"name": "Pole"}, None, {"queryType": {"name": "Query"}})


def test_the_bytes_of_an_introspection_have_a_bound(platform: Api) -> None:
    response = asked(platform.visitor, LONG_TEXTS)

    assert units(LONG_TEXTS) < LIMITS.cost
    assert response.json()["data"] is None
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert "introspection de plus de 2000000 octets" in error["message"].replace("\u202f", "").replace("\xa0", "")


def test_the_time_of_an_introspection_has_a_bound() -> None:
    bound, done = AnswerBound(max_s=0.05), []

    def work() -> None:
        until = time.thread_time() + 1.0
        while time.thread_time() < until:
            bound.add_field("n")
            done.append(True)

    with pytest.raises(IntrospectionTooLarge) as refused:
        bound.run(work)
    assert "introspection trop longue" in str(refused.value)
    assert len(done) >= introspection.FIELDS_PER_CHECK - 1


class Probe:
    """A client that asks for the health of the process all the time; `waits` are how long it waited."""

    def __init__(self, url: str) -> None:
        self._url, self._ended = f"{url}/health/live", threading.Event()
        self.waits: list[float] = []

    @contextmanager
    def asking(self) -> Iterator[None]:
        thread = threading.Thread(target=self._ask)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _ask(self) -> None:
        with httpx.Client() as client:
            while not self._ended.is_set():
                began = time.monotonic()
                client.get(self._url, timeout=60)
                self.waits.append(time.monotonic() - began)
                self._ended.wait(0.01)


def over_http(by: Client, text: str) -> None:
    with ThreadPoolExecutor(PENDING) as pool:
        list(pool.map(lambda n: asked(by, f"#{n}\n{text}"), range(PENDING)))


def over_one_socket(by: Client, text: str) -> None:
    with socket_of(by) as socket:
        for number in range(PENDING):
            socket.subscribe(str(number), f"#{number}\n{text}")
        ended = 0
        while ended < PENDING:
            ended += socket.hear()["type"] in {"complete", "error"}


@pytest.mark.parametrize("attack", [over_http, over_one_socket])
@pytest.mark.parametrize("text", [EVERY_TYPE, TYPE_ALIASES], ids=["every type", "__type under aliases"])
def test_pending_introspections_do_not_silence_the_server(
    platform: Api, attack: Callable[[Client, str], Any], text: str
) -> None:
    """On 0.10.2 the longest wait is the whole attack. A busy machine prolongs both."""
    probe, began = Probe(platform.visitor.http.url), time.monotonic()
    with probe.asking():
        attack(platform.visitor, text)
    took = time.monotonic() - began

    assert len(probe.waits) > PENDING
    assert max(probe.waits) < max(took / SHORTER, HEALTH_S)


def test_a_crowd_of_strangers_leaves_members_half_of_the_processor() -> None:
    computations, done, ended = Computations(rest=0.0), list[str](), threading.Event()

    def work(client: str) -> None:
        until = time.thread_time() + 0.002
        while time.thread_time() < until:
            pass
        done.append(client)

    futures: list[Future[Any]] = [computations.submit("another", lambda: ended.wait(20))]
    futures += [
        computations.submit(stranger(f"192.0.2.{n}"), lambda n=n: work(f"stranger {n}"))  # type: ignore[misc]
        for n in range(40)
        for _ in range(5)
    ]
    futures += [computations.submit("member", lambda: work("member")) for _ in range(20)]
    ended.set()
    [each.result(timeout=60) for each in futures]

    last = len(done) - done[::-1].index("member")
    assert last <= 50
