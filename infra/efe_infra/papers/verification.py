"""Verification of a paper with this platform's templates: its words are sealed, and they compile to its bytes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from efe_domain.shared.messages import Language
from efe_infra.console.language.translatable import Locale
from efe_infra.papers.compiling.compile import compile_paper, typst_version
from efe_infra.papers.compiling.templates import fonts_hash, template_hash
from efe_infra.papers.declaration.enclosed import enclosed_in
from efe_infra.papers.declaration.glyphs import printable
from efe_infra.papers.declaration.reader import ReadMoment
from efe_infra.papers.frame import PROOF_PAGE, printed_frame
from efe_infra.papers.kinds import report
from efe_infra.papers.proof.evidence import Acts
from efe_infra.papers.registry import PAPERS
from efe_infra.transparency.evidence.verify import FAULTS, PAPER, Fault, PaperProof, texts_in, verify_paper

COMPILED_FAULTS: Final = {
    "FRAME_ALTERED": "Le pied de page ou l'encadré de preuve ne sont pas ceux que la preuve donne.",
    "FONTS_DIFFER": "Le document a été composé avec d'autres polices que celles de cette version.",
    "KIND_UNKNOWN": "Cette version ne connaît pas cette sorte de document.",
    "PAPER_ALTERED": "Les octets du PDF ne sont pas ceux que ses données donnent : l'un d'eux a été changé.",
    "TEMPLATE_DIFFERS": "Le document a été composé avec un autre modèle que celui de cette version.",
    "TYPST_DIFFERS": "Le document a été composé par une autre version de Typst que celle d'ici.",
    "WORDS_NOT_SEALED": "Des mots du document ne sont dans aucun des événements joints.",
}
QUOTATION: Final = "quote"
"""Type of a block with a recorded text."""
EXIT_STATUSES: Final[Mapping[str, int]] = {
    "PAPER_ALTERED": 3,
    "ACTS_DIFFER": 4,
    "BUNDLE_OLDER": 4,
    "DAY_FALSE": 4,
    "FRAME_ALTERED": 4,
    "INPUT_ALTERED": 4,
    "NOT_IN_REGISTER": 4,
    "REGISTER_DIFFERS": 4,
    "REGISTER_FOREIGN": 4,
    "WORDS_NOT_SEALED": 4,
    "TEMPLATE_DIFFERS": 5,
    "FONTS_DIFFER": 5,
    "TYPST_DIFFERS": 6,
}
"""Exit status of `efe verify` by the code of a fault; 1 for any other."""


class CompiledFault(Fault):
    """First fault of a paper that only its compilation, or its kind, shows."""

    SENTENCES: Final = {**FAULTS, **COMPILED_FAULTS}  # type: ignore[misc] # a table of the class


def verify_compiled(pdf: bytes, key: str, witnesses: Sequence[str] = ()) -> PaperProof:
    """Verifies a paper whole. Raises `Fault`, `PaperRefused`, or `ValueError` for an invalid key."""
    proof = verify_paper(pdf, key, witnesses)
    content = proof.content
    paper = PAPERS.get(str(content.get("kind")))
    if paper is None:
        raise CompiledFault("KIND_UNKNOWN", PAPER)
    if content.get("template") != {"name": paper.template, "sha256": template_hash(paper.template)}:
        raise CompiledFault("TEMPLATE_DIFFERS", paper.template)
    if content.get("fonts") != fonts_hash():
        raise CompiledFault("FONTS_DIFFER", paper.template)
    if content.get("typst") != typst_version():
        raise CompiledFault("TYPST_DIFFERS", f"{content.get('typst')} ≠ {typst_version()}")
    if proof.events and paper.sealed_words:
        check_words(proof, paper.sealed_words)
    check_frame(content)
    if compile_paper(paper.template, proof.evidence, timestamp_of(content)) != pdf:
        raise CompiledFault("PAPER_ALTERED", "PDF")
    return proof


def check_frame(content: Mapping[str, Any]) -> None:
    """Raises `CompiledFault` unless the footer and the box say what the proof gives; the address is as it was.

    Only a report vouches for other files.
    """
    try:
        instant = datetime.fromtimestamp(content["timestamp"], UTC)
        moment = ReadMoment(content["position"], instant, content["checkpoint"])
        acts = Acts(proofs=tuple(content["proofs"]), unsealed=tuple(content["unsealed"]), note=content["checkpoint"])
        address, locale = content["frame"]["address"], Locale(Language(content["language"]))
        origin = address.partition(PROOF_PAGE)[0] if address else None
        enclosed = enclosed_in(content)
        fitting = content["frame"] == printed_frame(content["input"], moment, acts, origin, locale, enclosed)
        fitting = fitting and (not enclosed or content["kind"] == report.PAPER.kind)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        fitting = False
    if not fitting:
        raise CompiledFault("FRAME_ALTERED", PAPER)


def check_words(proof: PaperProof, paths: Sequence[str]) -> None:
    """Raises `CompiledFault` for a text that a kind takes from events, or quotes, and that none of them contains."""
    words = {printable(text) for each in proof.events for text in texts_in(json.loads(each["state"]))}
    content = proof.content["input"]
    for text in [*(content.get(path) for path in paths), *quotations(content)]:
        if text is not None and text not in words:
            raise CompiledFault("WORDS_NOT_SEALED", str(text))


def quotations(value: Any) -> Iterator[Any]:
    """Yields the recorded texts that an input sets apart as quotations."""
    if isinstance(value, dict):
        if value.get("type") == QUOTATION:
            yield value.get("text")
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from quotations(each)


def timestamp_of(content: Mapping[str, Any]) -> int:
    timestamp = content.get("timestamp")
    return timestamp if type(timestamp) is int and 0 <= timestamp < 1 << 40 else 0
