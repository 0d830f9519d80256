"""Compilation of papers: the same bytes everywhere, hostile texts as themselves, and bounds."""

import os
import re
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
import pytest
from anyio import create_task_group
from anyio.to_thread import run_sync
from pypdf import PdfReader

from efe_graphql.limits.fair_share import stranger
from efe_infra.console.language.translatable import FRENCH
from efe_infra.papers.compiling.compile import CompileLimits, compile_paper
from efe_infra.papers.compiling.queue import CompileQueue, PaperQueueFull
from efe_infra.papers.compiling.templates import TEMPLATES
from efe_infra.papers.declaration.values import in_words
from tests.infra.console.in_threads import run
from tests.infra.console.paper_templates import CONTENT, HOSTILE_TEMPLATES, sample_at

SAMPLE_HASH = "62663e52faea130db9e29b19026c7d2baafdbb143672f86b8f94dc4687a1b4e8"
"""SHA-256 of the sample. Another machine gives the same; a later Typst may not."""


def evidence(text: str) -> bytes:
    return msgspec.json.encode({"title": "Titre", "text": in_words(text, FRENCH)})


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_sample_has_the_committed_hash(tmp_path: Path) -> None:
    pdf = compile_paper("sample.typ", CONTENT, 1_700_000_000, root=sample_at(tmp_path))

    assert sha256(pdf).hexdigest() == SAMPLE_HASH


@pytest.mark.parametrize("settings", [{"TZ": "Asia/Tokyo", "HOME": "/nowhere", "LC_ALL": "de_DE.UTF-8"}])
def test_another_process_elsewhere_gives_the_same_bytes(settings: dict[str, str], tmp_path: Path) -> None:
    program = (
        "import sys, hashlib; from pathlib import Path; from efe_infra.papers.compiling.compile import compile_paper;"
        "pdf = compile_paper('sample.typ', sys.stdin.buffer.read(), 1700000000, root=Path(sys.argv[1]));"
        "print(hashlib.sha256(pdf).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(sample_at(tmp_path))]

    other = subprocess.run(
        command, input=CONTENT, capture_output=True, check=True, env={**os.environ, **settings}, cwd=tmp_path
    )

    assert other.stdout.decode().strip() == SAMPLE_HASH


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0"',
        "$x$ *a* _b_ <l> @r",
        "= titre",
        "שלום",
        "😀",
        "\\u{41}",
    ],
)
def test_a_hostile_text_prints_as_itself(text: str, tmp_path: Path) -> None:
    pdf = compile_paper("sample.typ", evidence(f"Avant {text} après"), 0, root=sample_at(tmp_path))

    printed = "".join(text_of(pdf).split())
    assert "".join(text.split()) in printed or "".join(reversed(text)) in printed


def test_a_character_without_shape_prints_as_its_code(tmp_path: Path) -> None:
    pdf = compile_paper("sample.typ", evidence("a\x00\x07\u202eb\u200bc🧿漢"), 0, root=sample_at(tmp_path))

    assert "a[U+0000][U+0007][U+202E]b[U+200B]c[U+1F9FF][U+6F22]" in "".join(text_of(pdf).split())


def test_a_text_of_100_000_characters_is_printed_whole(tmp_path: Path) -> None:
    pdf = compile_paper("sample.typ", evidence("mot " * 25_000), 0, root=sample_at(tmp_path))

    assert text_of(pdf).count("mot") == 25_000


def test_no_template_evaluates_a_text_or_reads_a_file() -> None:
    calls = re.compile(r"\b(eval|read|plugin|include|csv|yaml|toml|xml|cbor|bibliography)\b *[(\"]")

    found = {path.name: calls.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES.glob("**/*.typ")}

    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("name", HOSTILE_TEMPLATES)
def test_a_compilation_has_bounds(tmp_path: Path, name: str) -> None:
    template, refusal = HOSTILE_TEMPLATES[name]
    limits = CompileLimits(memory_bytes=600_000_000, cpu_s=2, wait_s=4)

    with pytest.raises(refusal):
        compile_paper("sample.typ", b"{}", 0, limits=limits, root=sample_at(tmp_path, template))


def test_a_client_does_not_fill_the_queue() -> None:
    async def many() -> list[Any]:
        queue, gate, results = CompileQueue(running=1, waiting=4, of_client=2), Event(), []

        async def one(client: str) -> None:
            try:
                results.append(await queue.run(client, lambda: gate.wait(5)))
            except PaperQueueFull:
                results.append(False)

        async with create_task_group() as tasks:
            for client in ("a", "a", "a", "b"):
                tasks.start_soon(one, client)
            await run_sync(lambda: gate.wait(0.2))
            gate.set()
        return results

    assert sorted(map(str, run(many()))) == ["False", "True", "True", "True"]


def test_strangers_leave_half_of_the_queue_to_accounts() -> None:
    async def many() -> list[tuple[str, bool]]:
        queue, gate, results = CompileQueue(running=2, waiting=4, of_client=4), Event(), []
        crowd, started = [stranger(f"192.0.2.{number}") for number in range(4)], []

        def work(client: str) -> None:
            started.append(client)
            gate.wait(5)

        async def one(client: str) -> None:
            try:
                await queue.run(client, lambda: work(client))
                results.append((client, True))
            except PaperQueueFull:
                results.append((client, False))

        async with create_task_group() as tasks:
            for client in [*crowd, "account"]:
                tasks.start_soon(one, client)
            await run_sync(lambda: gate.wait(0.2))
            assert "account" in started
            gate.set()
        return results

    found = run(many())

    assert ("account", True) in found
    assert [done for client, done in found if client != "account"].count(True) == 2
