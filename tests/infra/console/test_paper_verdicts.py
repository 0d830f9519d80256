"""Adversary with the platform's tools on what a person reads: day, name, acts, register, correction."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.console.meeting import discussed
from efe_infra.console.register.ids import key_of
from efe_infra.papers.registry import EARLIER, PAPERS
from efe_infra.transparency.evidence.verify import paper_evidence
from tests.api.decisions import propose
from tests.api.given import Api, a_pole
from tests.api.meetings import convened
from tests.conftest import Cloning
from tests.infra.console.browser import Browser
from tests.infra.console.demonstration import demonstration
from tests.infra.console.paper_forging import Desk, forged, with_representative
from tests.infra.console.poles import a_constituted_pole
from tests.infra.console.printed_papers import printed
from tests.infra.console.signing_in import LIEGE, signed_in

DAYS_200_S = 200 * 86_400


@pytest.fixture(scope="module")
def register(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A register of its own: the order of its acts counts."""
    with demonstration(cloning, tmp_path_factory.mktemp("verdicts")) as api:
        yield api


@pytest.fixture
def desk(register: Api, tmp_path: Path) -> Desk:
    return Desk(register, tmp_path)


def later(content: dict[str, Any]) -> None:
    content["timestamp"] += DAYS_200_S


def without_acts(content: dict[str, Any]) -> None:
    content.update(proofs=[], events=[])


def unproved(report: str) -> list[str]:
    """What a report lists as not proved."""
    lines = report.partition("Pas prouvé :\n")[2].splitlines()
    return [each.removeprefix("– ") for each in lines if each.startswith("– ")]


def test_a_day_lies_between_its_position_and_the_next_event(desk: Desk) -> None:
    """The last act before the paper is of another Instance, so the bundle does not have it."""
    a_pole(desk.platform.client("coordination-namur"), f"Pôle {uuid4().hex}", bassin=Bassin.NAMUR)
    paper = desk.paper()
    forgery, before = forged(paper, later), desk.bundle()
    a_pole(desk.liege, f"Pôle {uuid4().hex}")
    after = desk.bundle()

    found = {
        name: desk.verdict(pdf, "--bundle", str(bundle))
        for name, pdf, bundle in (
            ("no end", forgery, before),
            ("forged", forgery, after),
            ("whole", paper, after),
        )
    }

    assert {name: status for name, (status, _) in found.items()} == {"no end": 9, "forged": 4, "whole": 10}
    assert found["no end"][1].startswith("Jour non borné")
    assert "DAY_FALSE" in found["forged"][1]
    assert found["whole"][1].startswith("Nom non comparé")
    assert unproved(found["no end"][1])[:3] == [
        "le jour imprimé ;",
        "un nom de personne au moins ;",
        "ce qui a été corrigé après la fin du paquet ;",
    ]


def test_a_name_is_the_one_of_the_vault_or_not_compared(desk: Desk) -> None:
    paper = desk.paper()
    forgery, sentence = (
        forged(paper, with_representative(each)) for each in ("Jeanne Autre", "Jeanne Autre. Ce siège est définitif.")
    )
    broken = forged(paper, with_representative("Jeanne\nAutre"))
    person = desk.person()

    compared = [desk.verdict(each, "--register") for each in (paper, forgery, sentence, broken)]
    desk.liege.done("amendPerson", "person { id }", bassin="LIEGE", personId=person, familyName="Mariée")
    amended = [desk.verdict(each, "--register") for each in (paper, forgery, broken)]

    assert [status for status, _ in compared] == [0, 4, 4, 4]
    assert unproved(compared[0][1]) == ["l'adresse du code QR : seul le document la donne."]
    assert "« Jeanne Autre »" in compared[1][1]
    assert [status for status, _ in amended] == [10, 10, 4]
    assert amended[0][1].startswith("Nom non comparé")
    assert unproved(amended[0][1])[0] == "un nom de personne au moins ;"


def test_the_acts_are_those_of_the_object(desk: Desk) -> None:
    paper = desk.paper()
    other = json.loads(paper_evidence(Desk(desk.platform, desk.folder).paper()))

    def with_acts_of_another(content: dict[str, Any]) -> None:
        content.update({name: other[name] for name in ("proofs", "events", "unsealed", "checkpoint")})

    foreign = desk.verdict(forged(paper, with_acts_of_another), "--register")
    none = desk.verdict(forged(paper, without_acts), "--register")
    bundle = str(desk.bundle())

    assert foreign[0] == 4
    assert "ACTS_DIFFER" in foreign[1]
    assert none[0] == 11
    assert none[1].startswith("Actes non comparés")
    assert desk.verdict(forged(paper, with_acts_of_another), "--bundle", bundle)[0] == 4


def test_a_paper_of_a_corrected_object_says_so(desk: Desk) -> None:
    paper = desk.paper()
    change = {"version": 1, "patch": {"name": f"Pôle {uuid4().hex}"}}
    desk.liege.done("rectify", "entity { id }", entityId=desk.pole, changes=[change], reason="Une faute de frappe.")

    status, said = desk.verdict(paper, "--register")

    assert status == 12, said
    assert said.startswith("Corrigé depuis, acte n° ")


def test_a_paper_of_another_register_is_refused(desk: Desk, platform: Api) -> None:
    """Its own key is given: the log of this register has not its checkpoint."""
    foreign = Desk(platform, desk.folder)
    paper = foreign.paper()

    refused = desk.verdict(paper)
    desk.key = foreign.key

    assert refused[0] == 1
    assert desk.verdict(paper)[0] == 8
    status, said = desk.verdict(paper, "--register")
    assert status == 4
    assert "REGISTER_FOREIGN" in said


def test_minutes_of_earlier_releases_stay_what_the_register_gives(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until 0.10.2 they left out what stayed in discussion: such a paper is no forgery."""
    pole, members = a_constituted_pole(desk.liege, f"Pôle {uuid4().hex}")
    propose(desk.liege, pole)
    meeting = convened(desk.liege, {"poleId": pole})
    present = [{"operatorId": each} for each in members]
    desk.liege.done("holdMeeting", "meeting { id }", meetingId=meeting, place="Salle", present=present)
    desk.platform.installation.sealer.run()
    path = f"/actes/minutes/{key_of(meeting)}.pdf"

    now = printed(desk.platform, path, LIEGE, "fr")
    with monkeypatch.context() as earlier_release:
        earlier_release.setitem(PAPERS, "minutes", EARLIER["minutes"][-1])
        earlier = printed(desk.platform, path, LIEGE, "fr")

    assert [json.loads(paper_evidence(each))["input"]["blocks"][-2]["text"] for each in (now, earlier)] == [
        "En discussion : les positions dites à la réunion sont gardées.",
        "Le registre ne lie aucune décision à cette réunion.",
    ]
    assert [desk.verdict(each, "--register")[0] for each in (now, earlier)] == [0, 0]


def test_minutes_and_their_page_say_how_many_decisions_they_did_not_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discussed, "MAX_DISCUSSED", 1)
    pole, members = a_constituted_pole(desk.liege, f"Pôle {uuid4().hex}")
    for number in range(3):
        propose(desk.liege, pole, title=f"Un atelier {number}")
    meeting = convened(desk.liege, {"poleId": pole})
    present = [{"operatorId": each} for each in members]
    desk.liege.done("holdMeeting", "meeting { id }", meetingId=meeting, place="Salle", present=present)
    desk.platform.installation.sealer.run()
    browser = Browser(desk.platform)
    signed_in(browser, LIEGE)
    path = f"/actes/minutes/{key_of(meeting)}.pdf"

    now = printed(desk.platform, path, LIEGE, "fr")
    with monkeypatch.context() as earlier_release:
        earlier_release.setitem(PAPERS, "minutes", EARLIER["minutes"][0])
        silent = printed(desk.platform, path, LIEGE, "fr")
    page = unescape(browser.get(f"/reunions/{key_of(meeting)}").text).replace("\xa0", " ")

    sentence = "2 décisions plus anciennes, ouvertes le jour de la réunion, ne sont pas lues ici"
    blocks = [json.loads(paper_evidence(each))["input"]["blocks"] for each in (now, silent)]
    assert [sentence in each[-2]["text"] for each in blocks] == [True, False]
    assert sentence in page
    assert [desk.verdict(each, "--register")[0] for each in (now, silent)] == [0, 0]
