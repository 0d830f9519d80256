"""Properties of every withdrawn act, in any history of commands, corrections and withdrawals."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, given, settings, target

from efe_domain.catalogue import CORRECTIONS
from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.record_events import Withdrawn
from tests.domain.corrections import CorrectedHistory, Ledger, corrected_histories

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@given(corrected_histories())
def test_an_act_is_withdrawn_once_within_sixty_days_and_for_ever(events: CorrectedHistory) -> None:
    undone: Counter[tuple[object, int]] = Counter()
    ledger = Ledger([])
    for event in events:
        if isinstance(event, Withdrawn):
            act = the_act(event, ledger)
            day = effective_on(act)
            known = CORRECTIONS[ledger.kind_of(event.originator_id)].withdrawable
            assert day
            assert known
            assert type(act) in known.acts
            assert timedelta(0) <= event.effective_on - day <= timedelta(60)
            undone[event.originator_id, event.act] += 1
        ledger.append(event)
        left = {
            (stream, fact.originator_version)
            for stream, all_of in ledger.streams.items()
            for fact in effective_facts(all_of)
        }
        assert not left & undone.keys()

    assert all(times == 1 for times in undone.values())
    target(float(len(undone)))


def the_act(event: Withdrawn, ledger: Ledger) -> Event:
    """It stood until then."""
    facts = effective_facts(ledger.streams[event.originator_id])
    [act] = [each for each in facts if each.originator_version == event.act]
    return act
