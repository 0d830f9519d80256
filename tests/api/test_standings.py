"""Rights from a seat in a body, and of an auditor or a reader of one pôle."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from tests.api.given import AXIS, TODAY, Api, Client, a_composed_pole, a_pole, day
from tests.api.seats import a_body, a_person, a_seat, acting_as
from tests.api.trails import JOURNAL, OF_ENTITY

pytestmark = pytest.mark.platform("module")

UNKNOWN = "Pole:00000000-0000-4000-8000-000000000000"
DOSSIER = "{ instance(bassin: LIEGE) { dossier { __typename } } }"
OPENED = {"instance": {"dossier": {"__typename": "InstanceDossier"}}}
CLOSED = {"instance": {"dossier": None}}
POLE = "query ($id: ID!) { pole(id: $id) { name dossier { memberships { college } } history { totalCount } } }"
VIEWER = "{ viewer { bassins poles { id } openedPoles { id } grants { role pole { id } } } }"


@pytest.fixture
def seated(api: Api, liege: Client) -> tuple[Client, dict[str, Any]]:
    """Returns the person in the seat of the chamber of Liège, and the seat."""
    chamber, person = a_body(liege), a_person(liege, "Anne")
    seat = a_seat(liege, chamber, person, effectiveOn=day(-50), mandateEnds=day(300))
    member = acting_as(api, person, f"anne-{uuid4()}")
    return member, {"bassin": "LIEGE", "bodyId": chamber, "seatId": seat, "person": person}


def opened(api: Api, liege: Client, pole: str, role: str, **asked: Any) -> Client:
    account = f"Account:{api.account('regard')}"
    liege.done("grantPoleAccess", "instance { id }", poleId=pole, accountId=account, role=role, **asked)
    return api.client("regard")


def test_who_sits_in_a_body_sees_its_instance_and_does_nothing(seated: tuple[Client, dict[str, Any]]) -> None:
    member, _ = seated

    seen = member.ask(DOSSIER), member.ask("{ auditTrail(bassin: LIEGE) { edges { node { seq } } } }")
    code = member.code_of("dissolvePole", poleId=UNKNOWN, reason="Fin.")

    assert seen[0] == OPENED
    assert len(seen[1]["auditTrail"]["edges"]) > 1
    assert code == "FORBIDDEN"
    assert member.ask(VIEWER)["viewer"] == {
        "bassins": ["LIEGE"],
        "poles": [],
        "openedPoles": [],
        "grants": [],
    }


def test_a_substitute_does_not_sit(api: Api, liege: Client) -> None:
    chamber, holder, substitute = a_body(liege), a_person(liege, "Anne"), a_person(liege, "Bert")
    a_seat(liege, chamber, holder, substituteId=substitute)

    seen = acting_as(api, substitute, "bert").ask(DOSSIER)

    assert seen == CLOSED


@pytest.mark.parametrize("end", ["vacateSeat", "dissolveBody", "forgetPerson", "of the register first"])
def test_who_sits_no_more_sees_no_more(
    api: Api, liege: Client, seated: tuple[Client, dict[str, Any]], end: str
) -> None:
    member, where = seated
    before = member.ask(DOSSIER)
    body = {"bassin": where["bassin"], "bodyId": where["bodyId"]}

    match end:
        case "vacateSeat":
            liege.done(end, "instance { id }", **body, seatId=where["seatId"], reason="Départ.")
        case "dissolveBody":
            liege.done(end, "instance { id }", **body)
        case "forgetPerson":
            api.granted("administration-2", Role.ADMINISTRATOR).do(
                end, "forgottenPerson { id }", personId=where["person"]
            )
        case _:
            with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
                api.installation.platform.forget_person(UUID(where["person"].partition(":")[2]))
            liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)

    assert before == OPENED
    if end == "forgetPerson":
        assert member.refusal(DOSSIER) == "ACCOUNT_IS_CLOSED"
    else:
        assert member.ask(DOSSIER) == CLOSED


def test_a_mandate_that_ran_out_opens_nothing(api: Api, liege: Client) -> None:
    chamber, person = a_body(liege), a_person(liege, "Anne")
    a_seat(liege, chamber, person, effectiveOn=day(-50), mandateEnds=day(-1))

    seen = acting_as(api, person, f"anne-{uuid4()}").ask(DOSSIER)

    assert seen == CLOSED


@pytest.mark.platform("own")
def test_a_reader_of_one_pole_sees_its_dossier_and_no_other(api: Api, liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    hidden = a_pole(liege, "Bois")
    reader = opened(api, liege, pole, "READER")

    seen, other, instance = reader.ask(POLE, id=pole), reader.ask(POLE, id=hidden), reader.ask(DOSSIER)

    assert (seen["pole"]["name"], len(seen["pole"]["dossier"]["memberships"])) == ("Chauffage", 3)
    assert seen["pole"]["history"] is None
    assert other == {"pole": None}
    assert instance == CLOSED
    assert [reader.code_of("dissolvePole", poleId=each, reason="Fin.") for each in (pole, hidden, UNKNOWN)] == [
        "FORBIDDEN"
    ] * 3
    assert reader.ask(VIEWER)["viewer"] == {
        "bassins": [],
        "poles": [],
        "openedPoles": [{"id": pole}],
        "grants": [{"role": "READER", "pole": {"id": pole}}],
    }


@pytest.mark.platform("own")
def test_a_pole_is_closed_again_from_a_day_and_its_instance_knows(api: Api, liege: Client) -> None:
    pole = a_pole(liege)
    reader = opened(api, liege, pole, "READER", effectiveOn=day(-10))
    before = reader.ask(POLE, id=pole)["pole"]
    account = f"Account:{api.account('regard')}"

    grants = liege.done(
        "revokePoleAccess",
        "instance { dossier { grants { role since until pole { id } } } }",
        poleId=pole,
        accountId=account,
        role="READER",
    )["dossier"]["grants"]

    assert before["dossier"] is not None
    assert reader.ask(POLE, id=pole) == {"pole": None}
    assert {"role": "READER", "since": day(-10), "until": day(0), "pole": {"id": pole}} in grants


@pytest.mark.platform("own")
@pytest.mark.parametrize("role", ["COORDINATOR", "ADMINISTRATOR"])
def test_nobody_coordinates_or_administers_one_pole(api: Api, liege: Client, role: str) -> None:
    account = f"Account:{api.account('regard')}"

    code = liege.refused("grantPoleAccess", poleId=a_pole(liege), accountId=account, role=role)["code"]

    assert code == "ROLE_OUT_OF_SCOPE"


@pytest.mark.platform("own")
def test_what_an_auditor_of_a_pole_reads_is_written_down(api: Api, liege: Client) -> None:
    pole = a_pole(liege)
    auditor = opened(api, liege, pole, "AUDITOR")

    auditor.ask(OF_ENTITY, id=pole)

    [entry] = [edge["node"] for edge in liege.ask(JOURNAL)["accessJournal"]["edges"]]
    own = auditor.ask(JOURNAL)["accessJournal"]["edges"]
    assert (entry["field"], entry["subjectId"]) == ("Pole.compare", pole)
    assert entry["account"] == {"id": f"Account:{api.account('regard')}"}
    assert [edge["node"] for edge in own] == [entry]


@pytest.mark.platform("own")
def test_what_a_reader_of_a_pole_reads_is_not(api: Api, liege: Client) -> None:
    pole = a_pole(liege)

    opened(api, liege, pole, "READER").ask(OF_ENTITY, id=pole)

    assert liege.ask(JOURNAL)["accessJournal"]["totalCount"] == 0


@pytest.mark.platform("own")
def test_an_auditor_of_a_pole_is_not_shown_the_trail_of_its_instance(api: Api, liege: Client) -> None:
    auditor = opened(api, liege, a_pole(liege), "AUDITOR")

    with pytest.raises(AssertionError, match="FORBIDDEN"):
        auditor.ask("{ auditTrail(bassin: LIEGE) { totalCount } }")


@pytest.mark.platform("own")
def test_a_pole_of_another_instance_is_not_opened(api: Api, liege: Client, namur: Client) -> None:
    api.granted("regard", Role.READER, Bassin.NAMUR)
    account = f"Account:{api.account('regard')}"

    code = namur.refused("grantPoleAccess", poleId=a_pole(liege), accountId=account, role="READER")["code"]

    assert code == "NOT_FOUND"
