"""No function of the product has over 45 lines, no file over 300. Longer files have a reason and may only shrink."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.layout.plain_words import GENERATED, ROOT, SOURCE_ROOTS

MAX_FUNCTION_LINES: Final = 45
MAX_FILE_LINES: Final = 300

LONG_FILES: Final = {
    "infra/efe_infra/transparency/evidence/verify.py": (
        1_385,
        "auditors run it alone, as one file, with readers of zip and PDF files of its own",
    ),
}
"""Lines of each longer file, and why it is not divided."""


def product_files() -> Iterator[tuple[str, Path]]:
    for root in SOURCE_ROOTS:
        for path in sorted((ROOT / root).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if not GENERATED.search(name):
                yield name, path


def long_functions(name: str, text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or 0) - node.lineno + 1
            lines[f"{name} {node.name}"] = max(count, lines.get(f"{name} {node.name}", 0))
    return {function: count for function, count in lines.items() if count > MAX_FUNCTION_LINES}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {k: v for name, path in product_files() for k, v in long_functions(name, path.read_text("utf-8")).items()}

    assert long == {}


def test_no_file_is_longer_than_a_chapter() -> None:
    lines = {name: path.read_text("utf-8").count("\n") for name, path in product_files()}
    long = {name: count for name, count in lines.items() if count > MAX_FILE_LINES}

    assert {name: count for name, count in long.items() if count > LONG_FILES.get(name, (0, ""))[0]} == {}


def test_every_exception_is_still_needed() -> None:
    long = {name for name, path in product_files() if path.read_text("utf-8").count("\n") > MAX_FILE_LINES}

    assert long >= LONG_FILES.keys()


def test_a_long_function_is_found() -> None:
    text = "async def long() -> None:\n" + "    pass\n" * MAX_FUNCTION_LINES

    assert long_functions("module.py", text) == {"module.py long": MAX_FUNCTION_LINES + 1}
