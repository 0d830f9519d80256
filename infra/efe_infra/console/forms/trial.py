"""Result of the dry run of a form: what the register would say, and what would follow."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from efe_infra.console.forms.outcome import Outcome
from efe_infra.console.register.generated import ObjectName


class PlannedLine(NamedTuple):
    """Sentence of the acts that a dry run plans, and how often it would be recorded."""

    sentence: str
    times: int


class Trial(NamedTuple):
    """Result of a dry run: the acts, the other objects that they concern, and what the form adds.

    `follow_ups` say the commands that follow. `hidden_events` is the number of acts on objects that the viewer may
    not see. `is_recorded`: the act is known.
    """

    acts: Sequence[PlannedLine] = ()
    others: Sequence[ObjectName] = ()
    hidden_events: int = 0
    notes: Sequence[str] = ()
    is_recorded: bool = False
    follow_ups: Sequence[str] = ()


def trial_of(outcome: Outcome, notes: Sequence[str], follow_ups: Sequence[str] = ()) -> Trial:
    counts = Counter(each.told for each in outcome.planned or ())
    consequences = outcome.consequences
    hidden_events = consequences.hidden_events if consequences else 0
    return Trial(
        [PlannedLine(sentence, count) for sentence, count in counts.items()],
        consequences.entities if consequences else (),
        hidden_events,
        notes,
        is_recorded=not counts and not hidden_events,
        follow_ups=follow_ups,
    )
