"""What the log says of a deed by someone who may not do it."""

import structlog

from efe_graphql.request.denied_commands import RefusedDeed

log = structlog.stdlib.get_logger()


def log_refused_deed(refused: RefusedDeed) -> None:
    log.warning(
        "deed refused",
        deed=refused.deed,
        code=refused.code,
        account=str(refused.account) if refused.account else None,
        bassin=refused.bassin,
        subjects=[str(each) for each in refused.subjects],
        correlation_id=refused.correlation_id,
    )
