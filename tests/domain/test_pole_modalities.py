"""Modalities are concerted: they hold once both the pôle and its Instance agree (PS-REUNION)."""

import pytest

from efe_domain.pole.events import ModalitiesAgreed, ModalitiesProposed
from efe_domain.pole.modalities import ConsensusRules, Modalities
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import SameModalities
from efe_domain.shared.codec import decode
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, a_pole, given, recorded, some_id

MODALITIES = Modalities(meeting_every_months=3, quorum_percent=60, remote_allowed=True, agreement_per_college=True)
DECISION = some_id("decision")


def test_what_the_instance_alone_agrees_to_does_not_hold() -> None:
    pole = given(a_pole())

    pole.propose_modalities(MODALITIES, on=TODAY)

    assert recorded(pole) == [
        ModalitiesProposed(
            meeting_every_months=3,
            quorum_percent=60,
            remote_allowed=True,
            agreement_per_college=True,
            effective_on=TODAY,
        )
    ]
    assert pole.consensus_on(TODAY) == ConsensusRules()
    assert pole.modalities.proposed == MODALITIES


def test_they_hold_once_the_pole_has_decided_the_same() -> None:
    pole = a_pole()
    pole.propose_modalities(MODALITIES, on=YESTERDAY)
    pole = given(pole)

    pole.agree_modalities(MODALITIES, DECISION, on=TODAY)

    assert recorded(pole) == [
        ModalitiesAgreed(
            meeting_every_months=3,
            quorum_percent=60,
            remote_allowed=True,
            agreement_per_college=True,
            decision=DECISION,
            effective_on=TODAY,
        )
    ]
    assert pole.consensus_on(TODAY) == ConsensusRules(quorum_percent=60, agreement_per_college=True)
    assert pole.consensus_on(YESTERDAY) == ConsensusRules()
    assert pole.modalities.proposed is None


def test_modalities_are_proposed_once_and_in_order() -> None:
    pole = a_pole()
    pole.propose_modalities(MODALITIES, on=TODAY)
    pole = given(pole)

    with pytest.raises(SameModalities):
        pole.propose_modalities(MODALITIES, on=TOMORROW)
    with pytest.raises(TooEarly):
        pole.propose_modalities(Modalities(meeting_every_months=1), on=YESTERDAY)
    with pytest.raises(Invalid):
        pole.propose_modalities(Modalities(meeting_every_months=0), on=TOMORROW)

    assert recorded(pole) == []


def test_what_is_in_force_is_not_proposed() -> None:
    pole = a_pole()
    pole.agree_modalities(MODALITIES, DECISION, on=TODAY)
    pole = given(pole)

    with pytest.raises(SameModalities):
        pole.propose_modalities(MODALITIES, on=TOMORROW)
    with pytest.raises(SameModalities):
        pole.agree_modalities(MODALITIES, DECISION, on=TOMORROW)

    assert recorded(pole) == []


def test_modalities_of_before_were_agreed_by_both() -> None:
    pole = a_pole()
    state = (
        b'{"bassins":["liege"],"effective_on":"2026-03-01","meeting_every_months":3,"metadata":{},'
        b'"originator_id":"8482b9be-7643-5b1c-9a02-8fc4a9cec74f","originator_version":9,"quorum_percent":60,'
        b'"remote_allowed":false}'
    )

    pole.follow([decode("pole.modalities-agreed.v1", state)])  # type: ignore[list-item]

    assert pole.consensus_on(TODAY) == ConsensusRules(quorum_percent=60)


def test_what_a_decision_names_changes_with_each_of_them_and_with_the_pole() -> None:
    others = (
        Modalities(meeting_every_months=2, quorum_percent=60, remote_allowed=True, agreement_per_college=True),
        Modalities(meeting_every_months=3, quorum_percent=61, remote_allowed=True, agreement_per_college=True),
        Modalities(meeting_every_months=3, quorum_percent=60, agreement_per_college=True),
        Modalities(meeting_every_months=3, quorum_percent=60, remote_allowed=True),
    )
    pole, other = a_pole(), Pole(some_id("other"))

    hashes = {
        MODALITIES.hash_for(pole.id),
        MODALITIES.hash_for(other.id),
        *(each.hash_for(pole.id) for each in others),
    }

    assert len(hashes) == 6
