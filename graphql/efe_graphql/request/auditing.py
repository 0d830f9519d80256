"""Whose auditors what was read of an object is written down for."""

from collections.abc import Sequence
from uuid import UUID

from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context
from efe_projections.audit.history import concerned_by
from efe_projections.engine.viewer import Viewer


async def concerned(context: Context, entity: UUID, as_of: ResolvedAsOf) -> Sequence[str]:
    """Of the Instances that the entity concerned up to the position, those where the account is an auditor."""
    if not context.audited:
        return []
    auditing = Viewer(bassins=context.audited)
    found = await context.ports.reads.fetch(concerned_by(entity, auditing, at=as_of.position))
    return [each.bassin for each in found]
