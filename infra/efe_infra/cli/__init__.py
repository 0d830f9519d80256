"""The command line. Importing this package defines every command."""

from efe_infra.cli import access, demo, person, schema, serving, upkeep  # noqa: F401 - each defines its commands
from efe_infra.cli.app import main

__all__ = ["main"]
