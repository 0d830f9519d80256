"""Where a process begins: only what is needed to load the rest."""

import sys
from importlib import import_module

from efe_infra.process.loading import lasting


def spare_pydantic_1() -> None:
    """FastAPI asks of every type whether it is one of pydantic 1, which it would load for that: 0.2 s of processor.

    As if it were not installed, which FastAPI allows for.
    """
    sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type] # the documented way to hide a module


def main() -> None:
    """The command `efe`."""
    spare_pydantic_1()
    with lasting():
        command = import_module("efe_infra.cli")
    command.main()
