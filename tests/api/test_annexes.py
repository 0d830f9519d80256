"""Documents beside an act, errata beside a text that stays, and documents whose bytes are purged."""

from typing import Any
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api import projects as of_projects
from tests.api.batches import performed
from tests.api.decisions import a_deciding_pole, an_adopted_decision
from tests.api.documents import code, get, put, stored
from tests.api.given import Api, Client, day
from tests.api.meetings import a_body, convened, held, rule_of
from tests.api.opinions import INFORMATION, SAYING
from tests.api.representatives import a_member
from tests.infra.documents.samples import SAMPLES

pytestmark = pytest.mark.platform("module")

TABLE = SAMPLES["text/csv"]
ATTACHED = "attachments { number title attachedOn document { sha256 mediaType purges { purgedOn reason } } }"
REASON = {"reason": "Mauvais dossier."}


def a_table(by: Client) -> str:
    return stored(by, TABLE, "text/csv")


@pytest.mark.platform("own")
def test_a_document_beside_a_meeting_is_read_by_whoever_the_meeting_is_open_to(
    api: Api, liege: Client, namur: Client
) -> None:
    member, pole = a_member(api, liege)
    meeting, sha256 = convened(liege, {"poleId": pole}), a_table(liege)
    before = get(member, sha256).status_code

    shown = liege.done(
        "attachToMeeting", f"meeting {{ {ATTACHED} }}", meetingId=meeting, sha256=sha256, title="Places"
    )
    again = liege.refused("attachToMeeting", meetingId=meeting, sha256=sha256, title="Bis")
    hidden = [
        member.code_of("attachToMeeting", meetingId=meeting, sha256=sha256, title="Places"),
        namur.refused("attachToMeeting", meetingId=meeting, sha256=sha256, title="Places")["code"],
        liege.refused("attachToMeeting", meetingId=meeting, sha256="0" * 64, title="Places")["code"],
    ]

    document = {"sha256": sha256, "mediaType": "text/csv", "purges": []}
    assert shown["attachments"] == [{"number": 1, "title": "Places", "attachedOn": day(0), "document": document}]
    assert rule_of(again) == ("ALREADY_ATTACHED", "REGISTRE")
    assert hidden == ["FORBIDDEN", "NOT_FOUND", "NOT_FOUND"]
    assert [before, get(member, sha256).status_code, get(namur, sha256).status_code] == [404, 200, 404]
    assert get(member, sha256).headers["content-type"] == "text/csv"


@pytest.mark.platform("own")
def test_a_purged_document_says_when_and_why_to_those_who_could_read_it(
    api: Api, liege: Client, namur: Client
) -> None:
    member, pole = a_member(api, liege)
    meeting, sha256 = convened(liege, {"poleId": pole}), a_table(liege)
    liege.done("attachToMeeting", "meeting { id }", meetingId=meeting, sha256=sha256, title="Places")
    asked = {"bassin": "LIEGE", "sha256": sha256, "commandId": "9b2e4c1e-7a53-4c7e-8f0d-2f6a1b3c4d5e", **REASON}

    denied = [namur.code_of("purgeDocument", **asked), member.code_of("purgeDocument", **asked)]
    purged = liege.done("purgeDocument", "purgedDocument { id bassin sha256 reason purgedOn }", **asked)
    repeated = liege.done("purgeDocument", "purgedDocument { id }", **asked)
    gone = liege.refused("purgeDocument", bassin="LIEGE", sha256=sha256, **REASON)
    shown = liege.ask(f"query ($id: ID!) {{ meeting(id: $id) {{ {ATTACHED} }} }}", id=meeting)["meeting"]
    answers = [get(by, sha256) for by in (liege, member, namur, api.visitor)]

    assert denied == ["FORBIDDEN", "FORBIDDEN"]
    assert {**purged, "id": ""} == {"id": "", "bassin": "LIEGE", "sha256": sha256, **REASON, "purgedOn": day(0)}
    assert repeated["id"] == purged["id"]
    assert rule_of(gone) == ("DOCUMENT_NOT_KEPT", "REGISTRE")
    assert shown["attachments"][0]["document"]["purges"] == [{"purgedOn": day(0), **REASON}]
    assert [code(each) for each in answers] == [(410, "GONE")] * 2 + [(404, "NOT_FOUND")] * 2
    assert REASON["reason"] in answers[1].json()["errors"][0]["message"]
    assert api.installation.documents.read(sha256) is None


def test_a_purge_leaves_the_bytes_that_another_instance_keeps_to_that_one(
    api: Api, liege: Client, namur: Client
) -> None:
    meeting = held(liege, a_body(liege))
    sha256 = a_table(liege)
    put(namur, TABLE, "text/plain")
    liege.done("adoptMinutes", "meeting { id }", meetingId=meeting, sha256=sha256)

    liege.done("purgeDocument", "purgedDocument { id }", bassin="LIEGE", sha256=sha256, **REASON)
    after = [get(by, sha256).status_code for by in (liege, namur)]
    a_table(liege)

    assert after == [410, 200]
    assert [get(by, sha256).status_code for by in (liege, namur)] == [200, 200]


def test_an_erratum_stands_beside_a_decision_whose_hash_stays(api: Api, liege: Client) -> None:
    adopted = an_adopted_decision(liege, *a_deciding_pole(liege))
    decision, content_hash = adopted["id"], adopted["contentHash"]
    asked = {"decisionId": decision, "text": "Lire « 30 »."}

    noted = liege.done("noteDecisionErratum", "decision { contentHash errata { number text on } }", **asked)
    same = liege.refused("noteDecisionErratum", **asked)
    liege.done("communicateDecision", "decision { id }", decisionId=decision)
    public = api.visitor.ask("query ($id: ID!) { decision(id: $id) { errata { text } } }", id=decision)

    assert noted == {"contentHash": content_hash, "errata": [{"number": 1, "text": "Lire « 30 ».", "on": day(0)}]}
    assert rule_of(same) == ("SAME_ERRATUM", "REGISTRE")
    assert public == {"decision": {"errata": [{"text": "Lire « 30 »."}]}}


def test_bytes_of_another_type_are_not_kept(liege: Client) -> None:
    responses: list[Any] = [put(liege, TABLE, each) for each in ("application/pdf", "image/png")]

    assert [code(each) for each in responses] == [(415, "UNSUPPORTED_MEDIA_TYPE")] * 2


def test_an_auditor_attaches_nothing(api: Api, liege: Client) -> None:
    meeting, sha256 = convened(liege, a_body(liege)), a_table(liege)
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)

    assert auditor.code_of("attachToMeeting", meetingId=meeting, sha256=sha256, title="Places") == "FORBIDDEN"


def test_a_project_has_documents_and_errata_and_no_verdict_is_reopened(
    api: Api, liege: Client, namur: Client
) -> None:
    pole, members = of_projects.a_constituted_pole(liege)
    project = of_projects.emerge(liege, pole)
    content_hash = of_projects.hash_of(liege, project)
    of_projects.join(liege, (pole, members), project, content_hash)
    liege.done("submitProject", "project { id }", projectId=project)
    of_projects.judge(liege, "LIEGE", project)
    shown = """project {
        version outcome
        dossier { contentHash content { errata { number text } } attachments { title document { sha256 } } }
    }"""
    before = liege.ask("query ($id: ID!) { project(id: $id) { version } }", id=project)["project"]["version"]
    sha256 = a_table(liege)

    liege.done("attachToProject", shown, projectId=project, sha256=sha256, title="Budget")
    noted = liege.done("noteProjectErratum", shown, projectId=project, text="Lire « 30 ».")
    hidden = namur.code_of("attachToProject", projectId=project, sha256=sha256, title="Budget")

    assert noted == {
        "version": before + 2,
        "outcome": "AGREED_BY_ALL",
        "dossier": {
            "contentHash": content_hash,
            "content": {"errata": [{"number": 1, "text": "Lire « 30 »."}]},
            "attachments": [{"title": "Budget", "document": {"sha256": sha256}}],
        },
    }
    assert hidden == "FORBIDDEN"


def test_an_opinion_that_may_still_change_is_amended(liege: Client) -> None:
    opinion = liege.done("draftOpinion", "opinion { id }", origin={"initiative": INFORMATION}, content=SAYING)["id"]

    refused = liege.refused("noteOpinionErratum", opinionId=opinion, text="Lire « 30 ».")

    assert rule_of(refused) == ("TEXT_STILL_CHANGES", "REGISTRE")


def test_a_batch_purges_what_it_records_and_nothing_else(liege: Client) -> None:
    """Recorded together or not at all: the bytes too."""
    sha256 = a_table(liege)
    purge = {"purgeDocument": {"bassin": "LIEGE", "sha256": sha256, **REASON}}
    refused = {"renamePole": {"poleId": f"Pole:{UUID(int=1)}", "name": "Rien"}}

    [undone, _] = performed(liege, purge, refused)
    kept = get(liege, sha256).status_code
    [done] = performed(liege, purge)
    sha256_alone = a_table(liege)
    alone = performed(liege, purge, refused, atomic=False)

    assert [each["code"] for each in undone["userErrors"]] == ["ALL_OR_NOTHING"]
    assert (kept, get(liege, sha256_alone).status_code) == (200, 410)
    assert (done["userErrors"], alone[0]["userErrors"]) == ([], [])
