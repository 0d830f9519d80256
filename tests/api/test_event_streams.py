"""Following an audit trail by server-sent events, from the real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import AXIS, Api, Client, a_composed_pole, a_pole, composed, day
from tests.api.remembered import WARM, repeated
from tests.api.seats import a_body, a_person, a_seat, acting_as
from tests.api.streams import ENTRIES, EVENTS, Event, stream
from tests.running import served

URQL = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, */*"
TRAIL = """
    query ($filter: AuditFilter) {
        auditTrail(bassin: LIEGE, first: 100, filter: $filter) { edges { node { position seq kind subject { id } } } }
    }
"""


pytestmark = pytest.mark.platform("module")


@pytest.fixture
def own_api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def module_api(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with served(module_database, tmp_path_factory.mktemp("home")) as running:
        yield running


def entries(by: Client, **asked: Any) -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(TRAIL, **asked)["auditTrail"]["edges"]]


def told(events: list[Event]) -> list[dict[str, Any]]:
    return [event.entry for event in events]


def refusal(by: Client, query: str = ENTRIES, **variables: Any) -> str:
    """The code of a stream that has one error and ends."""
    with stream(by, query, **variables) as following:
        event, end = following.rest()
    assert end.fields == (("event", "complete"), ("data", ""))
    return event.code


def test_what_was_recorded_comes_first_then_what_is_in_order_and_once(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    before = len(entries(liege))

    with stream(liege, after="0") as following:
        past = following.events(before)
        liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))
        liege.done("agreeModalities", "pole { id }", poleId=pole, meetingEveryMonths=3)
        live = following.events(2)

    assert told(past + live) == entries(liege)


def test_an_entry_is_never_a_remembered_answer(liege: Client) -> None:
    a_pole(liege)
    with repeated(0):
        for _ in range(WARM):
            with stream(liege, after="0") as following:
                following.event()


def test_the_id_of_an_event_is_the_position_of_its_entry(liege: Client) -> None:
    with stream(liege, after="0") as following:
        events = following.events(2)

    assert [event.id for event in events] == [event.entry["position"] for event in events]


@pytest.mark.platform("own")
def test_without_a_position_it_begins_now_and_says_so(liege: Client) -> None:
    last = entries(liege)[-1]["position"]

    with stream(liege) as following:
        mark = following.mark()
        liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)
        event = following.event()

    assert (mark, event.entry["kind"]) == (last, "instance.axis-identified.v2")


def test_last_event_id_goes_before_the_position_asked_for(liege: Client) -> None:
    second = entries(liege)[1]
    a_pole(liege)

    with stream(liege, after="0", last=second["position"]) as following:
        event = following.event()

    assert event.entry == entries(liege)[2]


def test_a_last_event_id_that_is_no_position_is_refused(liege: Client) -> None:
    with stream(liege, last="hier") as following:
        following.response.read()

    assert (following.response.status_code, following.response.headers["content-type"]) == (
        400,
        "application/json; charset=utf-8",
    )


def test_lines_end_with_lf_and_nothing_stores_the_stream(api: Api) -> None:
    with stream(api.visitor, "{ __typename }") as following:
        raw = following.response.read()

    headers = following.response.headers
    assert raw == b'event: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n'
    assert (headers["content-type"], headers["cache-control"]) == ("text/event-stream; charset=utf-8", "no-store")


def test_a_get_streams_too(liege: Client) -> None:
    url = f"{liege.http.url}/graphql"
    params = {"query": ENTRIES, "variables": '{"after": "0"}'}

    with httpx.stream("GET", url, params=params, headers={**liege.headers, "Accept": EVENTS}) as response:
        first = next(response.iter_lines())

    assert first == f"id: {entries(liege)[0]['position']}"


def test_a_mutation_does_not_pass_by_get(liege: Client) -> None:
    params = {"query": 'mutation { linkAccount(input: {accountId: "x", personId: "y"}) { userErrors { code } } }'}

    response = httpx.get(f"{liege.http.url}/graphql", params=params, headers={**liege.headers, "Accept": EVENTS})

    assert '"code":"METHOD_NOT_ALLOWED"' in response.text


def test_the_trail_of_another_instance_is_closed(api: Api, liege: Client, namur: Client) -> None:
    assert (refusal(namur, after="0"), refusal(api.visitor, after="0")) == ("FORBIDDEN", "UNAUTHENTICATED")


def test_limits_are_those_of_queries(liege: Client) -> None:
    aliases = " ".join(f"a{n}: position" for n in range(40))

    codes = [
        refusal(liege, f"subscription {{ auditEntries(bassin: LIEGE) {{ {aliases} }} }}"),
        refusal(liege, "subscription { auditEntries(bassin: LIEGE) { nothing } }"),
        refusal(liege, "subscription { auditEntries(bassin: LIEGE"),
        refusal(liege, "subscription a { auditEntries(bassin: LIEGE) { seq } } query b { viewer { id } }"),
        refusal(liege, filter={"ruleKey": "PS-X"}),
    ]

    assert codes == [
        "QUERY_TOO_COMPLEX",
        "GRAPHQL_VALIDATION_FAILED",
        "GRAPHQL_PARSE_FAILED",
        "BAD_USER_INPUT",
        "BAD_USER_INPUT",
    ]


def test_a_client_that_lists_event_streams_last_is_answered_in_json_but_for_a_subscription(liege: Client) -> None:
    with stream(liege, "{ instances { totalCount } }", accept=URQL) as query:
        query.response.read()
    with stream(liege, accept=URQL, after="0") as subscription:
        subscription.event()
    with stream(liege, accept="application/json") as neither:
        neither.response.read()

    assert query.response.headers["content-type"].startswith("application/graphql-response+json")
    assert subscription.response.headers["content-type"].startswith(EVENTS)
    assert (neither.response.status_code, neither.response.json()["errors"][0]["extensions"]["code"]) == (
        400,
        "BAD_USER_INPUT",
    )


def test_a_token_that_expires_ends_it(api: Api, liege: Client) -> None:
    token = api.installation.local_issuer.mint(f"coordination-{Bassin.LIEGE}", lasting=1)
    short = Client(liege.http, {"Authorization": f"Bearer {token}"})

    assert refusal(short) == "UNAUTHENTICATED"


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_role_that_is_revoked_ends_it_before_the_next_entry(api: Api, liege: Client, *, everywhere: bool) -> None:
    auditor = api.granted("audit", Role.AUDITOR, None if everywhere else Bassin.LIEGE)
    account = f"Account:{api.account('audit')}"

    with stream(auditor) as following:
        following.mark()
        if everywhere:
            admin = api.granted("admin", Role.ADMINISTRATOR)
            admin.done("revokePlatformAccess", "accessRegister { id }", accountId=account, role="AUDITOR")
        else:
            liege.done("revokeAccess", "instance { id }", bassin="LIEGE", accountId=account, role="AUDITOR")
        liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)
        *seen, error, end = following.rest()

    assert {event.entry["kind"] for event in seen} <= {"register.access-granted.v1"}
    assert (error.code, end.name) == ("FORBIDDEN", "complete")


@pytest.mark.platform("own")
def test_who_is_forgotten_follows_no_more(api: Api, liege: Client) -> None:
    auditor, admin = api.granted("audit", Role.AUDITOR, Bassin.LIEGE), api.granted("admin", Role.ADMINISTRATOR)
    person = liege.done("registerPerson", "person { id }", givenName="Marie", familyName="Dupont")["id"]
    admin.done("linkAccount", "person { id }", accountId=f"Account:{api.account('audit')}", personId=person)

    with stream(auditor) as following:
        following.mark()
        admin.done("forgetPerson", "forgottenPerson { id }", personId=person)
        liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)
        *seen, error, end = following.rest()

    assert {event.entry["kind"] for event in seen} <= {"register.access-granted.v1"}
    assert (error.code, end.name) == ("UNAUTHENTICATED", "complete")


@pytest.mark.parametrize("end", ["vacateSeat", "dissolveBody"])
def test_who_sits_in_no_body_any_more_follows_no_more(api: Api, liege: Client, end: str) -> None:
    body, person = a_body(liege), a_person(liege, "Anne")
    asked = {"bassin": "LIEGE", "bodyId": body}
    seat = {"seatId": a_seat(liege, body, person), "reason": "Départ."}

    with stream(acting_as(api, person, "anne")) as following:
        following.mark()
        liege.done(end, "instance { id }", **asked, **(seat if end == "vacateSeat" else {}))
        liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)
        *seen, error, closing = following.rest()

    assert seen == []
    assert (error.code, closing.name) == ("FORBIDDEN", "complete")


FILTERS: list[dict[str, Any]] = [
    {},
    {"kinds": ["pole.member-designated.v2"]},
    {"kinds": []},
    {"ruleKey": "PS-LOCAL"},
    {"subjectId": "POLE"},
    {"actorId": "ACTOR", "ruleKey": "PS-AXE"},
    {"actorId": "Account:system:cli"},
]


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_a_filter_takes_of_what_comes_what_it_takes_of_what_is_there(
    api: Api, liege: Client, asked: dict[str, Any]
) -> None:
    pole = a_pole(liege)
    values = {"POLE": pole, "ACTOR": f"Account:{api.account(f'coordination-{Bassin.LIEGE}')}"}
    chosen = {name: values.get(str(value), value) for name, value in asked.items()}
    start = entries(liege)[-1]["position"]

    with stream(liege, after=start, filter=chosen) as live, stream(liege, after=start) as every:
        live.mark()
        composed(liege, pole)
        count = len([each for each in entries(liege) if int(each["position"]) > int(start)])
        every.events(count)
        wanted = [each for each in entries(liege, filter=chosen) if int(each["position"]) > int(start)]
        found = live.events(len(wanted))

    assert told(found) == wanted


def test_nothing_is_lost_while_the_client_is_away_and_the_server_restarts(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path) as first:
        liege = first.coordinator(Bassin.LIEGE)
        with stream(liege, after="0") as following:
            seen = following.events(2)
        liege.do("identifyAxis", bassin="LIEGE", axis=AXIS, effectiveOn=day(-2000))
        with stream(liege, last=seen[-1].id) as following:
            seen.append(following.event())
    with served(database, tmp_path) as second:
        liege = Client(second.http, liege.headers)
        a_pole(liege)
        expected = entries(liege)
        with stream(liege, after="0", last=seen[-1].id) as following:
            seen += following.events(len(expected) - len(seen))

    assert told(seen) == expected


def test_a_server_that_stops_says_so_after_the_last_entry(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path) as running:
        liege = running.coordinator(Bassin.LIEGE)
        opened = stream(liege, after="0")
        following = opened.__enter__()
        seen = following.events(2)
    error, end = following.rest()
    opened.__exit__(None, None, None)

    assert [event.name for event in seen] == ["next", "next"]
    assert (error.code, end.name) == ("GOING_AWAY", "complete")


def test_nothing_is_lost_nor_told_twice_while_the_tables_are_rebuilt(database: Database, liege: Client) -> None:
    with stream(liege, after="0") as following:
        seen = following.events(2)
        for name in ("Bois", "Chauffage", "Zinc"):
            rebuild(database, PROJECTIONS)
            a_pole(liege, name)
        expected = entries(liege)
        seen += following.events(len(expected) - len(seen))

    assert told(seen) == expected
