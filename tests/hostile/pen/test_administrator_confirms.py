"""Confirmations by an administrator, where an Instance has no independent coordinator, and no others."""

from typing import Any

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client
from tests.hostile.pen.two_persons import VERSION, constituted, fetched, minutes, proposed, with_a_role

WAITING = """
    {
        viewer {
            tasks(first: 50) { totalCount edges { node { kind } } }
            correctionsToConfirm { kind version entityId reason asked documentSha256 bassins }
        }
    }
"""


def waiting(by: Client) -> tuple[list[str], list[dict[str, Any]]]:
    viewer = by.ask(WAITING)["viewer"]
    assert viewer["tasks"]["totalCount"] == len(viewer["tasks"]["edges"])
    return [edge["node"]["kind"] for edge in viewer["tasks"]["edges"]], viewer["correctionsToConfirm"]


def test_an_administrator_finds_what_cites_a_document_and_confirms_it(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    uncited = proposed(liege, pole, changes)
    before = waiting(administrator)
    liege.done("dropRectification", "entity { id }", entityId=pole, proposal=uncited, reason="À documenter.")
    proposal = proposed(liege, pole, changes, minutesMeetingId=minutes(api, liege))

    kinds, [found] = waiting(administrator)
    download = fetched(api, administrator, f"/documents/{found['documentSha256']}")
    administrator.do("confirmRectification", entityId=found["entityId"], proposal=found["version"])

    assert before == ([], [])
    assert kinds == ["RECTIFICATION_TO_CONFIRM"]
    assert (found["entityId"], found["version"], found["bassins"]) == (pole, proposal, ["LIEGE"])
    assert found["reason"] == "Une faute de frappe."
    assert download == 200
    assert waiting(administrator) == ([], [])
    assert fetched(api, administrator, f"/documents/{found['documentSha256']}") == 404
    assert len(liege.ask(VERSION, id=pole)["pole"]["dossier"]["terms"]) == 1


def test_beside_an_independent_coordinator_nothing_waits_for_an_administrator(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    puppet = with_a_role(api, liege, "puppet")
    proposed(liege, pole, changes, minutesMeetingId=minutes(api, liege))
    alone = waiting(administrator)[0]
    api.granted("second", Role.COORDINATOR, Bassin.LIEGE)

    assert (alone, waiting(administrator)) == (["RECTIFICATION_TO_CONFIRM"], ([], []))
    assert waiting(puppet) == (["MODALITIES_TO_AGREE"], [])


def test_an_administrator_of_the_proposer_s_making_finds_nothing_nor_does_anybody_else(
    api: Api, liege: Client, namur: Client
) -> None:
    first = api.granted("administration", Role.ADMINISTRATOR)
    taken = {"bassin": "LIEGE", "accountId": f"Account:{api.account('administration')}", "role": "COORDINATOR"}
    first.do("grantAccess", **taken)
    account = f"Account:{api.account('créature')}"
    first.do("grantPlatformAccess", accountId=account, role="ADMINISTRATOR")
    pole, changes = constituted(first)
    liege.do(
        "revokeAccess", bassin="LIEGE", accountId=f"Account:{api.account('coordination-liege')}", role="COORDINATOR"
    )
    proposed(first, pole, changes, minutesMeetingId=minutes(api, first))

    assert [waiting(each)[1] for each in (api.client("créature"), first, namur, liege)] == [[], [], [], []]
