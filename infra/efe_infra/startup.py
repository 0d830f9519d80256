"""Entry point of the command `efe`; imports only what it needs to load the rest."""

import sys
from importlib import import_module

from efe_infra.process.fast_start import lasting


def spare_pydantic_1() -> None:
    """Hides pydantic 1 from FastAPI, which would load it (0.2 s) to check every type for it."""
    sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type] # the documented way to hide a module


def main() -> None:
    """Runs the command `efe`."""
    spare_pydantic_1()
    with lasting():
        command = import_module("efe_infra.cli")
    command.main()
