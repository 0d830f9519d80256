"""Issue of one paper: reads with the rights of the reader, gathers the evidence, and compiles."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from efe_infra.console.language.translatable import Locale, tr
from efe_infra.papers.compiling.compile import PaperNotCompiled, compile_paper, typst_version
from efe_infra.papers.compiling.queue import QUEUE, CompileQueue
from efe_infra.papers.compiling.templates import fonts_hash, template_hash
from efe_infra.papers.content import content_of, has_logo, without_logos
from efe_infra.papers.declaration.paper import Paper, PaperInput
from efe_infra.papers.declaration.values import in_words
from efe_infra.papers.frame import frame_of
from efe_infra.papers.proof.evidence import Acts, PaperReader, ReadMoment, acts_of, moment_of
from efe_infra.papers.word_file import word_file
from efe_infra.transparency.evidence.verify import PAPER_FORMAT, input_hash

type PaperCompiler = Callable[[str, bytes, int], bytes]
"""Compiler of a template with its evidence and its timestamp to a PDF."""
ISSUER: Final = tr("Instances bassin EFE")


class IssuedPaper(NamedTuple):
    """PDF, and the evidence that it carries."""

    pdf: bytes
    evidence: bytes


class PaperUnknown(Exception):
    """Raised for an object that is missing, or hidden from the reader."""


async def issue(
    paper: Paper[Any],
    key: str,
    reader: PaperReader,
    *,
    origin: str | None,
    client: str,
    queue: CompileQueue = QUEUE,
    compiler: PaperCompiler = compile_paper,
) -> IssuedPaper:
    """Makes a paper; `client` is charged for its compilation. Raises `PaperUnknown` or `PaperRefused`."""
    typst_version()
    moment = await moment_of(reader)
    answer, content = await content_of(paper, key, reader, moment)
    if content is None:
        raise PaperUnknown
    acts = await acts_of(reader, moment, paper.subject_ids(answer, key))
    timestamp = seconds(moment.known_at)

    async def compiled(printed: PaperInput) -> IssuedPaper:
        evidence = evidence_of(paper, key, printed, moment, acts, reader, origin)
        pdf = await queue.run(client, lambda: compiler(paper.template, evidence, timestamp))
        return IssuedPaper(pdf, evidence)

    try:
        return await compiled(content)
    except PaperNotCompiled:
        if not has_logo(content):
            raise
        return await compiled(without_logos(content))


async def issue_draft(
    paper: Paper[Any], key: str, reader: PaperReader, *, client: str, queue: CompileQueue = QUEUE
) -> bytes:
    """Makes the editable file of a paper that is not final. Raises `PaperUnknown` or `PaperRefused`."""
    typst_version()
    moment = await moment_of(reader)
    _, content = await content_of(paper, key, reader, moment)
    if content is None or content.get("final", 0):
        raise PaperUnknown
    printed = in_words(content, Locale(reader.language))
    return await queue.run(client, lambda: word_file(printed, reader.language.value))


def evidence_of(
    paper: Paper[Any],
    key: str,
    content: PaperInput,
    moment: ReadMoment,
    acts: Acts,
    reader: PaperReader,
    origin: str | None,
) -> bytes:
    """Returns `preuve.json`: all that the template prints, and all that a verifier needs."""
    locale = Locale(reader.language)
    frame = {"issuer": content.get("issuer", ISSUER), **frame_of(moment, acts, origin)}
    qr = frame.pop("qr")
    printed = in_words(content, locale)
    return msgspec.json.encode(
        {
            "format": PAPER_FORMAT,
            "kind": paper.kind,
            "object": paper.id_of(key),
            "language": reader.language.value,
            "position": moment.position,
            "timestamp": seconds(moment.known_at),
            "template": {"name": paper.template, "sha256": template_hash(paper.template)},
            "fonts": fonts_hash(),
            "typst": typst_version(),
            "input": printed,
            "input_sha256": input_hash(printed),
            "frame": {**in_words(frame, locale), "qr": qr},
            "checkpoint": acts.note,
            "proofs": acts.proofs,
            "unsealed": acts.unsealed,
            "events": acts.events,
        },
        order="sorted",
    )


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())
