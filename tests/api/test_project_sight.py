"""Visibility of projects: all of the past for Instances concerned, up to the leaving for others, the catalogue."""

import hashlib
from typing import Any

import pytest
from psycopg import connect

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.merkle import leaf_hash, root
from efe_infra.postgres.database import DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.row import Access
from tests.api.decisions import representing
from tests.api.documents import stored
from tests.api.given import Api, Client, ids_in
from tests.api.projects import JOINT, SELECT, Joint, hash_of, judge
from tests.hostile.pen.joint_meetings import call, hold, take_part

pytestmark = pytest.mark.platform("module")

SEEN = "query ($id: ID!, $at: AsOf) { project(id: $id, asOf: $at) { title dossier { contentHash } } }"
NOTHING: dict[str, Any] = {"totalCount": 0, "edges": []}
WAYS = {
    "query ($id: ID!) { project(id: $id) { title } }": {"project": None},
    "query ($id: ID!) { node(id: $id) { id } }": {"node": None},
    "query ($id: ID!) { nodes(ids: [$id]) { id } }": {"nodes": [None]},
    "{ projects { totalCount edges { node { id } } } }": {"projects": NOTHING},
    '{ projects(filter: { search: "plateau", bassin: LIEGE }) { totalCount edges { node { id } } } }': {
        "projects": NOTHING
    },
    "{ poles { edges { node { projects { totalCount edges { node { id } } } } } } }": {
        "poles": {"edges": [{"node": {"projects": NOTHING}}, {"node": {"projects": NOTHING}}]}
    },
}
WHOLE = """
    query ($id: ID!) {
        project(id: $id) {
            id
            dossier {
                content { id } contents { id } carriers { id } board { id verdictGiven { id } }
                verdicts { id } supports { id } fundings { id } progressReports { id }
            }
        }
    }
"""
OF_PROJECTS = {Access.PROJECT, Access.PUBLISHABLE_PROJECT, Access.PARTY}
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


def position(by: Client) -> str:
    found: str = by.ask("{ meta { position } }")["meta"]["position"]
    return found


@pytest.fixture(params=["visitor", "without a role", "of another Instance"])
def outsider(request: pytest.FixtureRequest, api: Api) -> Client:
    match request.param:
        case "visitor":
            return api.visitor
        case "without a role":
            return api.client("personne")
        case _:
            return api.coordinator(Bassin.HUY_WAREMME)


def with_everything(joint: Joint) -> Joint:
    """Makes a project with something in every part of its dossier."""
    joint.submitted()
    on = {"projectId": joint.project}
    judge(joint.liege, "LIEGE", joint.project)
    support = {"bassin": "LIEGE", "kind": "HUMAN", "phase": "ANALYSE", "description": "Un mi-temps."}
    joint.liege.done("grantSupport", SELECT, **on, **support)
    asked = {"poleId": joint.at_liege[0], "authority": "COCOF", "procedure": "Appel", "amount": "1"}
    joint.liege.done("applyForFunding", SELECT, **on, **asked)
    joint.liege.done("startProject", SELECT, **on)
    joint.liege.done("attachToProject", SELECT, **on, sha256=stored(joint.liege, b"a;b", "text/csv"), title="Places")
    joint.liege.done("reportProgress", SELECT, **on, poleId=joint.at_liege[0], report="Ouvert.")
    financing = [{"amount": "250000"}]
    joint.liege.done("writePlanPart", SELECT, **on, poleId=joint.at_liege[0], number=1, financing=financing)
    meeting = call(joint.liege, joint.project, joint.at_liege)
    hold(joint.liege, take_part(joint.liege, joint.at_liege, meeting), joint.at_liege[1])
    return joint


@pytest.mark.platform("own")
def test_a_project_that_was_not_submitted_is_not_there_for_others(
    liege: Client, namur: Client, outsider: Client
) -> None:
    joint = Joint(liege, namur).carried()

    seen = {way: outsider.ask(way, id=joint.project) for way in WAYS}
    own = {way: namur.ask(way, id=joint.project) for way in WAYS}

    assert seen == WAYS
    assert [way for way, answer in own.items() if answer == WAYS[way]] == []


def test_of_a_submitted_project_others_see_the_title_and_the_outcome(
    liege: Client, namur: Client, outsider: Client
) -> None:
    joint = Joint(liege, namur)
    unseen = position(liege)
    joint.submitted()
    joint.amend("Un titre que personne n'a encore reçu")

    seen = outsider.ask(
        """
        query ($id: ID!, $past: AsOf) {
            project(id: $id) { title outcome pending published dossier { state } }
            before: project(id: $id, asOf: $past) { title }
        }
        """,
        id=joint.project,
        past={"position": unseen},
    )

    assert seen == {
        "project": {
            "title": JOINT["title"],
            "outcome": "PENDING",
            "pending": 2,
            "published": True,
            "dossier": None,
        },
        "before": None,
    }


def test_no_part_of_a_dossier_is_found_by_its_id(liege: Client, namur: Client, outsider: Client) -> None:
    joint = with_everything(Joint(liege, namur))
    ids = sorted(ids_in(liege.ask(WHOLE, id=joint.project)) - {joint.project})

    own, others = namur.ask(NODES, ids=ids)["nodes"], outsider.ask(NODES, ids=ids)["nodes"]

    kinds = {each.partition(":")[0] for each in ids}
    assert kinds == {
        "Funding",
        "ProgressReport",
        "ProjectCarrier",
        "ProjectContent",
        "ProjectHearing",
        "Support",
        "Verdict",
    }
    assert [node["id"] for node in own] == ids
    assert others == [None] * len(ids)


def test_an_instance_that_joins_later_sees_the_whole_past(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    first = hash_of(liege, joint.project)
    before = position(liege)
    joint.amend()
    joint.liege.ask(SEEN, id=joint.project)
    unknown = namur.ask(SEEN, id=joint.project)["project"]

    joint.with_namur()
    past = namur.ask(SEEN, id=joint.project, at={"position": before})["project"]

    assert unknown is None
    assert past == {"title": JOINT["title"], "dossier": {"contentHash": first}}


def test_joining_sums_up_the_past_as_it_is_stored(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    joint.amend()
    joint.with_namur()

    with connect(api.installation.database.admin) as connection:
        states = connection.execute(
            "select state from ledger.event where originator_id = %s order by position",
            [joint.project.partition(":")[2]],
        ).fetchall()

    carriers = "query ($id: ID!) { project(id: $id) { dossier { carriers { pastEvents pastRoot } } } }"
    [carrier] = namur.ask(carriers, id=joint.project)["project"]["dossier"]["carriers"]
    leaves = [leaf_hash(bytes(state)) for (state,) in states[:2]]
    assert len(states) == 3
    assert carrier == {"pastEvents": 2, "pastRoot": root(leaves).hex()}
    assert root(leaves) == hashlib.sha256(b"\x01" + leaves[0] + leaves[1]).digest()


def test_a_leaver_reads_up_to_its_leaving(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).carried()
    first = hash_of(liege, joint.project)
    joint.leave()
    left = position(namur)
    joint.amend()

    now = namur.ask(SEEN, id=joint.project)["project"]
    then = namur.ask(SEEN, id=joint.project, at={"position": left})["project"]
    after = namur.ask(SEEN, id=joint.project, at={"position": position(liege)})["project"]

    assert (now, after) == (None, None)
    assert then == {"title": JOINT["title"], "dossier": {"contentHash": first}}
    assert liege.ask(SEEN, id=joint.project)["project"]["title"] == "Un autre titre"


def test_who_left_and_came_back_sees_all_of_it_again(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).carried()
    joint.leave()
    joint.amend()
    away = position(liege)

    joint.with_namur()

    assert namur.ask(SEEN, id=joint.project, at={"position": away})["project"]["title"] == "Un autre titre"


def test_members_see_the_projects_of_their_pole_and_no_others(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    of_namur = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Dupont")
    of_liege = representing(api, liege, joint.at_liege[0], joint.at_liege[1][0], "Durand")

    seen = [each.ask(SEEN, id=joint.project)["project"] is not None for each in (of_liege, of_namur)]
    joint.with_namur()

    assert seen == [True, False]
    assert of_namur.ask(SEEN, id=joint.project)["project"]["title"] == JOINT["title"]


def test_a_command_does_not_tell_that_an_unsubmitted_project_exists(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    unknown = "Project:00000000-0000-4000-8000-000000000000"
    verdict = {"bassin": "NAMUR", "verdict": "AGREED", "contentHash": "0" * 64}

    errors = [
        namur.refused(command, projectId=project, **asked)
        for project in (joint.project, unknown)
        for command, asked in (
            ("submitProject", {}),
            ("giveVerdict", verdict),
            ("reportProgress", {"poleId": joint.at_namur[0], "report": "Rien."}),
            ("leaveProject", {"poleId": joint.at_namur[0], "reason": "Rien."}),
        )
    ]

    assert {error["code"] for error in errors} == {"NOT_FOUND"}


def test_the_decision_of_a_pole_stays_with_it_until_it_is_communicated(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).carried()
    decisions = "query ($id: ID!) { project(id: $id) { dossier { carriers { bassin decision { state } } } } }"

    seen = namur.ask(decisions, id=joint.project)["project"]["dossier"]["carriers"]

    assert {carrier["bassin"]: carrier["decision"] for carrier in seen} == {
        "LIEGE": None,
        "NAMUR": {"state": "ADOPTED"},
    }


def rows_seen(api: Api, bassins: str) -> dict[str, int]:
    """Counts the rows of each table of projects that the row policies show to these bassins."""
    tables = [each.row.TABLE for each in PROJECTIONS if each.row.TABLE.access in OF_PROJECTS]
    with connect(api.installation.database.conninfo(DatabaseRole.READ)) as connection:
        connection.execute("select set_config('efe.viewer_bassins', %s, true)", [bassins])
        counted = {
            table.name: connection.execute(f"select count(*) from read.{table.name}".encode()).fetchone()
            for table in tables
        }
    return {name: count[0] for name, count in counted.items() if count}


@pytest.mark.platform("own")
def test_the_database_itself_shows_a_dossier_to_nobody_else(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    with_everything(joint)

    own, others, nobody = (rows_seen(api, bassins) for bassins in ("namur", "huy-waremme,luxembourg", ""))

    assert len(own) == 16
    assert all(own.values())
    assert others == nobody == {name: int(name == "project") * published(liege, joint) for name in own}


def published(by: Client, joint: Joint) -> int:
    """Counts the public versions of the project: those since its submission."""
    version = by.ask("query ($id: ID!) { project(id: $id) { version } }", id=joint.project)["project"]["version"]
    return int(version) - 3


def test_what_is_seen_is_the_same_after_a_rebuild(api: Api, liege: Client, namur: Client) -> None:
    joint = with_everything(Joint(liege, namur))
    before = [rows_seen(api, bassins) for bassins in ("liege", "namur", "luxembourg")]

    rebuild(api.installation.database, PROJECTIONS)
    rebuild(api.installation.database, PROJECTIONS)

    assert [rows_seen(api, bassins) for bassins in ("liege", "namur", "luxembourg")] == before
    assert hash_of(namur, joint.project) == hash_of(liege, joint.project)
