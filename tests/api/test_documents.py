"""The document store: who puts what there, and who fetches it."""

import hashlib
from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.documents.media_types import EXTENSIONS
from tests.api.documents import PDF, code, get, put, stored
from tests.api.given import Api, Client, a_composed_pole, day
from tests.infra.documents.samples import SAMPLES

pytestmark = pytest.mark.platform("module")

MINUTES = b"%PDF-1.7 proc\xc3\xa8s-verbal"
SHA256 = hashlib.sha256(MINUTES).hexdigest()


@pytest.mark.platform("own")
def test_a_coordinator_puts_a_document_and_learns_its_fingerprint(liege: Client) -> None:
    response = put(liege, MINUTES)

    assert (response.status_code, response.json()) == (201, {"sha256": SHA256, "size": len(MINUTES)})
    assert response.headers["location"] == f"/documents/{SHA256}"


def test_a_document_comes_back_as_it_was_put_and_is_never_shown_in_the_page(liege: Client) -> None:
    put(liege, MINUTES, "Application/PDF; charset=binary")

    response = get(liege, SHA256)

    assert (response.status_code, response.content) == (200, MINUTES)
    assert response.headers["content-type"] == PDF
    assert response.headers["content-disposition"] == f'attachment; filename="{SHA256}.pdf"'
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("media_type", EXTENSIONS)
def test_a_document_of_every_accepted_type_is_kept(liege: Client, media_type: str) -> None:
    sha256 = stored(liege, SAMPLES[media_type], media_type)

    assert get(liege, sha256).headers["content-type"] == media_type


def test_the_same_bytes_again_are_the_same_document(liege: Client) -> None:
    put(liege, MINUTES)

    again = put(liege, MINUTES, "text/plain")

    assert (again.status_code, again.json()["sha256"]) == (200, SHA256)
    assert get(liege, SHA256).headers["content-type"] == PDF


def test_another_instance_does_not_learn_that_the_bytes_are_there_already(liege: Client, namur: Client) -> None:
    put(liege, MINUTES)
    before = get(namur, SHA256).status_code

    response = put(namur, MINUTES, "text/plain")

    assert (before, response.status_code, get(namur, SHA256).status_code) == (404, 201, 200)
    assert [get(by, SHA256).headers["content-type"] for by in (liege, namur)] == [PDF, "text/plain"]
    assert put(liege, MINUTES).status_code == 200


@pytest.mark.platform("own")
def test_a_document_without_a_token_is_not_put(api: Api, liege: Client) -> None:
    response = put(api.visitor, MINUTES)

    assert code(response) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"] == "Bearer"
    assert get(liege, SHA256).status_code == 404


def test_a_token_that_is_none_of_ours_puts_nothing(api: Api) -> None:
    stranger = api.visitor.with_header("Authorization", "Bearer x.y.z")

    assert code(put(stranger, MINUTES)) == (401, "UNAUTHENTICATED")
    assert code(get(stranger, SHA256)) == (401, "UNAUTHENTICATED")


@pytest.mark.platform("own")
def test_only_a_coordinator_puts_a_document(api: Api, liege: Client) -> None:
    others = [
        api.client("personne"),
        api.granted("audit", Role.AUDITOR, Bassin.LIEGE),
        api.granted("administration", Role.ADMINISTRATOR),
    ]

    assert [code(put(other, MINUTES)) for other in others] == [(403, "FORBIDDEN")] * 3
    assert get(liege, SHA256).status_code == 404


def test_whoever_sees_the_dossiers_of_the_instance_fetches_its_documents(api: Api, liege: Client) -> None:
    put(liege, MINUTES)

    seeing = [api.granted("audit", Role.AUDITOR), api.granted("lecture", Role.READER, Bassin.LIEGE)]

    assert [get(each, SHA256).status_code for each in seeing] == [200, 200]


@pytest.mark.platform("own")
def test_a_document_of_liege_is_not_there_for_the_others(api: Api, liege: Client, namur: Client) -> None:
    put(liege, MINUTES)
    others = [namur, api.visitor, api.client("personne"), api.granted("administration", Role.ADMINISTRATOR)]

    answers = [get(other, SHA256) for other in others]
    unknown = get(namur, "0" * 64)

    assert [code(answer) for answer in answers] == [(404, "NOT_FOUND")] * 4
    assert answers[0].json() == unknown.json()


@pytest.mark.parametrize("sha256", ["0" * 64, SHA256.upper(), SHA256[:-1], "%00", "é", "..%2F.."])
def test_what_is_no_document_is_not_found(liege: Client, sha256: str) -> None:
    put(liege, MINUTES)

    assert get(liege, sha256).status_code == 404


@pytest.mark.platform("own")
@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/octet-stream", ""])
def test_a_document_of_another_type_is_refused(liege: Client, media_type: str) -> None:
    response = put(liege, MINUTES, media_type)

    assert code(response) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert get(liege, SHA256).status_code == 404


def test_an_empty_document_is_refused(liege: Client) -> None:
    assert code(put(liege, b"")) == (400, "BAD_USER_INPUT")


def test_a_document_of_the_largest_size_is_kept_and_one_byte_more_is_refused(api: Api, liege: Client) -> None:
    most = api.installation.settings.max_document
    largest, too_large = b"%PDF-".ljust(most, b"x"), b"%PDF-".ljust(most + 1, b"x")

    kept = put(liege, largest)
    refused = put(liege, too_large)

    assert (kept.status_code, kept.json()["size"]) == (201, most)
    assert code(refused) == (413, "CONTENT_TOO_LARGE")
    assert get(liege, kept.json()["sha256"]).content == largest
    assert get(liege, hashlib.sha256(too_large).hexdigest()).status_code == 404


def test_a_document_of_a_length_that_is_not_announced_is_refused_at_the_first_byte_too_many(
    api: Api, liege: Client
) -> None:
    most = api.installation.settings.max_document
    sent = 0

    async def stream() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 3 * most:
            sent += 1_000_000
            yield b"x" * 1_000_000

    headers = {**liege.headers, "Content-Type": PDF}
    response = liege.http.portal.call(partial(liege.http.client.put, "/documents", content=stream(), headers=headers))

    assert code(response) == (413, "CONTENT_TOO_LARGE")
    assert sent <= most + 1_000_000


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/documents"), ("GET", "/documents"), ("DELETE", "/documents/x")]
)
def test_an_address_of_the_store_takes_its_own_method_only(liege: Client, method: str, path: str) -> None:
    response = liege.http.portal.call(partial(liege.http.client.request, method, path, headers=liege.headers))

    assert code(response) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.platform("own")
def test_minutes_are_fetched_by_every_instance_that_the_meeting_concerns(api: Api, namur: Client) -> None:
    south = api.coordinator(Bassin.HAINAUT_SUD)
    zone = {"assembly": {"zone": "ENTRE_SAMBRE_ET_MEUSE"}, "place": "Couvin"}
    meeting = namur.done("conveneMeeting", "meeting { id }", **zone, day=day(0))["id"]
    namur.done("holdMeeting", "meeting { id }", meetingId=meeting, place="Couvin", present=[a_person(namur)])
    sha256 = stored(namur, MINUTES)
    before = get(south, sha256).status_code

    namur.done("adoptMinutes", "meeting { id }", meetingId=meeting, sha256=sha256)

    assert (before, get(south, sha256).content) == (404, MINUTES)
    assert get(api.coordinator(Bassin.LIEGE), sha256).status_code == 404


def test_a_member_fetches_the_minutes_of_its_pole_and_no_other_document(api: Api, liege: Client) -> None:
    person, member = a_person(liege)["personId"], api.client("membre")
    api.installation.vault.link(api.account("membre"), UUID(person.partition(":")[2]))
    pole, [operator, *_] = a_composed_pole(liege)
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        poleId=pole,
        operatorId=operator,
        representativeId=person,
    )
    liege.done("constitutePole", "pole { id }", poleId=pole)
    meeting = liege.done("conveneMeeting", "meeting { id }", assembly={"poleId": pole}, day=day(0), place="Liège")[
        "id"
    ]
    present = [{"operatorId": operator, "personId": person}]
    liege.done("holdMeeting", "meeting { id }", meetingId=meeting, place="Liège", present=present)
    other, sha256 = stored(liege, b"%PDF-1.7 other"), stored(liege, MINUTES)
    liege.done("adoptMinutes", "meeting { id }", meetingId=meeting, sha256=sha256)

    assert (get(member, sha256).status_code, get(member, other).status_code) == (200, 404)


def a_person(by: Client) -> dict[str, str]:
    registered = by.do("registerPerson", "person { id }", givenName="Marie", familyName="Dupont")
    return {"personId": registered["person"]["id"]}


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "HEAD"])
def test_no_address_sends_a_client_to_the_host_that_the_client_names(api: Api, liege: Client, method: str) -> None:
    addresses = ["", "/graphql", "/graphiql", "/documents", f"/documents/{'0' * 64}", "/documents/x", "/cosignatures"]
    headers = {**liege.headers, "Host": "elsewhere.example"}

    answers = [
        api.http.portal.call(partial(api.http.client.request, method, f"{each}{end}", headers=headers))
        for each in [*addresses, "/health/live", "/health/ready"]
        for end in ("/", "//", "")
    ]

    assert [each.url for each in answers if each.is_redirect or "elsewhere" in f"{each.headers}{each.text}"] == []
