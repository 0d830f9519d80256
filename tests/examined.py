"""Cases of schemathesis, the same in every run."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st


def examined(cases: st.SearchStrategy[Any], send: Callable[[Any], None], *, examples: int, drawn_from: int) -> None:
    """Sends `examples` cases, the simplest among them; `drawn_from` is the seed."""

    @seed(drawn_from)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def run(case: Any) -> None:
        send(case)

    run()
