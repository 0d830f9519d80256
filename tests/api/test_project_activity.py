"""Following one project by server-sent events, from the real server: partners, one that left, one only invited."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.api.decisions import representing
from tests.api.given import AXIS, Api, Client
from tests.api.projects import SELECT, Joint, invite
from tests.api.streams import Event, stream
from tests.running import served

ACTIVITY = """
    subscription ($id: ID!, $bassin: Bassin, $after: Position) {
        projectActivity(projectId: $id, bassin: $bassin, after: $after) { position kind bassin }
    }
"""
UNKNOWN = "Project:00000000-0000-4000-8000-000000000000"
HISTORY = "query ($id: ID!) { project(id: $id) { history(first: 100) { edges { node { position kind } } } } }"


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as running:
        yield running


def acts(events: list[Event]) -> list[dict[str, Any]]:
    entries = [event.body["data"]["projectActivity"] for event in events]
    return [{"position": each["position"], "kind": each["kind"]} for each in entries]


def refusal(by: Client, project: str, **asked: Any) -> tuple[str, str]:
    with stream(by, ACTIVITY, id=project, after="0", **asked) as following:
        event, _ = following.rest()
    return event.code, event.body["errors"][0]["message"]


def history(by: Client, project: str) -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(HISTORY, id=project)["project"]["history"]["edges"]]


def report(by: Client, joint: Joint, text: str) -> None:
    pole = (joint.at_liege if by is joint.liege else joint.at_namur)[0]
    by.done("reportProgress", SELECT, projectId=joint.project, poleId=pole, report=text)


def started(joint: Joint) -> Joint:
    joint.carried()
    joint.liege.done("submitProject", SELECT, projectId=joint.project)
    joint.liege.done("startProject", SELECT, projectId=joint.project)
    return joint


def test_partners_follow_in_one_order_what_two_threads_record(liege: Client, namur: Client) -> None:
    joint = started(Joint(liege, namur))
    past = history(liege, joint.project)
    own = history(namur, joint.project)
    gate = Barrier(2)

    def record(by: Client) -> None:
        gate.wait()
        for number in range(4):
            report(by, joint, f"Étape {number}.")
            by.do("identifyAxis", bassin="LIEGE" if by is liege else "NAMUR", axis=AXIS)

    with (
        stream(liege, ACTIVITY, id=joint.project, after="0") as at_liege,
        stream(namur, ACTIVITY, id=joint.project, after="0") as at_namur,
    ):
        threads = [Thread(target=record, args=(by,)) for by in (liege, namur)]
        for each in threads:
            each.start()
        seen = acts(at_liege.events(len(past) + 8))
        also = acts(at_namur.events(len(own) + 8))
        for each in threads:
            each.join()

    assert seen == history(liege, joint.project)
    assert also == seen[len(past) - len(own) :]
    assert also[0]["kind"] == "project.pole-joined.v1"


def test_a_client_resumes_after_a_restart_without_a_gap(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path) as api:
        liege, namur = api.coordinator(Bassin.LIEGE), api.coordinator(Bassin.NAMUR)
        joint = started(Joint(liege, namur))
        with stream(liege, ACTIVITY, id=joint.project, after="0") as following:
            before = following.events(2)
        report(liege, joint, "Avant l'arrêt.")

    with served(database, tmp_path) as api:
        liege = api.coordinator(Bassin.LIEGE)
        joint.liege = liege
        report(liege, joint, "Après l'arrêt.")
        whole = history(liege, joint.project)
        with stream(liege, ACTIVITY, id=joint.project, after="0", last=str(before[-1].id)) as following:
            after = following.events(len(whole) - 2)

    assert acts(before + after) == whole


def test_one_that_left_is_sent_nothing_until_it_joins_again(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).carried()
    of_namur = len(history(namur, joint.project))
    with stream(namur, ACTIVITY, id=joint.project, after="0") as live:
        before = live.events(of_namur)
        joint.leave()
        joint.amend("Un titre de Liège seule")
        [departure] = live.events(1)
        joint.with_namur()
        [back] = live.events(1)
    with stream(namur, ACTIVITY, id=joint.project, after="0", last=str(departure.id)) as again:
        [resumed] = again.events(1)

    kinds = [each["kind"].rpartition(".")[0] for each in acts([departure, back])]
    assert kinds == ["project.pole-left", "project.pole-joined"]
    assert acts([resumed]) == acts([back])
    assert "project.amended" in str(history(liege, joint.project))
    assert "project.amended" not in str(acts(before))


def test_only_instances_that_it_concerned_follow_a_project(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    invite(liege, joint.at_namur[0], joint.project)
    member = representing(api, liege, joint.at_liege[0], joint.at_liege[1][0], "Durand")

    hidden = refusal(namur, joint.project)

    assert hidden[0] == "FORBIDDEN"
    assert refusal(namur, UNKNOWN) == hidden
    assert refusal(liege, joint.project, bassin="NAMUR") == hidden
    assert refusal(member, joint.project) == hidden
    assert refusal(api.visitor, joint.project)[0] == "UNAUTHENTICATED"
    assert refusal(liege, joint.at_liege[0])[0] == "BAD_USER_INPUT"


def test_an_auditor_of_all_follows_the_trail_of_one_that_is_still_concerned(
    api: Api, liege: Client, namur: Client
) -> None:
    joint = Joint(liege, namur).carried()
    joint.leave()
    auditor = api.granted("audit", Role.AUDITOR)

    with stream(auditor, ACTIVITY, id=joint.project, after="0") as following:
        event = following.event()
    with stream(auditor, ACTIVITY, id=joint.project, after="0", bassin="NAMUR") as other:
        chosen = other.event()

    assert event.body["data"]["projectActivity"]["bassin"] == "LIEGE"
    assert chosen.body["data"]["projectActivity"]["bassin"] == "NAMUR"
    journal = "{ accessJournal(bassin: LIEGE) { edges { node { field } } } }"
    fields = [edge["node"]["field"] for edge in liege.ask(journal)["accessJournal"]["edges"]]
    assert "Subscription.projectActivity" in fields
