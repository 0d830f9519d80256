"""Every kind of paper of the demonstration, in three languages: a valid PDF with names, and without codes."""

import re
from base64 import b64encode
from functools import partial
from io import BytesIO
from typing import Final

import pytest
from docx import Document
from pypdf import PdfReader

from efe_domain.law.rules import Rule
from efe_domain.shared.messages import Language
from efe_infra.console.language.translatable import Locale
from efe_infra.console.letterhead.logo import UnreadableLogo, logo_of
from efe_infra.papers import content
from efe_infra.samples.demo.logo import LOGO
from tests.api.given import Api
from tests.api.meetings import convened
from tests.infra.console.paper_objects import KEYS, QUERY, key, nodes, paths_of
from tests.infra.console.printed_papers import COORDINATORS, printed, text_of
from tests.infra.console.signing_in import LIEGE

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")
CODE = re.compile(r"\b[A-Z]{3,}_[A-Z_]+\b|\bPS-[A-Z]+\b|%\(\w+\)s|\bNone\b")


@pytest.fixture(scope="module")
def paths(platform: Api) -> dict[str, tuple[str, str]]:
    return paths_of(platform, COORDINATORS)


HELD_MEETINGS: Final = "{ meetings(first: 100, filter: {bassin: LIEGE}) { edges { node { pole { id } } } } }"


def test_the_demonstration_has_an_object_of_each_kind(paths: dict[str, tuple[str, str]]) -> None:
    assert {*KEYS} - {*paths} == set()


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_each_kind_is_printed_with_names_and_without_codes(
    platform: Api, paths: dict[str, tuple[str, str]], language: str
) -> None:
    for kind, (path, subject) in paths.items():
        file = printed(platform, path, subject, language)
        text, pdf = text_of(file), PdfReader(BytesIO(file))

        assert str(pdf.root_object["/Lang"]).startswith(language), kind
        assert not UUID.findall(text), (kind, UUID.findall(text))
        rules = {str(rule) for rule in Rule if kind == "report"}  # it quotes the sentences of the law by their keys
        assert not {*CODE.findall(text)} - rules, kind


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_paper_of_an_example_says_so(platform: Api, language: str) -> None:
    query = "{ poles(first: 100, filter: { bassin: LIEGE }) { edges { node { id illustrative } } } }"
    poles = nodes(platform.client(LIEGE).ask(query), "poles")
    path = next(f"/actes/creation/{key(each)}.pdf" for each in poles if each["illustrative"])
    words = content.EXAMPLE.render(Locale(Language(language))).replace("'", "’").replace(" :", "\xa0:")

    text = " ".join(text_of(printed(platform, path, LIEGE, language)).replace("\n", " ").split(" "))

    assert text.count(words) == 2, "below its title and in its footer"


def test_the_same_state_gives_the_same_bytes(platform: Api, paths: dict[str, tuple[str, str]]) -> None:
    path, subject = paths["minutes"]

    assert printed(platform, path, subject, "fr") == printed(platform, path, subject, "fr")


def test_minutes_are_an_editable_file_until_they_are_adopted(platform: Api) -> None:
    client = platform.client("coordination-liege")
    meetings = nodes(client.ask(QUERY), "meetings")
    draft = next(key(each) for each in meetings if each["heldOn"] and not each["minutesAdoptedOn"])
    adopted = next(key(each) for each in meetings if each["minutesAdoptedOn"])
    get = partial(client.http.client.get, headers=client.headers)

    file = client.http.portal.call(get, f"/actes/minutes/{draft}.docx")
    final = client.http.portal.call(get, f"/actes/minutes/{adopted}.docx")

    words = "\n".join(each.text for each in Document(BytesIO(file.content)).paragraphs)
    assert "Projet : ce procès-verbal n'est pas encore adopté." in words
    assert "Ordre du jour" in words
    assert final.status_code == 404


def test_a_cancelled_meeting_has_no_attendance_list(platform: Api) -> None:
    liege = platform.client(LIEGE)
    [*_, pole] = (each["pole"]["id"] for each in nodes(liege.ask(HELD_MEETINGS), "meetings") if each["pole"])
    meeting = convened(liege, {"poleId": pole}, 9)
    path = f"/actes/attendance/{meeting.partition(':')[2]}.pdf"
    before = liege.http.portal.call(partial(liege.http.client.get, path, headers=liege.headers))
    liege.done("cancelMeeting", "meeting { id }", meetingId=meeting, reason="Grève.")

    after = liege.http.portal.call(partial(liege.http.client.get, path, headers=liege.headers))

    assert (before.status_code, after.status_code) == (200, 404)


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        LOGO[:-20],
        LOGO.replace(b"IDAT", b"IDAX"),
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
    ],
)
def test_a_damaged_logo_is_left_out(picture: bytes) -> None:
    with pytest.raises(UnreadableLogo):
        logo_of(b64encode(picture).decode())

    assert logo_of(b64encode(LOGO).decode()).startswith('<svg xmlns="http://www.w3.org/2000/svg" width="240"')


def test_a_logo_that_no_decoder_reads_costs_no_paper(
    platform: Api, paths: dict[str, tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = LOGO.index(b"IDAT") + len(b"IDAT")
    damaged = b64encode(LOGO[:start] + b"garbage" + LOGO[start + 7 :]).decode()
    svg = logo_of(b64encode(LOGO).decode()).replace(b64encode(LOGO).decode(), damaged)
    monkeypatch.setattr(content, "logo_of", lambda _: svg)

    text = text_of(printed(platform, *paths["decision"], "fr"))

    assert "Le logo de l'Instance ne peut être lu" in text.replace("’", "'")
    assert "La présidence de l'Instance" in text.replace("’", "'")
