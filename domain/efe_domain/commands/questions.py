"""Questions that an act raises about recorded facts of an entity."""

from collections.abc import Sequence
from typing import Any

from efe_domain.catalogue import CORRECTIONS
from efe_domain.shared.aggregate import Aggregate


def put_in_question(entity: Aggregate[Any], cause: Aggregate[Any], findings: Sequence[str]) -> None:
    """Records on an entity that the last event of `cause` puts it in question; `findings` are codes of rules."""
    entity.record(
        CORRECTIONS[entity.KIND].events.questioned(
            cause=cause.id, cause_kind=cause.KIND, cause_version=cause.version, findings=tuple(findings)
        )
    )
