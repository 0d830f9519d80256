"""Papers over HTTP: the same bytes for the same state, with their proof, for the session and for a token."""

import json
from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.test_sign_in import signed_in

DECISIONS = "{ decisions(filter: {bassin: LIEGE}) { edges { node { id } } } }"


def paper_of(response: httpx.Response) -> PdfReader:
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf"), response.text[:2000]
    return PdfReader(BytesIO(response.content))


def proof_in(pdf: PdfReader) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pdf.attachments["preuve.json"][0])
    return found


@pytest.fixture(scope="module")
def decision(platform: Api) -> str:
    found = platform.client("coordination-liege").ask(DECISIONS)["decisions"]["edges"]
    key: str = found[0]["node"]["id"]
    return key.partition(":")[2]


def test_the_extract_of_a_decision_carries_its_proof(browser: Browser, decision: str) -> None:
    signed_in(browser)
    first, again = (browser.get(f"/actes/decision/{decision}.pdf") for _ in range(2))

    proof = proof_in(paper_of(first))
    assert first.content == again.content
    assert proof["proofs"]
    assert [each["position"] for each in proof["events"]] == [each["position"] for each in proof["proofs"]]
    assert proof["checkpoint"].startswith("efe")
    __import__("pathlib").Path("/tmp/decision.pdf").write_bytes(first.content)
