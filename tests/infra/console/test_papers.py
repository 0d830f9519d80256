"""Papers over HTTP: the same bytes for the same state, with their proof, for the session and for a token."""

import re
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from efe_infra.papers.file_name import plain
from tests.api.given import Api
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment
from tests.infra.console.browser import Browser
from tests.infra.console.printed_papers import decision, paper_of, proof_in
from tests.infra.console.signing_in import signed_in

__all__ = ["decision"]


def test_the_extract_of_a_decision_carries_its_proof(browser: Browser, decision: str) -> None:
    signed_in(browser)
    first, again = (browser.get(f"/actes/decision/{decision}.pdf") for _ in range(2))

    proof = proof_in(paper_of(first))
    assert first.content == again.content
    assert proof["proofs"]
    assert [each["position"] for each in proof["events"]] == [each["position"] for each in proof["proofs"]]
    assert proof["checkpoint"].startswith("efe")


def test_a_token_is_answered_as_a_session_is(platform: Api, browser: Browser, decision: str) -> None:
    signed_in(browser)
    path = f"/actes/decision/{decision}.pdf"
    token = platform.installation.local_issuer.mint("coordination-liege", lasting=600)

    assert Browser(platform).get(path, authorization=f"Bearer {token}").content == browser.get(path).content
    assert Browser(platform).get(path, authorization="Bearer rien").status_code == 401


def test_a_past_moment_is_printed_as_it_was(browser: Browser, decision: str) -> None:
    signed_in(browser)
    path = f"/actes/decision/{decision}.pdf"
    positions = [each["position"] for each in proof_in(paper_of(browser.get(path)))["proofs"]]

    before = proof_in(paper_of(browser.get(f"{path}?a={positions[1]}")))

    assert [each["position"] for each in before["proofs"]] == positions[:2]
    assert browser.get(f"{path}?a=1").status_code == 404


def test_no_proxy_keeps_the_paper_that_a_token_read(platform: Api, decision: str) -> None:
    """A proxy would else answer a colleague without that right with the names of the paper."""
    token = platform.installation.local_issuer.mint("coordination-liege", lasting=600)

    paper = Browser(platform).get(f"/actes/decision/{decision}.pdf", authorization=f"Bearer {token}")

    assert paper.status_code == 200
    assert (paper.headers["cache-control"], "etag" in paper.headers) == ("private, no-store", False)


def test_the_command_line_writes_a_paper_of_the_past(platform: Api, decision: str, tmp_path: Path) -> None:
    env = environment(platform.installation.settings.home, platform.installation.database)
    words = ("paper", "decision", decision, "--account", "coordination-liege", "-o")

    now = efe(*words, str(tmp_path / "now.pdf"), env=env)
    acts = positions_in(tmp_path / "now.pdf")
    then = efe(*words, str(tmp_path / "then.pdf"), "--as-of", str(acts[1]), env=env)

    assert (now.returncode, then.returncode) == (0, 0), then.stderr
    assert (positions_in(tmp_path / "then.pdf"), len(acts) > 2) == (acts[:2], True)


def positions_in(file: Path) -> list[int]:
    """The positions of the acts that a paper proves."""
    return [each["position"] for each in proof_in(PdfReader(file))["proofs"]]


@pytest.mark.parametrize("path", ["inconnu/{key}", "decision/rien", "decision/00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_not_found(browser: Browser, decision: str, path: str) -> None:
    signed_in(browser)

    page = browser.get(f"/actes/{path.format(key=decision)}.pdf")

    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_every_decision_links_to_its_extract(browser: Browser, decision: str) -> None:
    signed_in(browser)

    assert f"/actes/decision/{decision}.pdf" in browser.get(f"/decisions/{decision}").text


def test_the_public_page_shows_the_checkpoint_of_a_paper(browser: Browser, decision: str) -> None:
    signed_in(browser)
    proof = proof_in(paper_of(browser.get(f"/actes/decision/{decision}.pdf")))
    address = proof["frame"]["address"]

    page = Browser(browser.api).get(address.removeprefix(browser.origin))

    assert proof["checkpoint"].split("\n")[2] in unescape(page.text)
    assert Browser(browser.api).get("/actes/verification?point=999999").status_code == 404


def test_a_visitor_reads_a_paper_without_acts(browser: Browser, decision: str) -> None:
    found = browser.get(f"/decisions/{decision}")

    paper = browser.get(f"/actes/decision/{decision}.pdf")

    assert paper.status_code == found.status_code
    if paper.status_code == 200:
        proof = proof_in(paper_of(paper))
        assert (proof["proofs"], proof["events"]) == ([], [])


def test_a_file_has_a_readable_french_name(browser: Browser, decision: str) -> None:
    signed_in(browser)

    disposition = browser.get(f"/actes/decision/{decision}.pdf").headers["content-disposition"]

    assert re.fullmatch(r'inline; filename="decision(-[a-z0-9]+)+-\d{4}-\d\d-\d\d\.pdf"', disposition), disposition


@pytest.mark.parametrize("title", ["Œuvre « d'été » / ../..\r\nX: y", "שלום", "mot " * 99, "A" * 200])
def test_no_title_leaves_the_header_of_a_file(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{0,60}", plain(title))
