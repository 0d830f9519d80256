"""`/decisions/{key}`: who said what, what is missing, and the acts of members."""

import re
from html import unescape
from uuid import uuid4

import pytest

from tests.api.decisions import propose, representing, say
from tests.api.documents import stored
from tests.api.given import KINDS, Api, Client, a_pole, an_operator, day, represented
from tests.hostile.pen.evenings import met
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import XSS, hidden, status_after
from tests.infra.console.shown import offers_acts
from tests.infra.console.signing_in import signed_in


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def discussed(liege: Client) -> tuple[str, str, list[str]]:
    """A decision by its address, its pôle, and the members, one of each college."""
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    members = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    represented(liege, pole, members)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-900))
    proposed = propose(liege, pole, title="Titre <b>", text=f"Le texte. {XSS}")
    return proposed["id"].replace("Decision:", "/decisions/"), pole, members


def missing(page: str) -> list[str]:
    listed = page.partition("Pour que le texte soit adopté")[2].partition("</ul>")[0]
    lines = re.findall(r'<li class="no">(.*?)</li>', listed)
    return [unescape(re.sub(r"<[^>]+>", "", each)).replace("\N{NO-BREAK SPACE}", " ") for each in lines]


def offered_acts(page: str, path: str) -> set[str]:
    """Forms to which a page of a decision leads, but for those of its documents."""
    return {*re.findall(rf"{path}/actes/(\w+)", page)} - {"joindre", "erratum"}


def test_members_speak_object_and_the_text_is_adopted(
    browser: Browser, liege: Client, discussed: tuple[str, str, list[str]]
) -> None:
    path, pole, members = discussed
    meeting = met(liege, pole, members)
    signed_in(browser)
    before = missing(browser.get(path).text)
    early = browser.get(f"{path}/actes/adopter")
    said = [
        status_after(
            browser, f"{path}/actes/position", operatorId=each, stance=stance, words=XSS, basisMeetingId=meeting
        )
        for each, stance in zip(members, ("AGREE", "AGREE", "OBJECT"), strict=True)
    ]
    page = browser.get(path)

    assert len(before) == 3
    assert before[-1] == "Un accord au moins"
    assert (early.status_code, "NOT_EVERYONE_CONSULTED" in early.text) == (409, True)
    assert said == [303, 303, 303]
    assert page.text.count("dite à la réunion du") == 3
    assert Outline(page.text).scripts == {"module"}  # none of what was typed
    assert "img" not in Outline(page.text).tags
    assert missing(page.text) == ["Aucune objection qui tienne : n° 1 n'est pas retirée"]
    assert "Soulevée" in page.text
    assert "OBJECTION_STANDS" in page.text


def test_a_text_on_which_all_agree_is_adopted(
    browser: Browser, liege: Client, discussed: tuple[str, str, list[str]]
) -> None:
    path, _, members = discussed
    signed_in(browser)
    note = stored(liege, b"%PDF-1.7 note of a call")
    without = browser.post(
        f"{path}/actes/position",
        hidden(browser.get(f"{path}/actes/position").text) | {"operatorId": members[0], "stance": "AGREE"},
    )
    assert (without.status_code, "NO_BASIS" in without.text) == (422, True)
    for each in members:
        assert status_after(browser, f"{path}/actes/position", operatorId=each, stance="AGREE", sha256=note) == 303
    assert note in browser.get(path).text
    assert "Chacun est consulté, les trois collèges" in browser.get(path).text

    assert status_after(browser, f"{path}/actes/adopter") == 303
    page = browser.get(path).text
    assert "Adoptée par consensus" in page
    for slug, state in (("communiquer", "Communiquée"), ("recevoir", "Reçue")):
        assert offered_acts(browser.get(path).text, path) == {slug}
        assert status_after(browser, f"{path}/actes/{slug}") == 303
        assert f"{state}</span>" in browser.get(path).text
    assert offered_acts(browser.get(path).text, path) == set()


def test_a_member_speaks_for_itself_alone(
    platform: Api, browser: Browser, liege: Client, discussed: tuple[str, str, list[str]]
) -> None:
    _, pole, [company, training, _] = discussed
    name = f"Lamy{uuid4().hex}"
    representing(platform, liege, pole, company, name)
    path = propose(liege, pole, title=f"Autre {name}")["id"].replace("Decision:", "/decisions/")
    signed_in(browser, name)
    form = f"{path}/actes/position"
    data = hidden(browser.get(form).text)

    todo = browser.get("/a-faire").text
    assert f'href="{path}"' in todo
    assert f'href="{form}"' in todo
    assert company in browser.get(form).text
    assert training not in browser.get(form).text
    other = browser.post(form, data | {"operatorId": training, "stance": "AGREE"})
    assert (other.status_code, "dans la liste" in other.text) == (422, True)
    assert browser.post(form, data | {"operatorId": company, "stance": "AGREE"}).status_code == 303
    assert f'href="{path}"' not in browser.get("/a-faire").text


def test_an_objection_is_answered_by_the_pole_and_maintained_or_withdrawn_by_its_author(
    platform: Api, browser: Browser, liege: Client, discussed: tuple[str, str, list[str]]
) -> None:
    _, pole, [company, training, _] = discussed
    authors = {each: f"Lamy{uuid4().hex}" for each in (company, training)}
    for each, name in authors.items():
        representing(platform, liege, pole, each, name)
    path = propose(liege, pole, title="Autre")["id"].replace("Decision:", "/decisions/")
    author, other = Browser(platform), Browser(platform)
    signed_in(author, authors[company])
    signed_in(other, authors[training])
    signed_in(browser)
    assert (
        status_after(author, f"{path}/actes/position", operatorId=company, stance="OBJECT", words="Trop cher") == 303
    )

    assert {*re.findall(r"actes/(\w+)/1\"", other.get(path).text)} == {"repondre"}
    assert f'href="{path}/actes/repondre/1"' in other.get("/a-faire").text
    assert status_after(browser, f"{path}/actes/repondre/1", answer=XSS) == 303
    assert {*re.findall(r"actes/(\w+)/1\"", author.get(path).text)} == {"maintenir", "retirer"}
    assert re.findall(r"actes/(\w+)/1\"", other.get(path).text) == []
    for slug in ("maintenir", "retirer"):
        refused = other.get(f"{path}/actes/{slug}/1")
        assert refused.status_code == 403
        assert status_after(author, f"{path}/actes/{slug}/1", reason="Pour cela") == 303
    assert Outline(author.get(path).text).scripts == {"module"}  # none of what was typed
    assert author.get(f"{path}/actes/repondre/2").status_code == 404
    amended = {"title": "Autre", "text": "Moins cher"}
    refused = author.get(f"{path}/actes/amender")
    assert (refused.status_code, "au compte qui a proposé la décision" in unescape(refused.text)) == (409, True)
    assert status_after(browser, f"{path}/actes/amender", **amended) == 303
    assert "Moins cher" in author.get(path).text


def test_only_the_proposer_and_coordinators_amend_a_decision_announce_its_deadline_and_close_it(
    platform: Api, browser: Browser, liege: Client, discussed: tuple[str, str, list[str]]
) -> None:
    _, pole, [company, training, _] = discussed
    names = [f"Lamy{uuid4().hex}" for _ in range(2)]
    proposer, _ = [
        representing(platform, liege, pole, *each) for each in zip((company, training), names, strict=True)
    ]
    path = propose(proposer, pole, title="Par un membre")["id"].replace("Decision:", "/decisions/")
    offered = {}
    for name in (*names, "coordination-liege"):
        signed_in(browser, name)
        offered[name] = offered_acts(browser.get(path).text, path)
        forms = [browser.get(f"{path}/actes/{slug}").status_code for slug in ("amender", "clore", "delai")]
        assert forms == [409 if name == names[1] else 200, 409, 409 if name == names[1] else 200]

    assert offered[names[0]] == {"position", "amender", "delai"}
    assert offered["coordination-liege"] == offered[names[0]] | {"positions"}
    assert offered[names[1]] == {"position"}


def test_a_deadline_is_announced_and_a_decision_closed_once_all_spoke(
    browser: Browser, liege: Client, discussed: tuple[str, str, list[str]]
) -> None:
    path, pole, members = discussed
    signed_in(browser)
    form = f"{path}/actes/delai"
    short = browser.post(form, hidden(browser.get(form).text) | {"deadline": day(3)})
    assert (short.status_code, "DEADLINE_TOO_SHORT" in short.text) == (422, True)
    assert status_after(browser, form, deadline=day(9)) == 303
    assert "Dernier jour annoncé" in browser.get(path).text
    early = browser.get(f"{path}/actes/clore")
    assert (early.status_code, "CONSULTATION_UNDER_WAY" in early.text) == (409, True)
    other = propose(liege, pole, title="Autre", deadline=day(2))
    page = other["id"].replace("Decision:", "/decisions/")
    assert "Le délai annoncé ne compte pas" in browser.get(page).text.replace("\N{NO-BREAK SPACE}", " ")
    for each in members:
        say(liege, other, each, "ABSTAIN")
    assert status_after(browser, f"{page}/actes/clore", reason="Remis") == 303
    assert "Sans consensus" in browser.get(page).text


def test_a_member_who_may_not_read_the_trail_keeps_what_was_typed_on_a_conflict(
    platform: Api, browser: Browser, liege: Client, discussed: tuple[str, str, list[str]]
) -> None:
    _, pole, [company, training, _] = discussed
    name = f"Lamy{uuid4().hex}"
    representing(platform, liege, pole, company, name)
    proposed = propose(liege, pole, title=f"Autre {name}")
    form = proposed["id"].replace("Decision:", "/decisions/") + "/actes/adopter"
    signed_in(browser, name)
    data = hidden(browser.get(form).text) | {"source": "À revoir"}
    say(liege, proposed, training)
    page = browser.post(form, data)
    again = browser.post(form, hidden(page.text) | {"source": "À revoir"})

    assert (page.status_code, "VERSION_CONFLICT" in page.text, "À revoir" in page.text) == (409, True, True)
    assert (again.status_code, "VERSION_CONFLICT" in again.text) == (422, False)


@pytest.mark.parametrize("subject", ["coordination-namur", "audit-liege", "quelqu'un"])
def test_who_may_not_sees_no_form_and_is_refused(
    browser: Browser, discussed: tuple[str, str, list[str]], subject: str
) -> None:
    path, _, members = discussed
    signed_in(browser, subject)
    for slug in ("position", "adopter"):
        shown = browser.get(f"{path}/actes/{slug}")
        answer = browser.post(f"{path}/actes/{slug}", {"operatorId": members[0], "stance": "AGREE"})
        assert shown.status_code == answer.status_code
        assert shown.status_code in {403, 404}
        assert 'name="commandId"' not in shown.text + answer.text
    assert not offers_acts(browser.get(path).text)


def test_a_decision_that_is_not_communicated_is_not_there_for_others(
    browser: Browser, discussed: tuple[str, str, list[str]]
) -> None:
    path, _, _ = discussed

    assert browser.get(path).status_code == 404
    assert browser.get(f"/decisions/{uuid4()}").status_code == 404
