"""Templates of papers that are not shipped: a small one, and hostile ones."""

from pathlib import Path

import msgspec

from efe_infra.papers.compiling.compile import PaperNotCompiled, PaperRefused, PaperTooLong
from efe_infra.papers.compiling.templates import TEMPLATES

SAMPLE = """\
#let evidence = json(bytes(sys.inputs.evidence))
#set document(title: evidence.title)
#set text(font: ("Libertinus Serif", "DejaVu Sans"), lang: "fr")
= #evidence.title
#evidence.text
#pdf.attach("preuve.json", bytes(sys.inputs.evidence), mime-type: "application/json", description: "p")
"""
CONTENT = msgspec.json.encode({"title": "Œuvre — 1 €", "text": "« été » שלום 😀\nfin"})
HOSTILE_TEMPLATES: dict[str, tuple[str, type[PaperRefused]]] = {
    "loops": ("#for i in range(90000) { for j in range(90000) { let x = i * j } }", PaperTooLong),
    "takes memory": ("#let a = range(100000000).map(i => str(i))", PaperTooLong),
    "reads a file": ('#read("/../../../../../../etc/passwd")', PaperNotCompiled),
    "loads a package": ('#import "@preview/cetz:0.4.0": *', PaperNotCompiled),
}


def sample_at(folder: Path, text: str = SAMPLE) -> Path:
    (folder / "fonts").symlink_to(TEMPLATES / "fonts")
    (folder / "sample.typ").write_text(text, encoding="utf-8")
    return folder
