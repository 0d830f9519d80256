"""Isolation of papers: each page links to its papers, and none has what its reader may not see."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

import pytest

from efe_infra.console.register.documents import texts
from efe_infra.console.register.links import PLACES
from efe_infra.papers.registry import PAPERS
from efe_infra.papers.verification import verify_compiled
from efe_infra.samples.demo.people import AUDITOR, MEMBER, READER
from efe_infra.transparency.evidence.verify import texts_in
from tests.api.given import Api, Client
from tests.api.replays import ledger_key
from tests.infra.console.browser import Browser
from tests.infra.console.paper_objects import fill_a_seat
from tests.infra.console.printed_papers import paper_of, proof_in
from tests.infra.console.signing_in import signed_in

LISTS = {
    "Decision": "decisions",
    "Meeting": "meetings",
    "Opinion": "opinions",
    "Pole": "poles",
    "Project": "projects",
}
LISTED = "query ($after: String) { %s(first: 50, after: $after) { edges { cursor node { id } } } }"
LINK = re.compile(r'href="/actes/([a-z-]+)/([^"/?]+)\.pdf')
BASSINS = ("liege", "huy-waremme", "verviers", "namur", "hainaut-sud")
READERS = ("", "lecteur-inconnu", "coordination-namur", READER, MEMBER.subject, AUDITOR)
EXPORTERS = ("coordination-namur", AUDITOR)
MIN_CHARACTERS = 8
"""Shorter texts are words of any paper, days and values of enumerations."""


class LinkedPaper(NamedTuple):
    """Paper that the page of an object links to, for a coordinator."""

    kind: str
    key: str
    coordinator: str

    @property
    def path(self) -> str:
        return f"/actes/{self.kind}/{self.key}.pdf"


@pytest.fixture(scope="module")
def linked(platform: Api) -> dict[str, LinkedPaper]:
    """One paper of each kind, found by the links of pages as a person finds it."""
    fill_a_seat(platform)
    papers: dict[str, LinkedPaper] = {}
    for subject in (f"coordination-{each}" for each in BASSINS):
        browser = Browser(platform)
        signed_in(browser, subject)
        for entity, path in pages(platform.client(subject)):
            if entity not in {each.entity for kind, each in PAPERS.items() if kind not in papers}:
                continue
            for kind, key in LINK.findall(unescape(browser.get(path).text)):
                papers.setdefault(kind, LinkedPaper(kind, key, subject))
    return papers


def pages(coordinator: Client) -> Iterator[tuple[str, str]]:
    """Yields the type and the page of each object that may have a paper."""
    for instance in coordinator.ask("{ instances { bassin bodies { id } } }")["instances"]:
        for body in instance["bodies"]:
            slug = instance["bassin"].lower().replace("_", "-")
            yield "BodySeat", f"/instances/{slug}/organes/{body['id'].partition(':')[2]}"
    for bassin in BASSINS:
        yield "Instance", f"/instances/{bassin}/dossier-d-evaluation"
    for entity in sorted({each.entity for each in PAPERS.values()} & LISTS.keys()):
        cursor = None
        while page := coordinator.ask(LISTED % LISTS[entity], after=cursor)[LISTS[entity]]["edges"]:
            cursor = page[-1]["cursor"]
            for edge in page:
                yield entity, PLACES[entity] + edge["node"]["id"].partition(":")[2]


def test_every_kind_of_paper_is_linked_from_a_page(linked: dict[str, LinkedPaper]) -> None:
    assert linked.keys() == PAPERS.keys()


@pytest.mark.parametrize("kind", sorted(PAPERS))
def test_a_paper_has_nothing_that_its_reader_may_not_see(
    platform: Api, linked: dict[str, LinkedPaper], kind: str
) -> None:
    paper = linked[kind]
    whole = seen(platform.client(paper.coordinator), paper)
    for subject in READERS:
        client = platform.client(subject) if subject else platform.visitor
        browser = Browser(platform)
        if subject:
            signed_in(browser, subject)
        response = browser.get(paper.path)
        if response.status_code != 200:
            assert response.status_code in {303, 403, 404}, subject
            continue
        proof = proof_in(paper_of(response))
        hidden = {each for each in whole - seen(client, paper) if len(each) >= MIN_CHARACTERS}
        printed = json.dumps([proof["input"], proof["events"]], ensure_ascii=False)
        assert [each for each in hidden if each in printed] == [], subject
        positions = {each["position"] for each in proof["proofs"]}
        assert not subject or positions == {each for each in positions if proved(client, each)}
        assert {each["position"] for each in proof["events"]} <= positions
        assert not proof["events"] or subject in EXPORTERS


def test_a_paper_of_every_kind_verifies(platform: Api, linked: dict[str, LinkedPaper]) -> None:
    key = ledger_key(platform.installation.database)
    for paper in linked.values():
        browser = Browser(platform)
        signed_in(browser, paper.coordinator)

        assert verify_compiled(browser.get(paper.path).content, key).content["kind"] == paper.kind


def seen(client: Client, paper: LinkedPaper) -> set[str]:
    """Recorded texts that a reader may read of the object by GraphQL."""
    declared = PAPERS[paper.kind]
    variables: dict[str, Any] = {"id": declared.id_of(paper.key), **declared.part_of(paper.key)}
    answer = client.post(texts()[declared.document.name], variables)
    return set(texts_in(answer.get("data") or {}))


def proved(client: Client, position: int) -> bool:
    query = "query ($at: Position!) { ledgerProof(position: $at) { leaf } }"
    return bool(client.ask(query, at=str(position))["ledgerProof"])
