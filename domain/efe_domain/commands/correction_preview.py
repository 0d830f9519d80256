"""Preview of a rectification, for accounts that may rectify.

It is decided as the command decides it, and not recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from efe_domain.commands.batch_execution import BatchExecution
from efe_domain.commands.correction_commands import RequestedRectification, rectify, requested_rectification
from efe_domain.commands.correction_consequences import Consequence, consequences_of, reserve_names
from efe_domain.commands.handler import CommandResult
from efe_domain.shared.command_context import current_context
from efe_domain.shared.documents import Document
from efe_domain.shared.effective_facts import without_envelope
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Patch


@dataclass(frozen=True)
class FactPreview:
    """Facts at a version of the stream, before and after: none once annulled, two with a derived one."""

    version: int
    before: tuple[Event, ...]
    after: tuple[Event, ...]


@dataclass(frozen=True)
class Preview:
    """Outcome of a rehearsed rectification. `awaits_another`: it would only be proposed, until it is confirmed."""

    facts: tuple[FactPreview, ...]
    consequences: Sequence[Consequence]
    confirmed: bool
    documented: bool
    awaits_another: bool


def preview_rectification(
    uow: BatchExecution,
    kind: str,
    entity_id: UUID,
    patches: tuple[Patch, ...],
    reason: str,
    *,
    document: Document | None = None,
    minutes: UUID | None = None,
    on: date | None = None,
) -> Preview:
    """Raises what `rectify` would, and what would refuse the confirmation of what is only proposed."""
    previews: list[Preview] = []

    def look() -> CommandResult:
        request = requested_rectification(
            uow, kind, entity_id, patches, reason, document=document, minutes=minutes, on=on
        )
        consequences = consequences_of(uow, request.subject, request.correction)
        reserve_names(uow, request.subject.entity, request.correction)
        if check_words := current_context().check_words:
            check_words()
        previews.append(_preview(request, consequences))
        return CommandResult(entity_id, 0)

    command = rectify.__name__
    [refusal] = uow.rehearse([lambda: uow.perform(look, (command, kind, entity_id))])
    if isinstance(refusal, Refusal):
        raise refusal
    return previews[-1]


def _preview(request: RequestedRectification, consequences: Sequence[Consequence]) -> Preview:
    correction = request.correction
    facts = tuple(
        FactPreview(
            version,
            tuple(without_envelope(fact) for fact in request.subject.facts if fact.originator_version == version),
            after,
        )
        for version, after in sorted(correction.facts.items())
    )
    return Preview(facts, consequences, correction.confirmed, correction.documented, request.awaits_another)
