"""A client that prefers German is told so of refusals, by HTTP and by WebSocket; the law stays in French."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from efe_infra.postgres.database import Database
from tests.api.given import AXIS, Api, Client, a_pole, day
from tests.api.streams import socket_to
from tests.running import served


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as running:
        yield running


def test_a_refusal_and_its_reasons_are_in_german_and_the_law_in_french(liege: Client) -> None:
    german = liege.with_header("Accept-Language", "de-BE, de;q=0.9, fr;q=0.5")
    pole = a_pole(liege)

    error = german.refused("constitutePole", poleId=pole)
    future = german.refused("identifyAxis", bassin="LIEGE", axis=AXIS, effectiveOn=day(400))
    rules = {each["key"]: each for each in german.ask("{ meta { rules { key text why } } }")["meta"]["rules"]}

    assert error["code"] == "COMPOSITION_INCOMPLETE"
    assert error["message"].startswith("Die Zusammensetzung ist am ")
    assert error["reasons"][0] == (
        "Kollegium A (Unternehmen, Interkommunale und Sozialpartner): Kein Mitglied benannt."
    )
    assert future["message"].endswith(
        "liegt in der Zukunft: Eine Tatsache wird frühestens am selben Tag eingetragen."
    )
    assert rules["PS-3ANS"]["why"].startswith("Die drei Jahre laufen ab dem ersten Tag der Konstituierung")
    assert rules["PS-3ANS"]["text"] == "Le pôle est créé pour une durée limitée à trois années maximum."


def test_the_answer_says_that_it_is_in_german(api: Api) -> None:
    headers = {"Authorization": "Bearer rien", "Accept-Language": "de"}

    response = httpx.get(f"{api.http.url}/graphql", params={"query": "{ meta { version } }"}, headers=headers)

    assert (response.status_code, response.headers["content-language"]) == (401, "de")
    assert response.json()["errors"][0]["message"] == (
        "Das Token fehlt, ist abgelaufen oder stammt von einem unbekannten Aussteller."
    )


def test_a_socket_speaks_german_when_its_parameters_say_so(api: Api) -> None:
    with socket_to(api.http.url) as socket:
        socket.begin(acceptLanguage="de-BE")
        socket.subscribe("1")
        refused = socket.hear()

    assert refused["payload"][0]["message"] == "Für diese Anfrage ist ein Token erforderlich."
