"""The command line. Importing this package defines every command.

Needs everything: it is the top of the infrastructure, and only `efe_infra.startup` imports it.
Promises one line in French and an exit status for every failure that the user can act on.
"""

# Each module defines its commands.
from efe_infra.cli import (  # noqa: F401
    access,
    backup,
    check,
    evidence,
    generated_files,
    import_export,
    maintenance,
    papers,
    person,
    replay,
    report,
    samples,
    sealing,
    serving,
    settings_file,
    witness,
)
from efe_infra.cli.app import main

__all__ = ["main"]
