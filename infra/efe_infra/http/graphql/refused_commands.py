"""The log line of a command that was refused for want of a right."""

import structlog

from efe_graphql.request.denied_commands import RefusedCommand

log = structlog.stdlib.get_logger()


def log_refused_command(refused: RefusedCommand) -> None:
    log.warning(
        "command refused",
        command=refused.command,
        code=refused.code,
        account=str(refused.account) if refused.account else None,
        bassin=refused.bassin,
        subjects=[str(each) for each in refused.subjects],
        correlation_id=refused.correlation_id,
    )
