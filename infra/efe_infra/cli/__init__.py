"""The command line. Importing this package defines every command."""

# Each defines its commands.
from efe_infra.cli import (  # noqa: F401
    access,
    demo,
    digest,
    evidence,
    person,
    replay,
    schema,
    sealing,
    serving,
    simulate,
    upkeep,
    witness,
)
from efe_infra.cli.app import main

__all__ = ["main"]
