"""Editable Word file of a paper: the same blocks as its PDF, without proof."""

import time
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from efe_infra.papers.compiling.compile import CompiledPaper

MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
A4_MM: Final = (210, 297)
MARGIN_MM: Final = 25
FONT: Final = "Calibri"
FONT_PT: Final = 11


def written(content: Mapping[str, Any], language: str) -> CompiledPaper:
    """Returns the DOCX, and the processor time that it took in this thread."""
    began = time.thread_time()
    return CompiledPaper(word_file(content, language), time.thread_time() - began)


def word_file(content: Mapping[str, Any], language: str) -> bytes:
    """Returns the DOCX of an input whose values are words already."""
    from docx import Document  # noqa: PLC0415 - of the extra `papers`
    from docx.shared import Mm, Pt  # noqa: PLC0415

    document = Document()
    document.core_properties.title = content["title"]
    document.core_properties.language = language
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(each) for each in A4_MM)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    document.styles["Normal"].font.name = FONT
    document.styles["Normal"].font.size = Pt(FONT_PT)
    for head in content["letterheads"]:
        document.add_paragraph().add_run(head["name"]).bold = True
        document.add_paragraph("\n".join(each for each in (head["about"], head["address"]) if each))
    document.add_paragraph(content["occasion"].upper())
    document.add_heading(content["title"], level=1)
    for name in ("subtitle", "example", "status"):
        if name in content:
            document.add_paragraph().add_run(content[name]).italic = True
    for block in content["blocks"]:
        _write(document, block, content)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _write(document: Any, block: Mapping[str, Any], content: Mapping[str, Any]) -> None:  # noqa: C901 - one case a kind of block
    match block["type"]:
        case "heading":
            document.add_heading(block["text"], level=2)
        case "text":
            document.add_paragraph(block["text"])
        case "quote":
            document.add_paragraph(block["text"] if "text" in block else content[block["of"]], style="Quote")
        case "rows":
            for name, value in block["rows"]:
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{name} : ").bold = True
                paragraph.add_run(value)
        case "list":
            for item in block["items"]:
                document.add_paragraph(item, style="List Number" if block["ordered"] else "List Bullet")
        case "table":
            _write_table(document, block["columns"], block["rows"])
        case "law":
            for text in (block["title"], *block["texts"], *block["bases"], *block["readings"]):
                document.add_paragraph(text)
        case "signatures":
            for head in content["letterheads"]:
                label = block["label" if head["office"] else "unnamed"]
                document.add_paragraph(f"\n{head['place']}\n{head['office']}\n\n\n{label}")


def _write_table(document: Any, columns: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    for cell, title in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(title).bold = True
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
