"""Content of the demonstration: number of each kind, documented parts, and open tasks."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from efe_domain.meeting.events import AssemblyKind
from efe_domain.operator.events import OperatorRegistered
from efe_domain.shared.codec import decode
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import RecordEvent
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.operators import PUBLIC
from efe_infra.samples.demo.people import MEMBER
from efe_infra.samples.demo.play import Demonstration
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import Api, Client
from tests.running import serving

VIDEOS = "Capsules vidéo sur l’orientation vers le qualifiant, pour les équipes éducatives"
ESSAIMAGE = "Essaimage: dynamique emploi-formation du sud de l’Entre-Sambre-et-Meuse"
METIER = "Monteur – Installateur en chauffage central et en sanitaire"
KINDS = {
    "analysis": 6,
    "call": 2,
    "decision": 171,
    "instance": 63,
    "invitation": 6,
    "meeting": 144,
    "operator": 109,
    "opinion": 11,
    "pole": 88,
    "project": 36,
    "register": 1,
    "themes": 4,
    "zone": 2,
}
NAMED_BY = {"project": "title", "pole": "name", "axis": "label", "operator": "name"}
PROJECT = """
    query ($search: String!) {
        projects(first: 1, filter: { search: $search }) { edges { node {
            title bassins outcome pending zone illustrative
            dossier {
                state illustrative
                lead { bassin illustrative }
                board {
                    bassin submittedNumber verdict reopenedReason illustrative
                    verdictGiven { conditions illustrative }
                    supports { kind toReconfirm illustrative }
                    fundings { granted illustrative }
                }
                contents { number illustrative }
                carriers { bassin illustrative decision { illustrative } pole { illustrative } }
                progressReports { illustrative }
            }
        } } }
    }
"""
TO_DO = """
    query {
        decisionsToCommunicate { edges { node { pole { bassin } illustrative } } }
        decisionsToReceive { edges { node { pole { bassin } illustrative } } }
        requestsLate(bassin: LIEGE) { edges { node { provider illustrative } } }
        opinionScoreboard(bassin: LIEGE) { sent acknowledged answered overdue }
    }
"""
DESCENT = """
    query {
        analyses(first: 2) { edges { node { themes { poles(first: 2) { edges { node {
            projects(first: 2) { edges { node {
                title opinions(first: 2) { edges { node { decision { title } } } }
            } } }
        } } } } } } }
    }
"""


@pytest.fixture(scope="module")
def played(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with serving(module_database, tmp_path_factory.mktemp("home")) as api:
        play(api)
        yield api


def play(api: Api) -> None:
    Demonstration(api.installation, WRITTEN_FOR).play()
    api.catch_up()


def head(api: Api) -> int:
    return api.installation.platform.recorder.max_notification_id() or 0


def events(api: Api) -> list[Event]:
    found = api.installation.platform.recorder.select_notifications(1, 10_000)
    return [decode(notification.topic, notification.state) for notification in found]


def nodes(connection: dict[str, Any]) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


def project(by: Client, search: str) -> dict[str, Any]:
    [found] = nodes(by.ask(PROJECT, search=search)["projects"])
    shown: dict[str, Any] = found
    return shown


def marks(value: object) -> Iterator[bool]:
    """Every `illustrative` of an answer."""
    match value:
        case dict():
            if "illustrative" in value:
                yield value["illustrative"]
            yield from chain.from_iterable(map(marks, value.values()))
        case list():
            yield from chain.from_iterable(map(marks, value))


def test_so_many_events_of_each_kind_are_played(played: Api) -> None:
    assert Counter(event.TOPIC.split(".")[0] for event in events(played)) == KINDS


def test_played_again_it_records_nothing(played: Api) -> None:
    before = head(played)

    play(played)

    assert head(played) == before


def test_every_row_is_illustrative_but_those_that_a_source_documents(played: Api) -> None:
    tables = [projection.row.TABLE for projection in PROJECTIONS]
    facts: dict[str, set[str]] = {}

    with psycopg.connect(played.installation.database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        for table in tables:
            if "illustrative" in {column.name for column in table.columns}:
                rows = SQL("select to_jsonb(row) from read.{} row where to_position is null and not illustrative")
                found = [row for (row,) in connection.execute(rows.format(Identifier(table.name)))]
                facts |= {table.name: {row.get(NAMED_BY.get(table.name)) for row in found}} if found else {}

    assert facts == {
        "project": {VIDEOS, ESSAIMAGE},
        "pole": {METIER},
        "axis": {METIER},
        "operator": {operator.name for operator in PUBLIC},
    }


def test_every_command_is_illustrative_but_public_facts(played: Api) -> None:
    public = {
        event.originator_id for event in events(played) if isinstance(event, OperatorRegistered) and not marked(event)
    }
    unmarked = [event for event in events(played) if not marked(event)]

    assert {event.TOPIC for event in unmarked} == {
        "instance.established.v1",
        "operator.registered.v1",
        "operator.site-opened.v1",
    }
    assert {event.originator_id for event in unmarked if event.TOPIC.startswith("operator.")} == public
    assert len(public) == len(PUBLIC)


def marked(event: Event) -> bool:
    return event.metadata.get("illustrative") == "yes"


def test_everybody_sees_two_documented_projects_and_nothing_of_their_dossiers(played: Api) -> None:
    seen = [project(played.visitor, search) for search in ("capsules", "essaimage")]

    assert [(each["title"], each["illustrative"], each["dossier"]) for each in seen] == [
        (VIDEOS, False, None),
        (ESSAIMAGE, False, None),
    ]
    assert [(set(each["bassins"]), each["zone"]) for each in seen] == [
        ({"HUY_WAREMME", "LIEGE", "VERVIERS"}, False),
        ({"NAMUR", "HAINAUT_SUD"}, True),
    ]


def test_the_dossier_of_a_documented_project_is_illustrative_throughout(played: Api) -> None:
    for subject, search in (("coordination-verviers", "capsules"), ("coordination-namur", "essaimage")):
        dossier = project(played.client(subject), search)["dossier"]

        found = list(marks(dossier))
        assert len(found) > 10
        assert all(found)


def test_the_board_shows_who_agreed_who_set_conditions_and_who_is_awaited(played: Api) -> None:
    seen = project(played.client("coordination-huy-waremme"), "capsules")

    assert (seen["outcome"], seen["pending"]) == ("PENDING", 1)
    lines = seen["dossier"]["board"]
    assert {line["bassin"]: (line["verdict"], line["submittedNumber"]) for line in lines} == {
        "HUY_WAREMME": (None, 2),
        "LIEGE": ("AGREED", 2),
        "VERVIERS": ("CONDITIONS", 2),
    }
    [liege] = [line for line in lines if line["bassin"] == "LIEGE"]
    assert liege["reopenedReason"] is not None
    assert [support["toReconfirm"] for support in liege["supports"]] == [False]
    assert [funding["granted"] for funding in liege["fundings"]] == [None]


def test_the_zone_is_represented_by_its_two_instances_and_its_project_is_under_way(played: Api) -> None:
    seen = project(played.client("coordination-hainaut-sud"), "essaimage")
    held = [event for event in events(played) if event.TOPIC == "meeting.held.v2"]

    assert (seen["outcome"], seen["dossier"]["state"]) == ("AGREED_BY_ALL", "STARTED")
    assert AssemblyKind.ZONE in {event.kind for event in held}  # type: ignore[attr-defined]


def test_there_is_something_to_communicate_to_receive_and_to_claim(played: Api) -> None:
    liege, huy, verviers = (
        played.client(f"coordination-{bassin}").ask(TO_DO) for bassin in ("liege", "huy-waremme", "verviers")
    )

    assert nodes(huy["decisionsToCommunicate"]) == [{"pole": {"bassin": "HUY_WAREMME"}, "illustrative": True}]
    assert nodes(verviers["decisionsToReceive"]) == [{"pole": {"bassin": "VERVIERS"}, "illustrative": True}]
    assert [each["illustrative"] for each in nodes(liege["requestsLate"])] == [True]
    assert liege["opinionScoreboard"] == {"sent": 1, "acknowledged": 1, "answered": 0, "overdue": 1}


def test_the_line_of_descent_runs_from_an_analysis_to_an_opinion(played: Api) -> None:
    found = played.client("coordination-liege").ask(DESCENT)

    [theme] = [theme for analysis in nodes(found["analyses"]) for theme in analysis["themes"]]
    [citing] = nodes(theme["poles"])
    [brought_out] = nodes(citing["projects"])
    assert brought_out == {
        "title": VIDEOS,
        "opinions": {"edges": [{"node": {"decision": {"title": "Rendre un avis d'opportunité"}}}]},
    }


def test_a_member_spoke_for_itself_and_sees_the_project_that_its_pole_carries(played: Api) -> None:
    member = played.client(MEMBER.subject)
    account = str(played.account(MEMBER.subject))

    own = [event for event in events(played) if event.metadata["actor"] == account]

    assert {(event.TOPIC, event.metadata.get("on_behalf_of")) for event in own} == {
        ("decision.position-taken.v3", None)
    }
    assert member.ask("{ viewer { poles { bassin } } }")["viewer"]["poles"] == [{"bassin": "LIEGE"}]
    assert len(project(member, "capsules")["dossier"]["board"]) == 3


def test_a_designation_was_rectified_and_what_it_put_in_question_confirmed(played: Api) -> None:
    recorded = [event for event in events(played) if isinstance(event, RecordEvent)]

    assert [event.TOPIC for event in recorded] == [
        "pole.rectified.v1",
        "decision.questioned.v1",
        "decision.confirmed.v1",
    ]
    rectified, questioned, confirmed = recorded
    assert (questioned.cause, questioned.cause_version) == (rectified.originator_id, rectified.originator_version)  # type: ignore[attr-defined]
    assert questioned.findings == ("roster",)  # type: ignore[attr-defined]
    assert confirmed.question == questioned.originator_version  # type: ignore[attr-defined]
