"""Bytes of papers: each kind in each language has its committed hash, on every machine.

`python -m tests.infra.console.test_paper_hashes` writes the hashes after a change of a template, a font or Typst.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from typing import Any, Final

import pytest
from pypdf import PdfReader

from efe_infra.papers.compiling.child import compiled
from efe_infra.papers.compiling.templates import TEMPLATES
from efe_infra.papers.registry import PAPERS
from tests.infra.console.paper_samples import HASHES, SAMPLES, TIMESTAMP, evidence_text, sample_of

LANGUAGES: Final = ("fr", "de", "en")


def hashes() -> dict[str, str]:
    """Hashes of the samples by kind and language, with the version of Typst."""
    samples: Mapping[str, Any] = json.loads(SAMPLES.read_text(encoding="utf-8"))
    by_name = {
        f"{kind}.{language}": sha256(file_of(sample_of(kind, language))).hexdigest()
        for kind in sorted(samples["inputs"])
        for language in LANGUAGES
    }
    return {"typst": version("typst"), **by_name}


def file_of(evidence: Mapping[str, Any]) -> bytes:
    order = {
        "root": str(TEMPLATES),
        "template": PAPERS[evidence["kind"]].template,
        "evidence": evidence_text(evidence),
        "timestamp": TIMESTAMP,
    }
    return compiled(order)


def pages_of(evidence: Mapping[str, Any]) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(file_of(evidence))).pages]


def test_a_table_of_200_members_repeats_its_head_and_each_page_names_the_paper() -> None:
    evidence = sample_of("convocation")
    [table] = [each for each in evidence["input"]["blocks"] if each["type"] == "table"]
    table["rows"] = [[f"Opérateur {number} de la province", "Anne-Françoise Delcourt", "–"] for number in range(200)]

    pages = pages_of(evidence)

    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert f"Page {number}/{len(pages)}" in page
        assert "Opérateur" not in page or {"Membre", "Représentant", "Suppléant"} <= {*page.split()}
        assert number == 1 or page.startswith("Convocation – Réunion du")
    assert sum("La présidence de l’Instance" in page and "Date et signature" in page for page in pages) == 1
    assert sum(page.count("Opérateur") for page in pages) == 200


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', '#import "@preview/x:1.0.0"', "$x$ *a* _b_ <l> @r", "= t", "😀"]
)
def test_a_hostile_text_prints_as_itself_wherever_a_paper_has_one(text: str) -> None:
    evidence = sample_of("evaluation", "de")
    content = evidence["input"]
    content |= {"title": f"A {text}", "subtitle": text, "status": text}
    content["blocks"] = [
        {"type": "heading", "text": text},
        {"type": "text", "text": text},
        {"type": "quote", "text": text},
        {"type": "rows", "rows": [[text, text]]},
        {"type": "list", "ordered": True, "items": [text]},
        {"type": "table", "caption": text, "columns": [text], "widths": [1], "padding": 5, "rows": [[text]]},
    ]

    words = "".join("".join(pages_of(evidence)).split())

    assert words.count("".join(text.split())) == 11


def test_a_word_of_a_hundred_letters_stays_on_its_page() -> None:
    evidence = sample_of("evaluation")
    evidence["input"]["title"] = "A" * 150

    lines = pages_of(evidence)[0].split()

    assert max(len(line) for line in lines if set(line) == {"A"}) < 50
    assert sum(len(line) for line in lines if set(line) == {"A"}) == 150


def test_every_kind_in_every_language_has_its_committed_bytes() -> None:
    committed = json.loads(HASHES.read_text(encoding="utf-8"))

    assert hashes() == committed, f"After a change of a template: python -m {__spec__.name if __spec__ else __name__}"
    assert {name.partition(".")[0] for name in committed} == {*PAPERS, "typst"}


if __name__ == "__main__":
    HASHES.write_text(json.dumps(hashes(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
