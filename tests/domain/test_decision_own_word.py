"""Own words of a member: changed only with an account that represents it (PS-CONSENSUS)."""

from collections.abc import Callable

import pytest

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import ObjectionMaintained, ObjectionWithdrawn, PositionTaken, Stance
from efe_domain.decision.positions import Voice
from efe_domain.decision.refusals import NoBasis, ObjectionStands, OwnWordStands, SamePosition
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
from tests.domain.given import TODAY, TOMORROW, given, recorded, some_id

SIGNED = Document(sha256="ab" * 32, size=1, media_type="application/pdf")
RECORDED = Voice(own=False, meeting=some_id("meeting"), attested=True)
ON_PAPER, ON_PAPER_BEFORE = (Voice(own=False, document=SIGNED, late=late) for late in (False, None))
"""A document did replace the word of a member until 0.5.0."""


def amended(pole: Pole) -> Decision:
    """The members that did not object agree to another wording."""
    decision = an_objected_decision(pole)
    decision.amend(pole, OTHER, on=TODAY)
    return all_agree(decision, pole, (TRAINING, SCHOOL))


@pytest.mark.parametrize("past", [an_objected_decision, amended])
@pytest.mark.parametrize("stance", [Stance.AGREE, Stance.RESERVE, Stance.ABSTAIN])
@pytest.mark.parametrize("voice", [RECORDED, ON_PAPER])
def test_a_position_recorded_for_a_member_does_not_lift_its_objection(
    past: Callable[[Pole], Decision], stance: Stance, voice: Voice
) -> None:
    pole = a_deciding_pole()
    decision = given(past(pole))

    with pytest.raises(OwnWordStands):
        say(decision, pole, COMPANY, stance, "Il l'a dit au téléphone.", voice=voice)
    with pytest.raises(OwnWordStands):
        decision.withdraw_objection(pole, 1, "Il l'a dit au téléphone.", voice=voice, on=TODAY)
    with pytest.raises(ObjectionStands):
        adopt(decision, pole)

    assert recorded(decision) == []


@pytest.mark.parametrize("voice", [Voice(own=False), Voice(own=False, meeting=some_id("elsewhere"))])
def test_what_is_recorded_for_a_member_has_a_basis(voice: Voice) -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))
    say(decision, pole, COMPANY, Stance.OBJECT, "Non.", voice=RECORDED)

    with pytest.raises(NoBasis):
        say(decision, pole, SCHOOL, voice=voice)
    with pytest.raises(NoBasis):
        decision.withdraw_objection(pole, 1, "Au téléphone.", voice=voice, on=TODAY)

    assert len(recorded(decision)) == 1


def test_what_was_recorded_before_asks_for_no_basis() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))

    say(decision, pole, COMPANY, voice=Voice(own=False, late=None))

    assert COMPANY in decision.positions


def test_the_word_of_a_former_representative_is_recorded_anew_for_the_member() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))
    pole.replace_representative(COMPANY, some_id("a successor"), on=TOMORROW)

    with pytest.raises(OwnWordStands):
        say(decision, pole, COMPANY, words="Rassurée.", voice=ON_PAPER, on=TODAY)
    say(decision, pole, COMPANY, words="Rassurée.", voice=ON_PAPER, on=TOMORROW)

    assert decision.objections.standing == ()


def test_a_signed_document_lifted_it_before_and_said_why() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    say(decision, pole, COMPANY, words="Les assurances suivent.", voice=ON_PAPER_BEFORE)

    [taken, withdrawn] = recorded(decision)
    assert isinstance(taken, PositionTaken)
    assert (taken.own, taken.document) == (False, SIGNED)
    assert withdrawn == ObjectionWithdrawn(
        objection=1,
        reason="Les assurances suivent.",
        by_position=True,
        own=False,
        document=SIGNED,
        late=None,
        effective_on=TODAY,
    )


def test_a_signed_document_withdrew_an_objection_before() -> None:
    pole = a_deciding_pole()
    decision = given(an_objected_decision(pole))

    decision.withdraw_objection(pole, 1, "Les assurances suivent.", voice=ON_PAPER_BEFORE, on=TODAY)

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


def test_a_signed_position_was_the_members_own_before() -> None:
    pole = a_deciding_pole()
    decision = given(a_decision(pole))
    say(decision, pole, COMPANY, Stance.OBJECT, "Non.", voice=ON_PAPER_BEFORE)

    with pytest.raises(OwnWordStands):
        say(decision, pole, COMPANY, Stance.AGREE, "Au téléphone.", voice=Voice(own=False, late=None))
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
