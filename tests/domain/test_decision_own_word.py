"""What a member said itself is changed by itself, or by a document that it signed (PS-CONSENSUS)."""

from collections.abc import Callable

import pytest

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import ObjectionMaintained, ObjectionWithdrawn, PositionTaken, Stance
from efe_domain.decision.positions import Voice
from efe_domain.decision.refusals import ObjectionStands, OwnWordStands, SamePosition
from efe_domain.pole.pole import Pole
from efe_domain.shared.codec import decode, encode
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from tests.domain.decisions import (
    COMPANY,
    OTHER,
    SCHOOL,
    TRAINING,
    a_deciding_pole,
    a_decision,
    adopt,
    all_agree,
    an_objected_decision,
    say,
)
from tests.domain.given import TODAY, given, recorded

SIGNED = Document(sha256="ab" * 32, size=1, media_type="application/pdf")
RECORDED, ON_PAPER = Voice(own=False), Voice(own=False, document=SIGNED)


def amended(pole: Pole) -> Decision:
    """The members that did not object agree to another wording."""
    decision = an_objected_decision(pole)
    decision.amend(pole, OTHER, on=TODAY)
    return all_agree(decision, pole, (TRAINING, SCHOOL))


@pytest.mark.parametrize("past", [an_objected_decision, amended])
@pytest.mark.parametrize("stance", [Stance.AGREE, Stance.RESERVE, Stance.ABSTAIN])
def test_a_position_recorded_for_a_member_does_not_lift_its_objection(
    past: Callable[[Pole], Decision], stance: Stance
) -> None:
    pole = a_deciding_pole()
    decision = given(past(pole))

    with pytest.raises(OwnWordStands):
        say(decision, pole, COMPANY, stance, "Il l'a dit au téléphone.", voice=RECORDED)
    with pytest.raises(OwnWordStands):
        decision.withdraw_objection(pole, 1, "Il l'a dit au téléphone.", voice=RECORDED, on=TODAY)
    with pytest.raises(ObjectionStands):
        adopt(decision, pole)

    assert recorded(decision) == []


def test_a_signed_document_lifts_it_and_says_why() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    say(decision, pole, COMPANY, words="Les assurances suivent.", voice=ON_PAPER)

    [taken, withdrawn] = recorded(decision)
    assert isinstance(taken, PositionTaken)
    assert (taken.own, taken.document) == (False, SIGNED)
    assert withdrawn == ObjectionWithdrawn(
        objection=1,
        reason="Les assurances suivent.",
        by_position=True,
        own=False,
        document=SIGNED,
        late=False,
        effective_on=TODAY,
    )


def test_a_signed_document_withdraws_an_objection() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    decision.withdraw_objection(pole, 1, "Les assurances suivent.", voice=ON_PAPER, on=TODAY)

    assert decision.objections.standing == ()


def test_a_document_has_a_fingerprint() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))
    nothing = Voice(own=False, document=Document(sha256="signed", size=1, media_type="text/plain"))

    with pytest.raises(Invalid):
        say(decision, pole, COMPANY, words="Les assurances suivent.", voice=nothing)

    assert recorded(decision) == []


def test_what_a_member_agreed_to_itself_is_not_made_an_objection() -> None:
    pole = a_deciding_pole()
    decision = given(all_agree(a_decision(pole), pole))

    with pytest.raises(OwnWordStands):
        say(decision, pole, COMPANY, Stance.OBJECT, "Non.", voice=RECORDED)

    assert recorded(decision) == []


def test_what_was_recorded_for_a_member_is_recorded_anew_until_it_speaks() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))

    say(decision, pole, COMPANY, Stance.OBJECT, "Non.", voice=RECORDED)
    say(decision, pole, COMPANY, Stance.ABSTAIN, "Au téléphone.", voice=RECORDED)
    say(decision, pole, COMPANY, Stance.OBJECT, "Non, toujours.")
    with pytest.raises(OwnWordStands):
        say(decision, pole, COMPANY, Stance.ABSTAIN, "Au téléphone.", voice=RECORDED)

    assert [objection.number for objection in decision.objections.standing] == [2]


def test_a_signed_position_is_the_members_own() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))
    say(decision, pole, COMPANY, Stance.OBJECT, "Non.", voice=ON_PAPER)

    with pytest.raises(OwnWordStands):
        say(decision, pole, COMPANY, Stance.AGREE, "Au téléphone.", voice=RECORDED)
    say(decision, pole, COMPANY, Stance.AGREE, "Rassurée.")

    assert decision.positions[COMPANY].own


def test_who_maintains_a_recorded_objection_makes_it_its_own() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    say(decision, pole, COMPANY, Stance.OBJECT, "Non.", voice=RECORDED)
    decision.answer_objection(1, "Réponse.", on=TODAY)
    decision.maintain_objection(pole, 1, "Toujours.", on=TODAY)
    decision = given(decision)

    with pytest.raises(OwnWordStands):
        decision.withdraw_objection(pole, 1, "Au téléphone.", voice=RECORDED, on=TODAY)
    with pytest.raises(OwnWordStands):
        say(decision, pole, COMPANY, words="Au téléphone.", voice=RECORDED)

    assert recorded(decision) == []


def test_an_objection_that_was_recorded_and_maintained_for_its_author_is_withdrawn_for_it() -> None:
    pole = a_deciding_pole()
    decision = a_decision(pole)
    say(decision, pole, COMPANY, Stance.OBJECT, "Non.", voice=RECORDED)
    decision.answer_objection(1, "Réponse.", on=TODAY)
    decision.maintain_objection(pole, 1, "Toujours.", voice=RECORDED, on=TODAY)

    decision.withdraw_objection(pole, 1, "Au téléphone.", voice=RECORDED, on=TODAY)

    assert decision.objections.standing == ()


def test_a_member_confirms_what_was_recorded_for_it_once() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))

    say(decision, pole, COMPANY, voice=RECORDED)
    say(decision, pole, COMPANY, voice=ON_PAPER)
    for voice in (RECORDED, ON_PAPER):
        with pytest.raises(SamePosition):
            say(decision, pole, COMPANY, voice=voice)
    say(decision, pole, COMPANY)
    with pytest.raises(SamePosition):
        say(decision, pole, COMPANY, voice=RECORDED)

    assert [(event.own, event.document) for event in recorded(decision) if isinstance(event, PositionTaken)] == [
        (False, None),
        (False, SIGNED),
        (True, None),
    ]


def test_a_position_of_before_is_own_unless_it_was_recorded_on_behalf() -> None:
    taken = (
        b'{"bassins":["liege"],"content_hash":"","effective_on":"2026-03-01","metadata":%s,"objection":null,'
        b'"operator":"8482b9be-7643-5b1c-9a02-8fc4a9cec74f","originator_id":"8482b9be-7643-5b1c-9a02-8fc4a9cec74f",'
        b'"originator_version":2,"pole":"8482b9be-7643-5b1c-9a02-8fc4a9cec74f","stance":"agree","words":""}'
    )
    own, behalf = (
        decode("decision.position-taken.v1", taken % metadata) for metadata in (b"{}", b'{"on_behalf_of":"x"}')
    )

    assert isinstance(own, PositionTaken)
    assert isinstance(behalf, PositionTaken)
    assert (own.own, behalf.own) == (True, False)


@pytest.mark.parametrize(("reason", "by_position"), [("", True), ("Rassurée.", False)])
def test_a_withdrawal_of_before_was_by_a_position_where_it_gave_no_reason(reason: str, by_position: bool) -> None:
    event = ObjectionMaintained(objection=1, reason=reason, own=True, effective_on=TODAY)
    state = encode(event).replace(b'"own":true,', b"")

    withdrawn = decode("decision.objection-withdrawn.v1", state)

    assert isinstance(withdrawn, ObjectionWithdrawn)
    assert withdrawn.by_position is by_position
