"""The register of funding calls that the ten Instances read, and the applications that choose one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.evidence.verify import verify_zip
from tests.api.decisions import representing
from tests.api.documents import code, get, stored
from tests.api.given import Api, Client, day
from tests.api.projects import SELECT, Joint
from tests.api.replays import ledger_key

pytestmark = pytest.mark.platform("module")

CALL = {
    "name": "Équipement des plateaux",
    "executive": "Gouvernement wallon",
    "opens": day(-30),
    "closes": day(30),
    "reference": "https://www.wallonie.be/appels",
}
TERMS = "bassin name executive opens closes reference withdrawnOn withdrawalReason version"
READ = f"query ($id: ID!, $at: AsOf) {{ fundingCall(id: $id, asOf: $at) {{ {TERMS} }} }}"
LIST = """
    query ($filter: FundingCallFilter!, $at: AsOf) {
        fundingCalls(first: 100, filter: $filter, asOf: $at) { totalCount edges { node { id name } } }
    }
"""
FUNDINGS = """
    query ($id: ID!) {
        project(id: $id) { dossier { fundings { procedure callName callCloses late call { id name closes } } } }
    }
"""
TRAIL = """
    query ($bassin: Bassin!) { auditTrail(bassin: $bassin, last: 3) { edges { node { kind told } } } }
"""


def opened(by: Client, bassin: str = "LIEGE", **asked: Any) -> str:
    call: str = by.done("openFundingCall", "fundingCall { id }", bassin=bassin, **{**CALL, **asked})["id"]
    return call


def read(by: Client, call: str, **asked: Any) -> dict[str, Any] | None:
    found: dict[str, Any] | None = by.ask(READ, id=call, **asked)["fundingCall"]
    return found


def applied(joint: Joint, call: str, **asked: Any) -> dict[str, Any]:
    given = {"projectId": joint.project, "poleId": joint.at_liege[0], "authority": "COCOF", "amount": "1200"}
    return joint.liege.do("applyForFunding", SELECT, fundingCallId=call, **given, **asked)


def fundings(by: Client, joint: Joint) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = by.ask(FUNDINGS, id=joint.project)["project"]["dossier"]["fundings"]
    return found


def position(by: Client) -> dict[str, str]:
    return {"position": by.ask("{ meta { position } }")["meta"]["position"]}


def test_a_call_is_read_by_all_and_changed_by_its_author_alone(api: Api, liege: Client, namur: Client) -> None:
    before, call = position(liege), opened(liege)

    changed = {"fundingCallId": call, **CALL, "closes": day(60), "reason": "Report."}
    refused = [
        namur.code_of("changeFundingCall", **changed),
        namur.code_of("withdrawFundingCall", fundingCallId=call, reason="Non."),
        namur.code_of("openFundingCall", bassin="LIEGE", **CALL),
    ]
    liege.done("changeFundingCall", "fundingCall { id }", **changed)

    assert refused == ["FORBIDDEN"] * 3
    assert read(namur, call) == read(Client(api.http), call)
    assert read(namur, call) == {
        **CALL, "bassin": "LIEGE", "closes": day(60), "withdrawnOn": None, "withdrawalReason": None, "version": 2,
    }  # fmt: skip
    assert read(namur, call, at=before) is None
    assert namur.ask(LIST, filter={"search": "équip"}, at=before)["fundingCalls"]["totalCount"] == 0


SOURCE = "query ($id: ID!) { fundingCall(id: $id) { document { sha256 name mediaType size } } }"


def source(by: Client, call: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = by.ask(SOURCE, id=call)["fundingCall"]["document"]
    return found


def test_the_document_of_a_call_and_no_other_is_read_by_accounts_of_all(
    api: Api, liege: Client, namur: Client
) -> None:
    joint = Joint(liege, namur, mark=" lecteur")
    member = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Simon")
    cited, other = (stored(liege, b"%PDF-1.7 " + each) for each in (b"appel", b"dossier interne"))
    before = get(namur, cited).status_code
    call = opened(liege, sha256=cited)
    stranger = api.client("personne")

    assert before == 404
    assert source(namur, call) == {"sha256": cited, "name": None, "mediaType": "application/pdf", "size": 14}
    assert [get(each, cited).content for each in (liege, namur, member)] == [b"%PDF-1.7 appel"] * 3
    assert [get(each, cited).status_code for each in (stranger, Client(api.http))] == [404, 404]
    assert [source(each, call) for each in (stranger, Client(api.http))] == [None, None]
    assert [get(each, other).status_code for each in (namur, member, stranger)] == [404] * 3

    changed = {"fundingCallId": call, **CALL, "reason": "Le document n'est plus la source."}
    liege.done("changeFundingCall", "fundingCall { id }", **changed)
    assert (source(namur, call), code(get(namur, cited))) == (None, (404, "NOT_FOUND"))
    assert get(liege, cited).status_code == 200


def test_a_call_cites_only_a_document_of_its_author(liege: Client, namur: Client) -> None:
    of_liege = stored(liege, b"%PDF-1.7 de la seule Instance de Namur")

    refused = namur.refused("openFundingCall", bassin="NAMUR", **CALL, sha256=of_liege)

    assert refused["code"] == "NOT_FOUND"
    assert get(namur, of_liege).status_code == 404


def test_two_coordinators_of_the_author_change_a_call_at_once(api: Api, liege: Client) -> None:
    call, rival, barrier = opened(liege), api.granted("seconde", Role.COORDINATOR, Bassin.LIEGE), Barrier(2)

    def change(by: Client, closes: str) -> dict[str, Any]:
        barrier.wait(10)
        asked = {"fundingCallId": call, **CALL, "closes": closes, "reason": "Report.", "expectedVersion": 1}
        return by.do("changeFundingCall", "fundingCall { closes }", **asked)

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(change, (liege, rival), (day(40), day(50))))

    assert sorted(error["code"] for each in answers for error in each["userErrors"]) == ["VERSION_CONFLICT"]
    [accepted] = [each["fundingCall"]["closes"] for each in answers if each["fundingCall"]]
    found = read(liege, call)
    assert found is not None
    assert (found["closes"], found["version"]) == (accepted, 2)


def test_terms_that_no_source_can_have_are_refused(liege: Client) -> None:
    call = opened(liege, effectiveOn=day(-5))
    changed = {"fundingCallId": call, **CALL, "name": "Autre", "reason": "Relu."}

    refused = [
        liege.refused("openFundingCall", bassin="LIEGE", **{**CALL, "closes": day(-31)}),
        liege.refused("openFundingCall", bassin="LIEGE", **{**CALL, "reference": " "}),
        liege.refused("openFundingCall", bassin="LIEGE", **CALL, effectiveOn=day(1)),
        liege.refused("openFundingCall", bassin="LIEGE", **CALL, effectiveOn="1999-01-01"),
        liege.refused("changeFundingCall", **changed, effectiveOn=day(-6)),
        liege.refused("changeFundingCall", **{**changed, "name": CALL["name"]}),
    ]

    assert [each["path"][-1] for each in refused[:2]] == ["closes", "reference"]
    assert [each["code"] for each in refused[2:]] == ["IN_THE_FUTURE", "TOO_EARLY", "TOO_EARLY", "SAME_CALL"]


def test_the_name_of_a_person_is_refused_in_every_text_of_a_call(liege: Client) -> None:
    liege.done("registerPerson", "person { id }", givenName="Zoé", familyName="Quatresols")
    call = opened(liege)

    refused = [
        liege.refused("openFundingCall", bassin="LIEGE", **{**CALL, field: "Appel de Zoé Quatresols"})["path"]
        for field in ("name", "executive", "reference")
    ]
    refused.append(liege.refused("withdrawFundingCall", fundingCallId=call, reason="Zoé Quatresols le dit.")["path"])

    assert refused == [["input", field] for field in ("name", "executive", "reference", "reason")]


def test_an_application_keeps_its_copy_and_is_shown_late(liege: Client, namur: Client) -> None:
    joint, call = Joint(liege, namur, mark=" copie").carried(), opened(liege, closes=day(-1))

    assert applied(joint, call)["userErrors"] == []
    liege.done(
        "changeFundingCall", "fundingCall { id }",
        fundingCallId=call, **{**CALL, "name": "Équipements", "closes": day(9)}, reason="Report.",
    )  # fmt: skip
    liege.done("withdrawFundingCall", "fundingCall { id }", fundingCallId=call, reason="Appel annulé.")

    assert fundings(liege, joint) == [
        {
            "procedure": CALL["name"],
            "callName": CALL["name"],
            "callCloses": day(-1),
            "late": True,
            "call": {"id": call, "name": "Équipements", "closes": day(9)},
        }
    ]


def test_a_withdrawn_unknown_or_unopened_call_is_not_chosen(liege: Client, namur: Client) -> None:
    joint, call = Joint(liege, namur, mark=" choix").carried(), opened(namur, "NAMUR", effectiveOn=day(-10))
    to_come = opened(namur, "NAMUR", opens=day(1))
    namur.done("withdrawFundingCall", "fundingCall { id }", fundingCallId=call, reason="Annulé.", effectiveOn=day(-2))

    refused = [
        applied(joint, each)["userErrors"][0]["code"]
        for each in (call, to_come, f"FundingCall:{joint.project.partition(':')[2]}")
    ]
    earlier = applied(joint, call, effectiveOn=day(0))["userErrors"][0]["code"]
    again = namur.refused("withdrawFundingCall", fundingCallId=call, reason="Encore.")["code"]

    assert refused == ["CALL_IS_WITHDRAWN", "TOO_EARLY", "NOT_FOUND"]
    assert (earlier, again) == ("CALL_IS_WITHDRAWN", "CALL_IS_WITHDRAWN")
    assert fundings(liege, joint) == []


def test_a_pole_awaits_one_answer_in_a_call_and_may_apply_in_another(liege: Client, namur: Client) -> None:
    joint, first, second = Joint(liege, namur, mark=" deux").carried(), opened(liege), opened(namur, "NAMUR")

    assert applied(joint, first)["userErrors"] == applied(joint, second)["userErrors"] == []
    again = applied(joint, first, procedure="Autre nom")

    assert [error["code"] for error in again["userErrors"]] == ["ALREADY_APPLIED_FOR"]
    assert [each["late"] for each in fundings(liege, joint)] == [False, False]


@pytest.mark.platform("own")
def test_the_application_of_a_pole_that_left_stays_with_the_partners_and_up_to_then_with_it(
    liege: Client, namur: Client
) -> None:
    joint, call = Joint(liege, namur, mark=" parti").carried(), opened(liege)
    asked = {"projectId": joint.project, "poleId": joint.at_namur[0], "authority": "COCOF", "amount": "900"}
    namur.done("applyForFunding", SELECT, fundingCallId=call, **asked)
    mine = fundings(namur, joint)
    joint.leave()
    left = position(namur)
    joint.amend()
    liege.done("changeFundingCall", "fundingCall { id }", fundingCallId=call, **{**CALL, "name": "X"}, reason="Y.")
    whose = "query ($id: ID!, $at: AsOf) { project(id: $id, asOf: $at) { dossier { fundings { callName } } } }"

    outcome = {"projectId": joint.project, "comment": "Trop tard."}
    listed = "query ($id: ID!) { project(id: $id) { dossier { fundings { id } } } }"
    [funding] = liege.ask(listed, id=joint.project)["project"]["dossier"]["fundings"]
    refused = namur.refused("recordFundingOutcome", fundingId=funding["id"], **outcome)

    assert [each["callName"] for each in mine] == [CALL["name"]]
    assert [each["callName"] for each in fundings(liege, joint)] == [CALL["name"]]
    assert namur.ask(whose, id=joint.project)["project"] is None
    assert namur.ask(whose, id=joint.project, at=left)["project"]["dossier"] == {
        "fundings": [{"callName": CALL["name"]}]
    }
    assert refused["code"] == "NOT_FOUND"
    joint.with_namur()
    assert [each["callName"] for each in fundings(namur, joint)] == [CALL["name"]]


def test_all_ten_instances_hold_the_call_in_bundles_that_verify(api: Api, tmp_path: Path) -> None:
    clients = {each: api.coordinator(each) for each in Bassin}
    liege = clients[Bassin.LIEGE]
    call = opened(liege)
    liege.done("withdrawFundingCall", "fundingCall { id }", fundingCallId=call, reason="Annulé.")

    api.installation.sealer.run()
    sizes = {}
    for each, by in clients.items():
        bundle = tmp_path / f"{each}.zip"
        export_bundle(api.installation.database, each, bundle, lambda *_: None)
        sizes[each] = verify_zip(bundle, ledger_key(api.installation.database)).size
        kinds = [edge["node"]["kind"] for edge in by.ask(TRAIL, bassin=each.name)["auditTrail"]["edges"]]
        assert [kind for kind in kinds if kind.startswith("call.")] == ["call.opened.v2", "call.withdrawn.v1"]

    assert set(sizes) == set(Bassin)
