"""A client that prefers English is told so of refusals and reads, by every way; codes never change."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from efe_infra.postgres.database import Database
from tests.api.given import AXIS, CREATED, Api, Client, a_composed_pole, a_pole, an_operator, day
from tests.api.streams import ENTRIES, PATIENCE, Socket, socket_to, stream
from tests.running import served


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as running:
        yield running


@pytest.fixture
def english(liege: Client) -> Client:
    return liege.with_header("Accept-Language", "en-GB,en;q=0.9,fr;q=0.5")


def reason_of(socket: Socket) -> str:
    """Returns the reason with which the server closes."""
    with pytest.raises(ConnectionClosed) as closing:
        socket.connection.recv(timeout=PATIENCE)
    assert closing.value.rcvd
    return closing.value.rcvd.reason


def test_a_rule_refuses_in_english_and_quotes_the_law_in_french(liege: Client, english: Client) -> None:
    pole = a_pole(liege)
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=an_operator(liege, "CEFA"))
    french, error = liege.refused("constitutePole", poleId=pole), english.refused("constitutePole", poleId=pole)

    assert error["message"].startswith("The composition is incomplete on ")
    assert error["reasons"] == [
        "College A (companies, intermunicipal companies and social partners): No member designated.",
        "College B (employment, training and integration): No member designated.",
        "College C (vocational education): None of the local and competent members has a representative.",
    ]
    assert {key: error[key] for key in ("code", "rule", "path")} == {
        key: french[key] for key in ("code", "rule", "path")
    }


def test_a_composition_gives_its_reasons_in_english(liege: Client, english: Client) -> None:
    pole, _ = a_composed_pole(liege)

    found = english.ask(
        "query ($id: ID!, $on: Date!) { pole(id: $id) { dossier { composition(on: $on) { colleges { reason } } } } }",
        id=pole,
        on=CREATED,
    )

    assert [each["reason"] for each in found["pole"]["dossier"]["composition"]["colleges"]] == [
        "College A (companies, intermunicipal companies and social partners): 1 local and competent member.",
        "College B (employment, training and integration): 1 local and competent member.",
        "College C (vocational education): 1 local and competent member.",
    ]


def test_a_command_in_the_future_is_refused_in_english(english: Client) -> None:
    error = english.refused("identifyAxis", bassin="LIEGE", axis=AXIS, effectiveOn=day(400))

    assert error["code"] == "IN_THE_FUTURE"
    assert error["message"].endswith("is in the future: a fact is recorded on its own day at the earliest.")


def test_the_same_command_is_answered_in_the_language_of_each_request(liege: Client, english: Client) -> None:
    command = "9b2e4c1e-7a53-4c7e-8f0d-2f6a1b3c4d5e"
    liege.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS, commandId=command)
    other = {"kind": "METIER", "label": "Soudeur"}

    error = english.refused("identifyAxis", bassin="LIEGE", axis=other, commandId=command)

    assert error["code"] == "COMMAND_REUSED"
    assert error["message"] == f"The command id {command} has already been used for another request."


def test_what_ends_a_field_is_told_in_english(api: Api, english: Client) -> None:
    visitor = api.visitor.with_header("Accept-Language", "en")
    first = "{ operators(first: 0) { edges { cursor } } }"
    trail = "{ auditTrail(bassin: LIEGE) { edges { cursor } } }"

    [of_first], [of_trail] = (visitor.post(query, {})["errors"] for query in (first, trail))

    assert (of_first["extensions"]["code"], of_first["message"]) == (
        "BAD_USER_INPUT",
        "`first` must be between 1 and 100.",
    )
    assert (of_trail["extensions"]["code"], of_trail["message"]) == (
        "UNAUTHENTICATED",
        "A token is needed for this request.",
    )


def test_a_value_of_a_variable_is_told_in_english_with_its_place(english: Client) -> None:
    query = "mutation ($input: IdentifyAxisInput!) { identifyAxis(input: $input) { position } }"

    [error] = english.post(query, {"input": {"bassin": "LIEGE", "axis": AXIS, "effectiveOn": "2026"}})["errors"]

    assert error["message"] == "effectiveOn: Unexpected value; example: '2026-03-01'."


OURS = ("REGISTRE", "PS-PLAN", "PS-RENCONTRE")
"""Rules that the platform sets itself: their text is translated."""


def test_our_own_reading_of_a_rule_is_in_english_and_the_law_in_french(liege: Client, english: Client) -> None:
    query = "{ meta { rules { key text why legalBasis { title } } } }"
    french = {rule["key"]: rule for rule in liege.ask(query)["meta"]["rules"]}
    told = {rule["key"]: rule for rule in english.ask(query)["meta"]["rules"]}

    assert {key: rule["text"] for key, rule in told.items() if not key.startswith(OURS)} == {
        key: rule["text"] for key, rule in french.items() if not key.startswith(OURS)
    }
    assert told["REGISTRE"]["text"].startswith("The register records dated facts")
    assert told["PS-3ANS"]["why"].startswith("The three years run from the first day")
    assert french["PS-3ANS"]["why"].startswith("Les trois ans courent")


def test_a_token_that_is_none_is_refused_in_english(api: Api) -> None:
    headers = {"Authorization": "Bearer rien", "Accept-Language": "en"}

    response = httpx.get(f"{api.http.url}/graphql", params={"query": "{ meta { version } }"}, headers=headers)

    assert (response.status_code, response.headers["content-language"]) == (401, "en")
    assert response.json()["errors"][0]["message"] == "The token is missing, expired or of an unknown issuer."


def test_an_event_stream_is_told_in_english(api: Api) -> None:
    visitor = api.visitor.with_header("Accept-Language", "en")

    with stream(visitor) as events:
        [refused, _] = events.rest()

    assert events.response.headers["content-language"] == "en"
    assert "Accept-Language" in events.response.headers["vary"]
    assert (refused.code, refused.body["errors"][0]["message"]) == (
        "UNAUTHENTICATED",
        "A token is needed for this request.",
    )


def test_a_socket_speaks_the_language_of_its_handshake(api: Api) -> None:
    with socket_to(api.http.url, headers={"Accept-Language": "en"}) as socket:
        socket.begin()
        socket.subscribe("1")
        refused = socket.hear()
        socket.say("connection_init")
        reason = reason_of(socket)

    assert refused["payload"][0]["message"] == "A token is needed for this request."
    assert reason == "The connection is already initialised."


def test_a_socket_speaks_the_language_of_its_parameters(api: Api) -> None:
    with socket_to(api.http.url, headers={"Accept-Language": "fr"}) as socket:
        socket.begin(acceptLanguage="en-GB")
        socket.subscribe("1", "{ nothing }")
        refused = socket.hear()
        socket.say("subscribe", id="2", payload={"query": ""})
        reason = reason_of(socket)

    assert refused["payload"][0]["message"] == "Cannot query field 'nothing' on type 'Query'."
    assert reason == "`query` is missing or empty."


def test_a_socket_that_says_nothing_of_it_speaks_french(liege: Client) -> None:
    with socket_to(liege.http.url) as socket:
        socket.begin()
        socket.subscribe("1", ENTRIES)
        refused = socket.hear()

    assert refused["payload"][0]["message"] == "Un jeton est nécessaire pour cette demande."
