"""The feed of an Instance: batches of CloudEvents after a position, for the accounts that read its audit trail."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.http.endpoints import event_feed
from efe_infra.http.endpoints.event_feed import COST, MEDIA
from efe_infra.postgres.database import Database
from tests.api.documents import code
from tests.api.given import Api, Client, a_composed_pole, a_pole, an_operator
from tests.running import serving

pytestmark = pytest.mark.platform("module")

TRAIL = "{ auditTrail(bassin: LIEGE, first: 100) { edges { node { position kind subject { id } seq } } } }"


def fetch(
    by: Client, address: str = "/flux/liege/cloudevents", method: str = "GET", **headers: str
) -> httpx.Response:
    sent = partial(by.http.client.request, method, address, headers={**by.headers, **headers})
    return by.http.portal.call(sent)


def events(response: httpx.Response) -> list[dict[str, Any]]:
    assert (response.status_code, response.headers["content-type"]) == (200, MEDIA)
    batch: list[dict[str, Any]] = json.loads(response.content)
    return batch


def after(position: object) -> str:
    return f"/flux/liege/cloudevents?after={position}"


def positions(batch: list[dict[str, Any]]) -> list[int]:
    return [int(each["position"]) for each in batch]


@pytest.fixture
def sealed(api: Api, liege: Client) -> Client:
    """The coordinator of Liège, once all is sealed."""
    a_composed_pole(liege)
    api.installation.sealer.run()
    api.catch_up()
    return liege


def test_a_batch_has_what_the_trail_has_and_no_more(sealed: Client) -> None:
    batch = events(fetch(sealed))
    trail = [edge["node"] for edge in sealed.ask(TRAIL)["auditTrail"]["edges"]]

    assert positions(batch) == [int(each["position"]) for each in trail]
    assert [each["type"] for each in batch] == [each["kind"] for each in trail]
    assert [int(each["sequence"]) for each in batch] == [each["seq"] for each in trail]
    assert {frozenset(each) for each in batch} == {
        frozenset({"specversion", "id", "source", "type", "subject", "time", "sequence", "position"})
    }


def test_the_library_of_cloudevents_reads_a_batch(sealed: Client) -> None:
    batch = events(fetch(sealed))

    read = [JSONFormat().read(CloudEvent, json.dumps(each)) for each in batch]

    assert [each.get_id() for each in read] == [each["id"] for each in batch]
    assert {each.get_source() for each in read} == {batch[0]["source"]}
    assert all(each.get_time() is not None and each.get_data() is None for each in read)
    assert [each.get_extension("position") for each in read] == [each["position"] for each in batch]


def test_a_reader_who_follows_the_links_has_each_event_once(sealed: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = positions(events(fetch(sealed)))
    monkeypatch.setattr(event_feed, "MAX_EVENTS", 3)
    read, address, last = list[int](), "/flux/liege/cloudevents", fetch(sealed)

    while "retry-after" not in last.headers or not read:
        last = fetch(sealed, address)
        read += positions(events(last))
        address = last.links["next"]["url"]

    assert read == whole
    assert positions(events(fetch(sealed, address))) == []


def test_only_what_is_sealed_is_sent(api: Api, sealed: Client) -> None:
    before = positions(events(fetch(sealed)))
    a_pole(sealed, "Ajouté")
    api.catch_up()

    assert positions(events(fetch(sealed))) == before
    assert code(fetch(sealed, after(before[-1] + 1))) == (400, "AS_OF_NOT_REACHED")
    api.installation.sealer.run()
    assert len(events(fetch(sealed))) > len(before)


def test_nothing_new_is_an_empty_batch_that_is_not_sent_twice(sealed: Client) -> None:
    whole = fetch(sealed)
    nothing = fetch(sealed, whole.links["next"]["url"])

    assert events(nothing) == []
    assert nothing.links["next"]["url"] == whole.links["next"]["url"]
    assert nothing.headers["retry-after"] == "10"
    again = {"If-None-Match": nothing.headers["etag"]}
    assert fetch(sealed, whole.links["next"]["url"], **again).status_code == 304
    assert fetch(sealed, **again).status_code == 200
    assert fetch(sealed, method="HEAD").content == b""


@pytest.mark.parametrize("position", ["-1", "x", "1.5", "", "%00", "9" * 40, "0x1", "%D9%A1"])
def test_what_is_no_position_is_refused_in_words(sealed: Client, position: str) -> None:
    response = fetch(sealed, after(position))

    assert code(response) == (400, "BAD_USER_INPUT")
    assert response.json()["errors"][0]["message"] == "Une position est un nombre entier, à partir de 0."


def test_only_those_who_read_the_trail_are_sent_its_events(api: Api, sealed: Client, namur: Client) -> None:
    reader = api.granted("feed-reader", Role.READER, Bassin.LIEGE)
    administrator = api.granted("feed-admin", Role.ADMINISTRATOR)

    assert events(fetch(reader)) == events(fetch(sealed))
    assert code(fetch(api.visitor)) == (401, "UNAUTHENTICATED")
    assert code(fetch(namur)) == (403, "FORBIDDEN")
    assert code(fetch(administrator)) == (403, "FORBIDDEN")
    assert code(fetch(sealed, "/flux/atlantis/cloudevents")) == (404, "NOT_FOUND")
    assert code(fetch(api.visitor, "/flux/atlantis/cloudevents")) == (401, "UNAUTHENTICATED")


def test_known_content_is_refused_all_the_same_once_the_right_is_gone(api: Api, sealed: Client) -> None:
    reader = api.granted("feed-leaver", Role.READER, Bassin.LIEGE)
    known = fetch(reader).headers["etag"]
    sealed.done(
        "revokeAccess",
        "instance { id }",
        bassin="LIEGE",
        accountId=f"Account:{api.account('feed-leaver')}",
        role="READER",
    )

    assert code(fetch(reader, **{"If-None-Match": known})) == (403, "FORBIDDEN")


@pytest.mark.platform("own")
def test_the_reading_of_an_auditor_is_written_down(api: Api, sealed: Client) -> None:
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)
    last = positions(events(fetch(auditor)))[-1]
    fetch(auditor, after(last))

    journal = sealed.ask("{ accessJournal(bassin: LIEGE) { edges { node { field arguments } } } }")
    noted = [edge["node"] for edge in journal["accessJournal"]["edges"]]
    assert noted == [{"field": "GET /flux", "arguments": {"after": 0, "at": last}}]


def test_no_name_and_no_text_is_in_a_batch(api: Api, sealed: Client) -> None:
    a_pole(sealed, "Zinguerie-Remarquable")
    an_operator(sealed, name="Opérateur-Remarquable", number="REMARQUABLE")
    sealed.done("registerPerson", "person { id }", givenName="Prénom", familyName="Remarquable")
    api.installation.sealer.run()
    api.catch_up()

    response = fetch(sealed)

    assert len(events(response)) > 2
    assert "remarquable" not in response.text.casefold()
    assert str(api.account("coordination-liege")) not in response.text


def test_a_reader_who_asks_too_often_is_told_when_to_come_back(database: Database, tmp_path: Path) -> None:
    with serving(database, tmp_path, cost_budget=20_000) as api:
        liege = api.coordinator(Bassin.LIEGE)
        answers = [fetch(liege) for _ in range(20_000 // COST + 40)]

    refused = [each for each in answers if each.status_code == 429]
    assert {each.status_code for each in answers} == {200, 429}
    assert code(refused[0]) == (429, "COST_BUDGET_SPENT")
    assert int(refused[0].headers["retry-after"]) >= 1
