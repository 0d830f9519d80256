"""`/a-faire`: what waits for who is signed in, and for nobody else."""

import re
from collections import Counter
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest

from efe_infra.console.home.task_groups import ALIKE_WORDS, time_of
from efe_infra.console.register.task_buttons import BUTTONS, button_of
from efe_infra.console.register.task_kinds import BY_COMMAND, COMMAND_FORMS, KINDS, STEPS, label_of
from efe_infra.console.web import task_count
from efe_infra.console.web.generated import WaitingTaskConnection, WaitingViewer
from efe_infra.console.web.task_count import TaskCountCache
from tests.api.given import TODAY, Api, a_pole
from tests.api.meetings import a_body, convened
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.signing_in import address_back, signed_in

PATH = "/a-faire"
TASKS = """
    query ($day: Date) { viewer { tasks(first: 50, inForceOn: $day) {
        totalCount edges { node { kind due command member { name } subject { __typename id } } }
    } } }
"""
KINDS_OF_THE_CONTRACT = '{ __type(name: "TaskKind") { enumValues { name } } meta { rules { key } } }'
LATER = "2031-01-01"
"""By then every deadline of the demonstration has passed."""


def test_the_button_of_each_task_is_the_verb_of_its_act() -> None:
    by_kind = {(kind, None) for kind, label in KINDS.items() if label.command not in {"", BY_COMMAND}}
    by_command = {(kind, command) for kind in KINDS.keys() - BUTTONS.keys() for command in COMMAND_FORMS}
    buttons = {each: button_of(*each) for each in by_kind | STEPS.keys() if label_of(*each).command}
    buttons |= {each: button_of(*each) for each in by_command if KINDS[each[0]].command == BY_COMMAND}

    assert len(buttons) > len(BUTTONS)
    assert [each for each in buttons.values() if not re.match(r"\w+(er|ir|re) ", each)] == []


def known(api: Api, subject: str, day: str | None = None) -> list[dict[str, Any]]:
    """The tasks of one page."""
    answer = api.client(subject).ask(TASKS, day=day)["viewer"]["tasks"]
    return [each["node"] for each in answer["edges"]]


def lines(page: str) -> list[str]:
    return re.findall(r'<p class="what">(.*?)(?: <span.*?)?</p>', page)


@pytest.mark.parametrize("subject", ["coordination-liege", "coordination-namur", "membre-cefa-liege"])
@pytest.mark.parametrize("day", [None, LATER])
def test_the_list_is_that_of_the_contract_in_its_order(browser: Browser, subject: str, day: str | None) -> None:
    signed_in(browser, subject)
    page = browser.get(f"{PATH}?en-vigueur={day}" if day else PATH).text
    tasks = known(browser.api, subject, day)

    on = date.fromisoformat(day) if day else TODAY
    dues = [date.fromisoformat(str(each["due"])) if each["due"] else None for each in tasks]
    rows = [(time_of(due, on), str(each["kind"])) for each, due in zip(tasks, dues, strict=True)]
    counts = Counter(rows)
    together = {row for row in rows if row[1] in ALIKE_WORDS and counts[row] > 1}
    words = [str(ALIKE_WORDS[kind](counts[time, kind])) for time, kind in together]
    words += [label_of(*pair).words for pair, row in zip(pairs(tasks), rows, strict=True) if row not in together]
    shown = [unescape(each).replace("\N{NO-BREAK SPACE}", " ") for each in lines(page)]
    assert sorted(shown) == sorted(words)
    assert ("En retard" in Outline(page).text) is any(time == "retard" for time, _ in rows)


def pairs(tasks: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(str(each["kind"]), each["command"]) for each in tasks]


def test_a_coordinator_sees_what_others_owe_on_joint_projects(browser: Browser) -> None:
    signed_in(browser)
    page = plain(browser.get(PATH).text)
    others = page.partition("Suivi")[0].rpartition("Chez les autres")[2]

    assert "Huy-Waremme" in others
    assert "Donner le verdict de l'Instance" in others


def test_somebody_has_something_to_do_and_the_menu_says_how_much_on_every_page(browser: Browser) -> None:
    signed_in(browser)
    count = browser.api.client("coordination-liege").ask(TASKS)["viewer"]["tasks"]["totalCount"]

    assert count > 0
    for path in (PATH, "/", "/instances/liege"):
        assert f"À faire {count}" in Outline(browser.get(path).text).text


def test_pages_count_again_once_something_is_recorded_but_those_of_the_past(
    browser: Browser,
) -> None:
    signed_in(browser)
    counted = re.compile(r"À faire (\d+)")

    def shown(path: str) -> int:
        return int(counted.findall(Outline(browser.get(path).text).text)[0])

    before = shown("/instances/liege")
    liege = browser.api.client("coordination-liege")
    convened(liege, a_body(liege, name=f"Chambre {uuid4().hex}"), -3)

    assert shown("/instances/liege?a=300") == before
    assert shown("/instances/liege") == before + 1
    assert shown("/instances/liege?a=300") == before + 1


def test_counts_are_kept_for_so_many_and_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    now, day, position = [0.0], [date(2026, 11, 29)], [7]
    monkeypatch.setattr(task_count, "monotonic", lambda: now[0])
    monkeypatch.setattr(task_count, "today", lambda: day[0])
    counts = TaskCountCache(lambda: position[0])
    for each in range(task_count.MAX_CACHED_COUNTS + 1):
        tasks = WaitingTaskConnection(total_count=each)
        counts.put(str(each), WaitingViewer(grants=(), poles=(), tasks=tasks), 7)

    def known_at(seconds: float) -> tuple[int | None, ...]:
        now[0] = seconds
        found = [counts.get("1", may_be_old=may_be_old) for may_be_old in (False, True)]
        return tuple(each.tasks.total_count if each else None for each in found)

    assert (counts.get("0", may_be_old=True), known_at(0)) == (None, (1, 1))
    assert (known_at(59), known_at(60)) == ((1, 1), (None, None))
    position[0] = 8
    assert (known_at(9), known_at(10)) == ((None, 1), (None, None))
    position[0], day[0] = 7, date(2026, 11, 30)
    assert known_at(1) == (None, None)


def test_each_line_has_its_rule_and_its_object(browser: Browser) -> None:
    signed_in(browser)
    page = browser.get(PATH).text

    for each in known(browser.api, "coordination-liege"):
        assert f'href="/aide/regles/{KINDS[str(each["kind"])].rule}"' in page


def test_who_has_nothing_to_do_is_told_in_words(browser: Browser) -> None:
    signed_in(browser, "quelqu'un")
    page = Outline(browser.get(PATH).text).text

    assert "Rien ne vous attend" in page
    assert not re.search(r"À faire \d", page)


def test_a_visitor_signs_in_first_and_comes_back(browser: Browser) -> None:
    assert PATH not in browser.get("/").text
    led = browser.get(PATH)
    back = browser.get(address_back(browser, browser.get(led.headers["location"]).headers["location"]))

    assert (led.status_code, back.headers["location"]) == (303, PATH)


def test_every_kind_has_words_and_a_rule_of_the_law(platform: Api) -> None:
    answer = platform.visitor.ask(KINDS_OF_THE_CONTRACT)

    assert KINDS.keys() == {each["name"] for each in answer["__type"]["enumValues"]}
    assert {each.rule for each in KINDS.values()} <= {each["key"] for each in answer["meta"]["rules"]}


def test_pages_show_the_next_step_with_its_form_to_who_may_act(browser: Browser) -> None:
    """A pôle in preparation lacks its colleges: its page says so, and leads to the form that designates a member."""
    liege = browser.api.client("coordination-liege")
    path = f"/poles/{a_pole(liege, f'Atelier {uuid4().hex}').partition(':')[2]}"
    auditor, other = (Browser(browser.api) for _ in range(2))
    for each, subject in ((browser, "coordination-liege"), (auditor, "audit-liege"), (other, "coordination-namur")):
        signed_in(each, subject)

    own, audited = (plain(each.get(path).text) for each in (browser, auditor))

    assert "Prochaine étape" in own
    assert "Compléter la composition du pôle, puis le constituer" in own
    assert "Le pôle n'est pas constitué." in own
    assert f'href="{path}/actes/composer"' in browser.get(path).text
    assert browser.get(f"{path}/actes/composer").status_code == 200
    assert "On attend quelqu'un d'autre" in audited
    assert "/actes/composer" not in auditor.get(path).text
    [reminder] = re.findall(r'href="(mailto:[^"]+)"', auditor.get(path).text)
    assert unquote(reminder).endswith(f"puis le constituer. {browser.api.http.url}{path}")
    assert other.get(path).status_code == 404


def plain(page: str) -> str:
    return Outline(page).text.replace("\N{NO-BREAK SPACE}", " ")
