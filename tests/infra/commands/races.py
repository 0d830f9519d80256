"""Commands that are sent at the same moment, and their outcomes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from efe_domain.commands.handler import CommandResult
from efe_domain.shared.errors import Refusal
from tests.infra.commands.stage import Attempt, by

type Result = CommandResult | Refusal


def at_once(*commands: tuple[object, Attempt]) -> list[Result]:
    """Returns the outcomes of commands, each with its actor, sent at the same moment."""
    barrier = Barrier(len(commands))

    def do(actor: object, command: Attempt) -> Result:
        with by(str(actor)):
            barrier.wait()
            try:
                return command()
            except Refusal as refusal:
                return refusal

    with ThreadPoolExecutor(len(commands)) as threads:
        return list(threads.map(do, *zip(*commands, strict=True)))
