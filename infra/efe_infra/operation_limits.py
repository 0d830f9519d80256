"""Reads of an operation keep to its deadline and to the share of its client, and end with errors of the contract."""

from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Final

from efe_graphql.contract.errors import BadUserInput, ServiceUnavailable, Superseded, Timeout
from efe_graphql.limits.deadline import deadline
from efe_graphql.limits.fair_share import own_share
from efe_infra.process import metrics
from efe_infra.read_model.reads.reads import ReadErrors, ReadLimits


def turn() -> AbstractAsyncContextManager[None]:
    """Those of one client wait for each other, without a connection, when they have as many as is their share."""
    share = own_share()
    if share is None:
        return nullcontext()
    if share.statements.locked():
        metrics.HELD.inc()
    return share.statements


def unfit() -> BadUserInput:
    return BadUserInput("Une valeur demandée n'est d'aucun registre.")


OF_OPERATIONS: Final = ReadLimits(deadline, turn)
READ_ERRORS: Final = ReadErrors(late=Timeout, away=ServiceUnavailable, superseded=Superseded, unfit=unfit)
