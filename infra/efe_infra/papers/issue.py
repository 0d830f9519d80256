"""Issue of one paper: reads with the rights of the reader, gathers the evidence, and compiles."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import msgspec

from efe_infra.console.language.translatable import Locale
from efe_infra.papers.compiling.charge import Payer
from efe_infra.papers.compiling.compile import (
    CompiledPaper,
    CompilerStopped,
    PaperNotCompiled,
    compile_measured,
    typst_version,
)
from efe_infra.papers.compiling.queue import QUEUE, CompileQueue
from efe_infra.papers.compiling.templates import fonts_hash, template_hash
from efe_infra.papers.content import content_of, has_logo, without_logos
from efe_infra.papers.declaration.enclosed import EnclosedFile
from efe_infra.papers.declaration.paper import PART_MARK, Paper, PaperInput
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.declaration.values import in_words
from efe_infra.papers.file_name import file_name
from efe_infra.papers.frame import printed_frame
from efe_infra.papers.proof.evidence import Acts, acts_of, moment_of
from efe_infra.papers.word_file import written
from efe_infra.transparency.evidence.verify import PAPER_FORMAT, input_hash

type PaperCompiler = Callable[[str, bytes, int], CompiledPaper]
"""Compiler of a template with its evidence and its timestamp to a PDF and its cost."""


class IssuedPaper(NamedTuple):
    """File of a paper, its name, and the evidence that it carries."""

    pdf: bytes
    evidence: bytes
    name: str


class EditableFile(NamedTuple):
    """Editable file, and its name."""

    content: bytes
    name: str


class PaperUnknown(Exception):
    """Raised for an object that is missing, or hidden from the reader."""


async def issue(  # noqa: PLR0913 - the reader, the payer, and two parts that tests replace
    paper: Paper[Any],
    key: str,
    reader: PaperReader,
    *,
    origin: str | None,
    payer: Payer,
    queue: CompileQueue = QUEUE,
    compiler: PaperCompiler = compile_measured,
    enclosed: Sequence[EnclosedFile] = (),
) -> IssuedPaper:
    """Makes a paper. Its compilation waits in the queue as one of the payer, who is charged for it.

    The paper vouches for the `enclosed` files. Raises `PaperUnknown`, `PaperRefused` or `BudgetSpent`.
    """
    typst_version()
    moment = await moment_of(reader)
    answer, content = await content_of(paper, key, reader, moment)
    if content is None:
        raise PaperUnknown
    acts = await acts_of(reader, moment, paper.subject_ids(answer, key))
    timestamp = seconds(moment.known_at)

    async def compiled(printed: PaperInput) -> IssuedPaper:
        evidence = evidence_of(paper, key, printed, moment, acts, reader, origin, enclosed=enclosed)
        compilation = partial(compiler, paper.template, evidence, timestamp)
        pdf = await queue.run(payer.name, partial(payer.compiled, compilation))
        return IssuedPaper(pdf, evidence, file_name(paper, answer, "pdf"))

    try:
        return await compiled(content)
    except (PaperNotCompiled, CompilerStopped):
        if not has_logo(content):
            raise
        return await compiled(without_logos(content))


async def issue_draft(
    paper: Paper[Any],
    key: str,
    reader: PaperReader,
    *,
    payer: Payer,
    queue: CompileQueue = QUEUE,
) -> EditableFile:
    """Makes the editable file of a paper that is not final; charges for it as `issue` does, with its errors."""
    typst_version()
    moment = await moment_of(reader)
    answer, content = await content_of(paper, key, reader, moment)
    if content is None or content.get("final", 0):
        raise PaperUnknown
    printed = in_words(content, Locale(reader.language))
    writing = partial(written, printed, reader.language.value)
    written_file = await queue.run(payer.name, partial(payer.compiled, writing))
    return EditableFile(written_file, file_name(paper, answer, "docx"))


def evidence_of(  # noqa: PLR0913 - one a part of the evidence
    paper: Paper[Any],
    key: str,
    content: PaperInput,
    moment: ReadMoment,
    acts: Acts,
    reader: PaperReader,
    origin: str | None,
    *,
    enclosed: Sequence[EnclosedFile] = (),
) -> bytes:
    """Returns `preuve.json`: all that the template prints, and all that a verifier needs."""
    locale = Locale(reader.language)
    printed = in_words(content, locale)
    return msgspec.json.encode(
        {
            "format": PAPER_FORMAT,
            "kind": paper.kind,
            "object": paper.id_of(key),
            "part": key.partition(PART_MARK)[2],
            "in_force_on": reader.law_day.isoformat() if reader.law_day else None,
            "language": reader.language.value,
            "position": moment.position,
            "timestamp": seconds(moment.known_at),
            "template": {"name": paper.template, "sha256": template_hash(paper.template)},
            "fonts": fonts_hash(),
            "typst": typst_version(),
            "input": printed,
            "input_sha256": input_hash(printed),
            "frame": printed_frame(content, moment, acts, origin, locale, enclosed),
            **({"enclosed": enclosed} if enclosed else {}),
            "checkpoint": acts.note,
            "proofs": acts.proofs,
            "unsealed": acts.unsealed,
            "events": acts.events,
        },
        order="sorted",
    )


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())
