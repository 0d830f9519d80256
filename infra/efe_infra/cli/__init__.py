"""The command line. Importing this package defines every command.

Needs everything: it is the top of the infrastructure, and nothing but `efe_infra.startup` imports it.
Promises one line in French and a status for every failure that a person can do something about.
"""

# Each defines its commands.
from efe_infra.cli import (  # noqa: F401
    access,
    backup,
    demo,
    digest,
    documents,
    evidence,
    export_commands,
    import_history,
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
