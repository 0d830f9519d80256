"""A person who coordinates an Instance, and a seat in one of its pôles."""

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import SELECT, a_deciding_pole, propose
from tests.api.documents import stored
from tests.api.given import Api, Client, an_operator, day
from tests.hostile.pen.evenings import a_person, an_account_of, recorded_for

pytestmark = pytest.mark.platform("module")


def test_a_coordinator_is_named_to_no_seat_of_its_poles(api: Api, liege: Client, namur: Client) -> None:
    pole, members = a_deciding_pole(liege)
    person = a_person(liege, "Deuxcasquettes")
    api.granted("casquette-une", Role.COORDINATOR, Bassin.LIEGE)
    an_account_of(api, "casquette-une", person)
    an_account_of(api, "casquette-deux", person)
    spare = an_operator(liege, "CEFA", name="École de plus")
    seat = {"poleId": pole, "operatorId": members[0]}

    codes = [
        liege.refused("designateMember", poleId=pole, operatorId=spare, representativeId=person)["code"],
        liege.refused("replaceRepresentative", **seat, representativeId=person, sha256=stored(liege))["code"],
        liege.refused("nameSubstitute", **seat, substituteId=person)["code"],
    ]

    assert codes == ["COORDINATOR_REPRESENTS"] * 3
    assert namur.headers


def test_who_becomes_a_coordinator_speaks_for_no_member_any_more(api: Api, liege: Client) -> None:
    """Neither with the account that coordinates nor with another one of the same person."""
    pole, members = a_deciding_pole(liege)
    person = a_person(liege, "Promue")
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        poleId=pole,
        operatorId=members[0],
        representativeId=person,
        sha256=stored(liege),
        effectiveOn=day(-400),
    )
    speaking = an_account_of(api, "promue", person)
    decision = propose(liege, pole)
    speaking.done("takePosition", SELECT, **recorded_for(decision, members[0], "RESERVE", words="Bien."))
    an_account_of(api, "promue-coordination", person)
    promoted = api.granted("promue-coordination", Role.COORDINATOR, Bassin.LIEGE)

    codes = [
        promoted.refused("takePosition", **recorded_for(decision, members[0]))["code"],
        speaking.code_of("takePosition", **recorded_for(decision, members[0])),
    ]

    assert codes[0] == "OWN_WORD_STANDS"
    assert codes[1] in {"FORBIDDEN", "NOT_FOUND"}
