"""The command line. Importing this package defines every command."""

# Each defines its commands.
from efe_infra.cli import access, demo, evidence, schema, sealing, serving, upkeep, witness  # noqa: F401
from efe_infra.cli.app import main

__all__ = ["main"]
