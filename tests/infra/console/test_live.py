"""Live updates of pages: their viewers, their start, and their end."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import httpx
import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.composition import watching
from efe_infra.console.live.relay import MAX_SESSION_STREAMS
from efe_infra.console.live.sse_events import EventStreamParser, SourceEvent
from efe_infra.console.sign_in.flow import COOKIE, PENDING_COOKIE
from efe_infra.console.sign_in.row_encryption import id_of
from tests.api.given import Api
from tests.api.projects import Joint, judge
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import Tab
from tests.infra.console.shown import CARRYING, OF_POLES, TRAIL, one_of_poles
from tests.infra.console.signing_in import LIEGE, signed_in
from tests.infra.console.trail_pages import known
from tests.running import on_the_network

numbers = count(1)


@pytest.fixture
def liege(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def position(api: Api) -> int:
    return int(api.visitor.ask("{ meta { position } }")["meta"]["position"])


def act(api: Api, bassin: str = "LIEGE", by: str = LIEGE) -> int:
    axis = {"kind": "METIER", "label": f"Métier suivi {next(numbers)}"}
    return int(api.client(by).done("identifyAxis", "position", bassin=bassin, axis=axis))


@contextmanager
def following(browser: Browser, query: str = "bassin=liege", **headers: str) -> Iterator[httpx.Response]:
    """A stream, as `EventSource` opens one."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    sent = {"accept": "text/event-stream", "cookie": cookies, **{k.replace("_", "-"): v for k, v in headers.items()}}
    with httpx.stream("GET", f"{browser.origin}/vivant?{query}", headers=sent, timeout=10) as response:
        yield response


def events(stream: httpx.Response) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    for line in stream.iter_lines():
        if not line:
            if "event" in fields:
                yield fields
            fields = {}
        elif ": " in line:
            name, _, value = line.partition(": ")
            fields[name] = value


def places(stream: httpx.Response, number: int) -> list[int]:
    told = events(stream)
    return [int(json.loads(next(told)["data"])["position"]) for _ in range(number)]


def test_who_was_cut_off_is_told_what_came_meanwhile_once_and_in_order(platform: Api, liege: Browser) -> None:
    with following(liege, f"bassin=liege&apres={position(platform)}") as stream:
        first = act(platform)
        told = next(events(stream))
    missed = [act(platform), act(platform)]
    with following(liege, "bassin=liege&apres=1", last_event_id=told["id"]) as stream:
        later = act(platform)

        assert places(stream, 3) == [*missed, later]
    assert (told["event"], int(told["id"])) == ("acte", first)
    assert "identifié" in json.loads(told["data"])["sentence"]


def test_several_instances_are_followed_at_once_and_the_mark_is_behind_what_comes(platform: Api) -> None:
    """A browser resumes after the mark: of no Instance may anything before it be still to come."""
    browser = Browser(platform)
    platform.granted("deux-instances", Role.READER, Bassin.LIEGE)
    platform.granted("deux-instances", Role.READER, Bassin.NAMUR)
    signed_in(browser, "deux-instances")
    start = position(platform)
    wanted = [act(platform), act(platform, "NAMUR", "coordination-namur"), act(platform)]

    with following(browser, f"bassin=liege&bassin=namur&apres={start}") as stream:
        told = events(stream)
        found = [next(told) for _ in wanted]

    seen = [int(json.loads(each["data"])["position"]) for each in found]
    assert sorted(seen) == wanted
    for place, each in enumerate(found):
        still = [other for other in wanted if other not in seen[: place + 1]]
        assert int(each.get("id", start)) < min(still, default=10**9)


def test_only_what_is_chosen_of_the_trail_is_told(platform: Api, liege: Browser) -> None:
    page = liege.get(f"{TRAIL}?sorte=pole.created.v1").text

    assert 'data-address="/vivant?bassin=liege&amp;sorte=pole.created.v1"' in page
    wanted = [int(str(each["position"])) for each in known(platform, kinds=["pole.created.v1"])]
    with following(liege, "bassin=liege&sorte=pole.created.v1&apres=1") as stream:
        assert places(stream, len(wanted)) == wanted != []


def test_it_ends_with_the_session(platform: Api, liege: Browser) -> None:
    with following(liege, f"bassin=liege&apres={position(platform)}") as stream:
        told = events(stream)
        act(platform)
        next(told)
        began = time.monotonic()
        liege.post("/deconnexion")

        assert next(told) == {"event": "fin", "data": "UNAUTHENTICATED"}
        assert list(told) == []
    assert time.monotonic() - began < 5


def test_it_keeps_no_session_from_ending(platform: Api, liege: Browser) -> None:
    """A person who left is signed out after a while, although the browser keeps its connection."""

    def seen(*moved: str) -> object:
        with psycopg.connect(platform.installation.database.admin) as connection:
            for each in moved:
                connection.execute(
                    "update console.session set seen_at = now() - %s::interval where id = %s",
                    [each, id_of(liege.cookies[COOKIE])],
                )
            query = "select seen_at from console.session where id = %s"
            return connection.execute(query, [id_of(liege.cookies[COOKIE])]).fetchone()

    before = seen("20 minutes")
    with following(liege, "bassin=liege&apres=1") as stream:
        places(stream, 1)
    liege.get(TRAIL, efe_unattended="1")

    assert seen() == before
    liege.get(TRAIL)
    assert seen() != before


@pytest.mark.parametrize("subject", ["coordination-namur", "lecture-pole-liege", "inconnu"])
def test_another_bassin_is_told_nothing(browser: Browser, subject: str) -> None:
    signed_in(browser, subject)

    with following(browser, "bassin=liege&apres=1") as stream:
        assert [each for each in events(stream) if each["event"] == "acte"] == []


def test_a_script_leads_nobody_to_sign_in(browser: Browser) -> None:
    with following(browser, "bassin=liege&apres=1") as stream:
        assert (stream.status_code, "set-cookie" in stream.headers) == (401, False)
    assert browser.get(TRAIL, sec_fetch_dest="empty").status_code == 401
    assert PENDING_COOKIE not in browser.cookies


@pytest.mark.parametrize("query", ["", "bassin=nulle-part&apres=1", "bassin=liege", "bassin=liege&apres=x"])
def test_what_is_no_place_to_begin_is_refused(liege: Browser, query: str) -> None:
    with following(liege, query) as stream:
        assert stream.status_code in {400, 404}


def test_a_session_follows_so_much_at_most(liege: Browser) -> None:
    with following(liege, "bassin=liege&apres=1"):
        pass
    opened = [following(liege, "bassin=liege&apres=1") for _ in range(MAX_SESSION_STREAMS)]
    streams = [each.__enter__() for each in opened]
    try:
        assert [each.status_code for each in streams] == [200] * MAX_SESSION_STREAMS
        with following(liege, "bassin=liege&apres=1") as refused:
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    finally:
        for each in opened:
            each.__exit__(None, None, None)


def test_a_server_that_stops_ends_it_at_once(platform: Api) -> None:
    with watching(platform.installation) as watch:
        with on_the_network(platform.installation, watch) as other:
            browser = Browser(other)
            signed_in(browser)
            stream = following(browser, "bassin=liege&apres=1")
            told = events(stream.__enter__())
            next(told)
            began = time.monotonic()
        assert time.monotonic() - began < 5
    rest = [each["data"] for each in told if each["event"] == "fin"]
    stream.__exit__(None, None, None)
    assert rest == ["GOING_AWAY"]


def test_bytes_are_read_however_they_are_cut() -> None:
    sent = b'id: 7\nevent: next\ndata: {"data":{"auditEntries":{"position":"7","sentence":""}}}\n\n:\n\nid: 9\n:\n\n'
    ending = b'event: next\ndata: {"errors":[{"message":"","extensions":{"code":"FORBIDDEN"}}]}\n\n'
    reading = EventStreamParser()

    found = [piece for at in range(len(sent + ending)) for piece in reading.feed((sent + ending)[at : at + 1])]

    assert [(each.position, each.entry and each.entry.position, each.ends) for each in found] == [
        (7, 7, None),
        (None, None, None),
        (9, None, None),
        (None, None, "FORBIDDEN"),
    ]
    assert found[1] == SourceEvent()


# ---- In a browser


def test_a_page_shows_it_by_itself(platform: Api, liege: Browser, opened: Tab) -> None:
    opened.take(liege.cookies)
    opened.go(TRAIL, "!!document.querySelector('.lines li')")
    opened.violations.clear()
    opened.run("document.querySelector('.lines li:nth-child(2) a').focus()")
    focused = opened.run("document.activeElement.href")

    recorded = act(platform)
    opened.wait(f"document.querySelector('.lines li').id === 'p{recorded}'")

    assert opened.run("document.getElementById('vivant').getAttribute('role')") == "status"
    assert opened.run("document.getElementById('vivant').textContent").startswith("Nouvel acte\u00a0: Axe")
    assert opened.run("document.activeElement.href") == focused
    assert opened.violations == []


def test_the_verdict_of_another_instance_appears_on_an_open_board(platform: Api, liege: Browser, opened: Tab) -> None:
    namur = platform.client("coordination-namur")
    joint = Joint(platform.client(LIEGE), namur, mark=f" suivi {next(numbers)}").submitted()
    opened.take(liege.cookies)
    opened.go(joint.project.replace("Project:", "/projets/"), "!!document.querySelector('.board')")
    refused = "[...document.querySelectorAll('.board li')].some((each) => each.innerText.includes('Refus'))"
    before = opened.run(refused)

    judge(namur, "NAMUR", joint.project, "REFUSED", reasons="Trop loin.")
    opened.wait(refused)

    assert not before
    assert opened.violations == []


@pytest.mark.parametrize("kind", OF_POLES)
def test_a_page_of_one_object_follows_its_instance(liege: Browser, kind: str) -> None:
    path = one_of_poles(liege, kind)

    assert 'data-address="/vivant?bassin=liege"' in liege.get(path).text
    assert "data-address" not in liege.get(f"{path}?a=470").text


def test_who_reads_no_trail_has_pages_that_ask_for_themselves_again(
    platform: Api, browser: Browser, opened: Tab
) -> None:
    signed_in(browser, "membre-cefa-liege")
    liege = platform.client(LIEGE)
    pole = CARRYING.replace("/poles/", "Pole:")
    title = f"Décision suivie {next(numbers)}"
    opened.take(browser.cookies)
    opened.go(CARRYING, "document.getElementById('vivant').dataset.every === '30'")
    opened.violations.clear()

    liege.done("proposeDecision", "decision { id }", poleId=pole, kind="DECISION", title=title, text="Un texte.")
    platform.catch_up()
    opened.run("document.dispatchEvent(new Event('visibilitychange'))")  # as when one comes back to it
    opened.wait(f"document.querySelector('main').innerText.includes('{title}')")

    assert opened.run("document.getElementById('vivant').textContent") == "Cette page vient de changer."
    assert opened.violations == []
    assert "vivant" not in Browser(platform).get(CARRYING).text
