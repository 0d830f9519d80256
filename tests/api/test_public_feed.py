"""The Atom feeds: what every visitor sees, under names that tell nothing of what is hidden."""

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import feedparser
import httpx
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.http.endpoints import public_feed
from efe_infra.http.endpoints.atom import MEDIA, xml_text
from efe_infra.http.endpoints.public_feed import COST
from efe_infra.postgres.database import Database
from tests.api.decisions import an_adopted_decision, propose
from tests.api.documents import code
from tests.api.given import Api, Client, a_pole, composed, day
from tests.api.opinions import an_opinion
from tests.api.projects import Joint, a_constituted_pole, hash_of, judge
from tests.running import serving

pytestmark = pytest.mark.platform("module")

REMARKABLE = 'Soudure & <b>fer</b> "à l’œuvre" ]]>'


def fetch(by: Client, address: str = "/flux/liege.atom", **headers: str) -> httpx.Response:
    sent = partial(by.http.client.get, address, headers={"host": "localhost:8000", **by.headers, **headers})
    return by.http.portal.call(sent)


def read(by: Client, address: str = "/flux/liege.atom", **headers: str) -> Any:
    """The feed, as a reader of feeds understands it."""
    response = fetch(by, address, **headers)
    assert (response.status_code, response.headers["content-type"]) == (200, MEDIA)
    feed = feedparser.parse(response.content, sanitize_html=False)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def titles(by: Client, address: str = "/flux/liege.atom") -> list[str]:
    return [entry.title for entry in read(by, address).entries]


def entry_of(feed: Any, key: str) -> list[Any]:
    return [entry for entry in feed.entries if key.partition(":")[2] in entry.link]


def a_dossier(by: Client, name: str, constituted: str | None = None) -> None:
    """Records what no visitor sees, also of a pôle that every visitor sees."""
    pole = a_pole(by, f"Caché {name}")
    composed(by, pole)
    if constituted:
        propose(by, constituted, title=f"Décision cachée {name}")
    an_opinion(by)
    by.done("renamePole", "pole { id }", poleId=pole, name=f"Caché autrement {name}", effectiveOn=day(-1))
    by.done("registerPerson", "person { id }", givenName="Jeanne", familyName="Cachée")


def test_each_public_act_is_an_entry_with_its_page(api: Api, liege: Client) -> None:
    pole, members = a_constituted_pole(liege, mark=" public")
    decision = an_adopted_decision(liege, pole, members)["id"]
    hidden = titles(api.visitor)
    liege.done("communicateDecision", "decision { id }", decisionId=decision)
    an_opinion(liege, transmitted=True)

    feed = read(api.visitor)

    assert not any(each.startswith("Décision communiquée") for each in hidden)
    assert [each.title.partition(" : ")[0] for each in feed.entries[:3]] == [
        "Avis transmis",
        "Décision communiquée",
        "Pôle constitué",
    ]
    [entry] = entry_of(feed, pole)
    assert entry.link == f"http://localhost:8000/poles/{pole.removeprefix('Pole:')}?langue=fr"
    assert entry.id == uuid5(UUID(pole.removeprefix("Pole:")), "constituted ").urn
    assert "Bassin : Liège." in entry.summary
    page = api.visitor.http.portal.call(partial(api.visitor.http.client.get, urlsplit(entry.link).path))
    assert page.status_code == 200


def test_what_no_visitor_sees_changes_nothing_in_a_feed(api: Api, liege: Client) -> None:
    pole, _ = a_constituted_pole(liege, mark=" avant")
    before = {address: fetch(api.visitor, address).content for address in ("/flux.atom", "/flux/liege.atom")}

    for nth in range(5):
        a_dossier(liege, str(nth), pole)

    assert {address: fetch(api.visitor, address).content for address in before} == before


def test_names_of_entries_are_made_of_objects_and_acts_alone(api: Api, liege: Client) -> None:
    first, _ = a_constituted_pole(liege, mark=" un")
    for nth in range(5):
        a_dossier(liege, f"entre {nth}", first)
    second, _ = a_constituted_pole(liege, mark=" deux")

    feed = read(api.visitor)

    for pole in (first, second):
        assert [each.id for each in entry_of(feed, pole)] == [
            uuid5(UUID(pole.removeprefix("Pole:")), "constituted ").urn
        ]


def test_an_account_with_rights_gets_the_feed_of_a_visitor(api: Api, liege: Client) -> None:
    a_dossier(liege, "avec compte")

    assert fetch(liege).content == fetch(api.visitor).content


def test_the_verdicts_show_what_a_visitor_counts(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" conjoint").submitted()
    submitted = titles(api.visitor)
    judge(liege, "LIEGE", joint.project)
    one = titles(api.visitor)
    judge(namur, "NAMUR", joint.project, "REFUSED", reasons="Le budget manque.")
    both = read(api.visitor)

    name = "Un plateau technique partagé"
    assert submitted[0] == f"Projet soumis : {name}"
    assert one[0] == f"Verdicts rendus sur le projet (1 sur 2) : {name}"
    assert both.entries[0].title == f"Accord partiel des Instances sur le projet : {name}"
    assert "Liège, Namur" in both.entries[0].summary
    assert titles(api.visitor, "/flux/namur.atom")[0] == both.entries[0].title
    assert len([each for each in both.entries if each.id == both.entries[0].id]) == 1


def test_a_revised_verdict_that_no_visitor_sees_moves_nothing(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" revu").submitted()
    judge(liege, "LIEGE", joint.project)
    before = fetch(api.visitor).content

    judged = {"projectId": joint.project, "bassin": "LIEGE", "contentHash": hash_of(liege, joint.project)}
    revised = {"verdict": "REFUSED", "reasons": "Le budget manque.", "withoutMeeting": "Procédure écrite."}
    liege.done("reviseVerdict", "project { id }", **judged, **revised, why="Nouvel examen.")

    assert fetch(api.visitor).content == before


def test_a_withdrawn_act_disappears(api: Api, liege: Client) -> None:
    pole = a_pole(liege, "À retirer")
    composed(liege, pole)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-30))
    assert entry_of(read(api.visitor), pole)
    second = api.granted("second of Liège", Role.COORDINATOR, Bassin.LIEGE)
    version = liege.ask("query ($id: ID!) { pole(id: $id) { version } }", id=pole)["pole"]["version"]
    liege.done("withdrawAct", "entity { id }", entityId=pole, act=version, reason="Sans quorum.", effectiveOn=day(0))
    second.done("confirmWithdrawal", "entity { id }", entityId=pole, proposal=version + 1)

    visible = api.visitor.ask("query ($id: ID!) { pole(id: $id) { name } }", id=pole)["pole"]
    assert bool(entry_of(read(api.visitor), pole)) == bool(visible)


def test_a_correction_is_an_update_under_the_same_name(api: Api, liege: Client) -> None:
    pole, _ = a_constituted_pole(liege, mark=" à corriger")
    [before] = entry_of(read(api.visitor), pole)
    change = {"version": 1, "patch": {"name": "Chauffage corrigé"}}
    liege.done("rectify", "entity { id }", entityId=pole, changes=[change], reason="Faute de frappe.")

    [after] = entry_of(read(api.visitor), pole)

    assert (before.id, after.title) == (after.id, "Pôle constitué : Chauffage corrigé")
    assert after.updated > before.updated
    assert read(api.visitor).entries[0].id == after.id


def test_a_renewal_is_named_by_its_term(api: Api, liege: Client) -> None:
    pole, _ = a_constituted_pole(liege, mark=" dissous")
    liege.done("dissolvePole", "pole { id }", poleId=pole, reason="Fusion.", effectiveOn=day(-1))

    assert [each.title.partition(" : ")[0] for each in entry_of(read(api.visitor), pole)] == [
        "Pôle dissous",
        "Pôle constitué",
    ]


def test_markup_in_a_title_is_text(api: Api, liege: Client) -> None:
    pole, _ = a_constituted_pole(liege, mark=f" {REMARKABLE}")

    [entry] = entry_of(read(api.visitor), pole)

    assert entry.title == f"Pôle constitué : Chauffage {REMARKABLE}"
    assert entry.title_detail.type == "text/plain"


def test_characters_that_xml_does_not_allow_are_replaced() -> None:
    hostile = "a\x00b\x0bc\x1bd\ud800e\ufffef\uffffg\t\n€\U0001f600"

    assert xml_text(hostile) == "a�b�c�d�e�f�g\t\n€\U0001f600"


def test_pages_follow_each_other_without_a_gap(api: Api, liege: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for nth in range(4):
        a_constituted_pole(liege, mark=f" suite {nth}")
        a_dossier(liege, f"suite {nth}")
    whole = [entry.id for entry in read(api.visitor).entries]
    monkeypatch.setattr(public_feed, "MAX_ENTRIES", 2)

    found, address = list[str](), "/flux/liege.atom"
    while address:
        feed = read(api.visitor, address)
        found += [entry.id for entry in feed.entries]
        following = [each.href for each in feed.feed.links if each.rel == "next"]
        address = following[0].removeprefix("http://localhost:8000") if following else ""

    assert list(dict.fromkeys(found)) == whole
    assert len(whole) > 4


def test_a_feed_is_sent_once_until_it_changes(api: Api, liege: Client) -> None:
    tag = fetch(api.visitor).headers["etag"]

    assert fetch(api.visitor, **{"If-None-Match": f'"other", W/{tag}'}).status_code == 304
    assert fetch(api.visitor).headers["cache-control"] == "public, max-age=60"
    a_constituted_pole(liege, mark=" nouveau")
    assert fetch(api.visitor, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Pôle constitué : "), ("de", "Synergiepol konstituiert: "), ("en", "Pôle constituted: ")],
)
def test_a_feed_speaks_three_languages(api: Api, liege: Client, language: str, title: str) -> None:
    pole, _ = a_constituted_pole(liege, mark=f" {language}")

    for feed in (
        read(api.visitor, f"/flux/liege.atom?langue={language}"),
        read(api.visitor, **{"Accept-Language": language}),
    ):
        [entry] = entry_of(feed, pole)
        assert entry.title.startswith(title)
        assert feed.feed.language == language
        assert {each.rel for each in feed.feed.links} >= {"self", "alternate", "first"}


@pytest.mark.parametrize(
    "before", ["x", "2026", "2026-01-01", "0001-01-01T00:00:00+14:00", "%00", "2026-13-01T00:00:00Z"]
)
def test_what_is_no_instant_is_refused(api: Api, before: str) -> None:
    assert code(fetch(api.visitor, f"/flux.atom?avant={before}")) == (400, "BAD_USER_INPUT")


def test_an_unknown_instance_has_no_feed(api: Api) -> None:
    assert code(fetch(api.visitor, "/flux/atlantis.atom")) == (404, "NOT_FOUND")


def test_an_empty_feed_is_a_feed(api: Api) -> None:
    feed = read(api.visitor, "/flux/luxembourg.atom")

    assert feed.entries == []
    assert feed.feed.updated == "1970-01-01T00:00:00.000000Z"
    assert feed.feed.author == "Synergies EFE"


def test_no_person_is_in_a_feed(api: Api, liege: Client) -> None:
    a_constituted_pole(liege, mark=" sans personne")
    a_dossier(liege, "sans personne")
    text = fetch(api.visitor, "/flux.atom").text

    for name in ("Voix", "Du Membre", "Jeanne", "Cachée"):
        assert name not in text
    assert str(api.account("coordination-liege")) not in text


def test_a_visitor_who_asks_too_often_is_told_when_to_come_back(database: Database, tmp_path: Path) -> None:
    with serving(database, tmp_path, cost_budget=20_000) as api:
        answers = [fetch(api.visitor) for _ in range(20_000 // COST + 20)]

    refused = [each for each in answers if each.status_code == 429]
    assert {each.status_code for each in answers} == {200, 429}
    assert int(refused[0].headers["retry-after"]) >= 1
