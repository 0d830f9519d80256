"""Documents have a name, a depositor and a day for each Instance, shown to those who may see what cites them."""

from functools import partial
from hashlib import sha256 as fingerprint
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.documents import PDF, code, get, put, stored
from tests.api.given import Api, Client, day
from tests.api.meetings import a_body, a_person, convened
from tests.api.projects import Joint
from tests.api.representatives import a_member

pytestmark = pytest.mark.platform("module")

REASON = {"reason": "Mauvais dossier."}
NAMED = "{ sha256 name depositedOn depositor size mediaType }"
RECENT = "query ($bassin: Bassin!) { instance(bassin: $bassin) { dossier { recentDocuments { name sha256 } } } }"
MEETING = f"query ($id: ID!) {{ meeting(id: $id) {{ attachments {{ document {NAMED} }} }} }}"
PROJECT = f"query ($id: ID!) {{ project(id: $id) {{ dossier {{ attachments {{ document {NAMED} }} }} }} }}"


def deposit(
    by: Client, content: bytes, disposition: str = "", *, bassin: str = "", media: str = PDF
) -> httpx.Response:
    headers = {**by.headers, "Content-Type": media, "Content-Disposition": disposition}
    address = f"/documents?bassin={bassin}" if bassin else "/documents"
    return by.http.portal.call(partial(by.http.client.put, address, content=content, headers=headers))


def named(by: Client, content: bytes, name: str, **asked: str) -> str:
    """The SHA-256 of a document that is deposited under a name."""
    response = deposit(by, content, f'attachment; filename="{name}"', **asked)
    assert response.status_code in (200, 201), response.text
    sha256: str = response.json()["sha256"]
    return sha256


def recent(by: Client, bassin: str = "LIEGE") -> list[str | None]:
    dossier = by.ask(RECENT, bassin=bassin)["instance"]["dossier"]
    return [each["name"] for each in dossier["recentDocuments"]] if dossier else [None]


def of_a_person(api: Api, subject: str, by: Client) -> str:
    """The account of a client is that of a person, Marie Dupont."""
    person = a_person(by, "Marie")
    api.installation.vault.link(api.account(subject), UUID(person.partition(":")[2]))
    return person


def cited(by: Client, sha256: str, assembly: dict[str, Any]) -> str:
    """A meeting to which the document is attached."""
    meeting = convened(by, assembly)
    by.done("attachToMeeting", "meeting { id }", meetingId=meeting, sha256=sha256, title="Pièce")
    return meeting


def minutes(by: Client, sha256: str, bassin: str = "LIEGE") -> str:
    return cited(by, sha256, a_body(by, bassin))


def shown(by: Client, meeting: str) -> Any:
    found = by.ask(MEETING, id=meeting)["meeting"]
    return found and found["attachments"][0]["document"]


@pytest.mark.platform("own")
def test_an_act_shows_the_name_the_depositor_and_the_day(api: Api, liege: Client) -> None:
    marie = api.granted("marie", Role.COORDINATOR, Bassin.LIEGE)
    of_a_person(api, "marie", liege)
    sha256 = named(marie, b"%PDF-1.7 minutes", "PV de mars.pdf")

    document = shown(liege, minutes(liege, sha256))

    assert document == {
        "sha256": sha256,
        "name": "PV de mars.pdf",
        "depositedOn": day(0),
        "depositor": "Marie Dupont",
        "size": 16,
        "mediaType": PDF,
    }
    assert get(liege, sha256).headers["content-disposition"] == 'attachment; filename="PV de mars.pdf"'


def test_a_name_in_any_writing_is_kept(liege: Client) -> None:
    header = "attachment; filename=\"PV.pdf\"; filename*=UTF-8''Proc%C3%A8s%20%22verbal%22.pdf"
    sha256 = deposit(liege, b"%PDF-1.7 verbal", header).json()["sha256"]

    assert shown(liege, minutes(liege, sha256))["name"] == 'Procès "verbal".pdf'
    assert get(liege, sha256).headers["content-disposition"] == (
        "attachment; filename=\"Proces _verbal_.pdf\"; filename*=UTF-8''Proc%C3%A8s%20%22verbal%22.pdf"
    )


@pytest.mark.parametrize(
    "disposition",
    [
        'attachment; filename="../../x.html"',
        "attachment; filename*=UTF-8''a.pdf%0D%0ASet-Cookie%3A%20a%3Db",
        "attachment; filename*=UTF-8''facture%E2%80%AEfdp.exe",
        "attachment; filename*=UTF-8''" + "%D8%A7" * 300,
        f'attachment; filename="{"x" * 10_000}"',
    ],
    ids=["path", "lines", "right to left", "300 letters", "10 kB"],
)
def test_a_hostile_name_is_refused_and_nothing_is_stored(liege: Client, disposition: str) -> None:
    content = b"%PDF-1.7 " + fingerprint(disposition.encode()).hexdigest().encode()

    response = deposit(liege, content, disposition)

    assert code(response) == (400, "BAD_USER_INPUT")
    assert get(liege, fingerprint(content).hexdigest()).status_code == 404


def test_a_document_that_is_called_a_page_is_saved_as_what_it_is(liege: Client) -> None:
    sha256 = named(liege, b"<script>alert(1)</script>", "x.html", media="text/plain")

    response = get(liege, sha256)

    assert response.headers["content-disposition"] == 'attachment; filename="x.html.txt"'
    assert response.headers["content-type"] == "text/plain"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_document_is_given_a_later_name_by_its_instance_only(liege: Client, namur: Client) -> None:
    content = b"%PDF-1.7 renamed"
    sha256 = named(liege, content, "Avant.pdf")
    meeting = minutes(liege, sha256)

    named(liege, content, "Apres.pdf")
    put(liege, content)
    named(namur, content, "De Namur.pdf")

    assert shown(liege, meeting)["name"] == "Apres.pdf"
    assert [recent(liege)[0], recent(namur, "NAMUR")[0]] == ["Apres.pdf", "De Namur.pdf"]


@pytest.mark.platform("own")
def test_a_name_is_for_those_who_see_the_dossier(api: Api, liege: Client, namur: Client) -> None:
    member, pole = a_member(api, liege)
    sha256 = named(liege, b"%PDF-1.7 pole", "Pole.pdf")
    meeting = cited(liege, sha256, {"poleId": pole})
    reader = api.granted("lecture", Role.READER, Bassin.LIEGE)
    others = [namur, api.visitor, api.granted("administration", Role.ADMINISTRATOR), api.client("personne")]

    seen = [shown(each, meeting)["name"] for each in (liege, member, reader)]

    assert seen == ["Pole.pdf"] * 3
    assert [shown(each, meeting) for each in others] == [None] * 4
    assert [code(get(each, sha256)) for each in others] == [(404, "NOT_FOUND")] * 4
    assert get(member, sha256).headers["content-disposition"] == 'attachment; filename="Pole.pdf"'


@pytest.mark.platform("own")
def test_a_member_who_is_replaced_reads_no_name_any_more(api: Api, liege: Client) -> None:
    member, pole = a_member(api, liege)
    sha256 = named(liege, b"%PDF-1.7 former", "Pole.pdf")
    meeting = cited(liege, sha256, {"poleId": pole})
    before = shown(member, meeting)["name"]
    operator = member.ask("{ viewer { poles { dossier { memberships { operator { id } } } } } }")
    [operators] = [each["dossier"]["memberships"] for each in operator["viewer"]["poles"]]

    for each in operators:
        liege.do(
            "replaceRepresentative",
            "pole { id }",
            sha256=stored(liege),
            poleId=pole,
            operatorId=each["operator"]["id"],
            representativeId=a_person(liege, "Jeanne"),
        )

    assert before == "Pole.pdf"
    assert shown(member, meeting) is None
    assert code(get(member, sha256)) == (404, "NOT_FOUND")


@pytest.mark.platform("own")
def test_a_purge_ends_the_name_and_leaves_that_of_another_instance(api: Api, liege: Client, namur: Client) -> None:
    content = b"%PDF-1.7 twice"
    sha256 = named(liege, content, "De Liege.pdf")
    named(namur, content, "De Namur.pdf")
    meetings = minutes(liege, sha256), minutes(namur, sha256, "NAMUR")

    liege.done("purgeDocument", "purgedDocument { id }", bassin="LIEGE", sha256=sha256, **REASON)

    gone = shown(liege, meetings[0])
    assert [gone[each] for each in ("name", "depositedOn", "depositor")] == [None] * 3
    assert recent(liege) == []
    assert code(get(liege, sha256)) == (410, "GONE")
    assert shown(namur, meetings[1])["name"] == "De Namur.pdf"
    assert get(namur, sha256).headers["content-disposition"] == 'attachment; filename="De Namur.pdf"'
    assert b"De Liege" not in stored_rows(api)
    namur.done("purgeDocument", "purgedDocument { id }", bassin="NAMUR", sha256=sha256, **REASON)
    assert api.installation.documents.read(sha256) is None
    assert b"De Namur" not in stored_rows(api)


def stored_rows(api: Api) -> bytes:
    """The rows of the vault, of the ledger and of what is read."""
    found = b""
    with psycopg.connect(api.installation.database.admin) as admin:
        for table in ("vault.deposit", "vault.document", "ledger.event", "read.attachment", "read.meeting"):
            rows = admin.execute(f"select coalesce(string_agg(t::text, ''), '') from {table} as t").fetchone()
            found += str(rows).encode()
    return found


@pytest.mark.platform("own")
def test_a_joint_act_tells_no_instance_what_another_one_keeps(api: Api, liege: Client, namur: Client) -> None:
    """The coordinator of Namur keeps the bytes under a name; that of Liège cites them in a joint project."""
    joint = Joint(liege, namur)
    joint.carried()
    content, unknown = b"%PDF-1.7 joint", b"%PDF-1.7 only at liege"
    named(namur, content, "Secret de Namur.pdf")
    digests = [named(liege, each, "Budget.pdf") for each in (content, unknown)]
    for sha256 in digests:
        title = "Budget 2026/2027"
        liege.done("attachToProject", "project { id }", projectId=joint.project, sha256=sha256, title=title)

    def seen(by: Client) -> list[str | None]:
        attachments = by.ask(PROJECT, id=joint.project)["project"]["dossier"]["attachments"]
        return [each["document"]["name"] for each in attachments]

    at_first, at_namur = seen(liege), seen(namur)
    saved = [get(namur, each).headers["content-disposition"] for each in digests]
    for sha256 in digests:
        liege.done("purgeDocument", "purgedDocument { id }", bassin="LIEGE", sha256=sha256, **REASON)

    assert (at_first, at_namur) == (["Budget.pdf", "Budget.pdf"], ["Secret de Namur.pdf", None])
    assert saved == [f'attachment; filename="{each}.pdf"' for each in ("Secret de Namur", "Budget 2026-2027")]
    assert seen(liege) == [None, None]
    assert seen(namur) == ["Secret de Namur.pdf", None]


@pytest.mark.platform("own")
def test_the_recent_documents_are_for_the_coordinators_of_the_instance(
    api: Api, liege: Client, namur: Client
) -> None:
    for number in range(32):
        named(liege, b"%%PDF-1.7 %d" % number, f"{number}.pdf")
    others = [api.granted("audit", Role.AUDITOR, Bassin.LIEGE), api.granted("lecture", Role.READER, Bassin.LIEGE)]

    assert recent(liege) == [f"{number}.pdf" for number in range(31, 1, -1)]
    assert [recent(each) for each in others] == [[], []]
    assert [recent(each) for each in (namur, api.visitor, api.client("personne"))] == [[None]] * 3


@pytest.mark.platform("own")
def test_a_deposit_for_one_instance_is_not_listed_in_another(api: Api, liege: Client, namur: Client) -> None:
    api.granted("deux", Role.COORDINATOR, Bassin.LIEGE)
    both = api.granted("deux", Role.COORDINATOR, Bassin.NAMUR)

    sha256 = named(both, b"%PDF-1.7 for liege", "De Liege.pdf", bassin="liege")
    refused = deposit(liege, b"%PDF-1.7 for namur", bassin="namur")
    unknown = deposit(liege, b"%PDF-1.7 for mars", bassin="mars")

    assert [recent(liege), recent(namur, "NAMUR")] == [["De Liege.pdf"], []]
    assert [get(each, sha256).status_code for each in (liege, namur)] == [200, 404]
    assert code(refused) == (403, "FORBIDDEN")
    assert unknown.status_code == 422


@pytest.mark.platform("own")
def test_another_instance_learns_nothing_by_depositing_the_same_bytes(liege: Client, namur: Client) -> None:
    content = b"%PDF-1.7 shared"
    named(liege, content, "De Liege.pdf")

    response = deposit(namur, content)
    meeting = minutes(namur, response.json()["sha256"], "NAMUR")

    assert response.status_code == 201
    assert shown(namur, meeting)["name"] is None
    assert recent(namur, "NAMUR") == [None]
    assert recent(liege) == ["De Liege.pdf"]


@pytest.mark.platform("own")
def test_a_forgotten_person_is_no_depositor_by_name(api: Api, liege: Client) -> None:
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    depositor = api.granted("marie", Role.COORDINATOR, Bassin.LIEGE)
    person = of_a_person(api, "marie", liege)
    meeting = minutes(liege, named(depositor, b"%PDF-1.7 hers", "PV.pdf"))
    before = shown(liege, meeting)["depositor"]

    administrator.done("forgetPerson", "forgottenPerson { id }", personId=person, reason="REQUESTED")

    after = shown(liege, meeting)
    assert before.startswith("Marie ")
    assert (after["depositor"], after["name"]) == ("Personne oubliée", "PV.pdf")


@pytest.mark.platform("own")
def test_a_depositor_reads_their_deposits_among_their_data(api: Api, liege: Client, namur: Client) -> None:
    sha256 = named(liege, b"%PDF-1.7 mine", "PV.pdf")
    named(namur, b"%PDF-1.7 mine", "Leur PV.pdf")

    found = liege.ask("{ viewer { personalData } }")["viewer"]["personalData"]

    assert found["documents"] == [{"sha256": sha256, "size": 13, "media_type": PDF}]
    assert [(each["name"], each["bassin"]) for each in found["deposits"]] == [("PV.pdf", "liege")]
