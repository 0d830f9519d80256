"""Note after an act: its sentences with their names, and the next step."""

from typing import Final, NamedTuple

from efe_infra.console.language.translatable import Translatable, tr
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.register.task_kinds import label_of
from efe_infra.console.web.acting_roles import COORDINATOR, ActingRole
from efe_infra.console.web.generated import RecordedActsResponse

MAX_ACTS: Final = 6
"""Acts of one command that the note says."""


class RecordedNote(NamedTuple):
    """Sentences of the acts of one command, the first one first; `path` is the entry of the last one in the trail."""

    sentences: list[str]
    next_step: Translatable | None
    path: str | None


def ids_until(position: int) -> list[str]:
    """Returns the ids of the last acts up to a position; a composite command records several."""
    first = max(position - MAX_ACTS + 1, 1)
    return [global_id("HistoryEntry", str(each)) for each in range(first, position + 1)]


def note_of(position: int, answer: RecordedActsResponse | None, role: ActingRole | None) -> RecordedNote:
    """Returns the note for the acts that the person may see; `role` decides whether the trail is open to them."""
    acts = [each for each in answer.nodes if each] if answer else []
    last = acts[-1] if acts and acts[-1].position == position else None
    command = last.command_id if last else None
    together = [each for each in acts if each is last or (command and each.command_id == command)]
    subject = answer.last.subject if answer and answer.last else None
    step = subject.next_step if subject else None
    bassin = role.bassin if role and role.kind == COORDINATOR else None
    return RecordedNote(
        sentences=[each.told or each.sentence for each in together],
        next_step=tr(label_of(step.kind, step.command).words) if step else None,
        path=f"/instances/{SLUGS[bassin]}/piste/{position}" if bassin else None,
    )
