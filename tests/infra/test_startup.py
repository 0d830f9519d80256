"""Modules that a process loads before it is ready."""

import gc
import subprocess
import sys

import pytest

from efe_infra.process.fast_start import lasting

LOADED = """
import sys
{}
kept = {{"httpx", "fastapi", "pydantic", "efe_graphql"}}
print(*sorted(name for name in sys.modules if name.partition(".")[0] in kept))
"""


def loaded(statements: str) -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-c", LOADED.format(statements)], capture_output=True, text=True, check=True
    )
    return set(shown.stdout.split())


def test_no_command_loads_http_either_way_nor_makes_the_schema_before_it_is_wanted() -> None:
    names = loaded("import efe_infra.cli")

    assert not names & {"httpx", "fastapi", "efe_graphql.schema"}
    assert not [name for name in names if name.startswith("efe_graphql.types")]


def test_what_serves_asks_nobody_over_http_but_a_provider() -> None:
    assert "httpx" not in loaded("import efe_infra.cli, efe_graphql.schema")
    assert "httpx" in loaded("import efe_infra.identity.openid_verifier")


@pytest.mark.parametrize(("spared", "is_loaded"), [(True, False), (False, True)])
def test_pydantic_1_is_not_loaded_for_a_question_about_types(spared: bool, is_loaded: bool) -> None:
    """Once FastAPI no longer asks, nothing need be hidden from it."""
    hide = "from efe_infra.startup import spare_pydantic_1; spare_pydantic_1()" if spared else ""

    build = "from efe_infra.console.home.openapi_page import openapi_document; assert openapi_document()['paths']"
    names = loaded(f"{hide}\n{build}")

    assert ("pydantic.v1.main" in names) is is_loaded


def test_the_schema_is_there_once_it_was_made_ahead() -> None:
    made = "from efe_infra.process.fast_start import loaded_ahead\nwith loaded_ahead('efe_graphql.schema'): pass"

    assert "efe_graphql.schema" in loaded(made)


def test_what_lasts_is_not_searched_for_garbage() -> None:
    before = gc.get_freeze_count()
    try:
        with lasting():
            collecting = gc.isenabled()
            made: list[list[object]] = [[] for _ in range(1000)]
        frozen = gc.get_freeze_count()
    finally:
        gc.unfreeze()

    assert (collecting, gc.isenabled()) == (False, True)
    assert frozen > before + len(made)
