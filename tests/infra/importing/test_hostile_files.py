"""Files of an adversary: refused in French, by line and code, within a bounded memory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from efe_infra.composition import Installation
from efe_infra.console.tables.cells import FORMULA, quoted
from efe_infra.importing.file_content import MOST_BYTES, MOST_BYTES_TOGETHER
from efe_infra.importing.importing import sources
from efe_infra.importing.line_files import as_csv
from efe_infra.importing.lines import ImportLine, read
from efe_infra.importing.refusals import MOST_LINES, FileRefused, LineUnreadable
from efe_infra.importing.tables import unquoted
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import environment
from tests.infra.importing.given import (
    AXIS,
    COMMON,
    LIEGE,
    applied,
    counted,
    established,
    line,
    refused,
    rehearsed,
    written,
)

ROOM = 1 << 30
"""Bytes that a process may map while it reads a file: a few times the largest one."""
READ = """
import resource, sys
from pathlib import Path
from efe_infra.importing.lines import read
from efe_infra.importing.refusals import FileRefused
resource.setrlimit(resource.RLIMIT_DATA, ({room}, {room}))
try:
    print(len(read(Path(sys.argv[1])).lines))
except FileRefused as refusal:
    print(refusal.code(), refusal)
"""


def within_bounds(path: Path) -> str:
    """Returns the report of a process whose memory is limited."""
    done = subprocess.run(
        [sys.executable, "-c", READ.format(room=ROOM), str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout.strip()


def processor_s(work: Callable[[], object]) -> float:
    began_s = process_time()
    work()
    return process_time() - began_s


def lines_of(path: Path, content: bytes) -> list[ImportLine]:
    path.write_bytes(content)
    return list(read(path).lines)


@pytest.mark.parametrize(
    ("name", "unit"),
    [("a.jsonl", b"\n"), ("a.jsonl", b"x\n"), ("createPole.csv", b"x,"), ("createPole.csv", b'"\n",')],
)
def test_no_file_takes_more_memory_than_it_may(tmp_path: Path, name: str, unit: bytes) -> None:
    path = tmp_path / name
    head = b"key,name,bassin\n" if name.endswith("csv") else b""
    path.write_bytes(head + unit * ((MOST_BYTES - len(head)) // len(unit)))

    told = within_bounds(path)

    assert told.startswith("FILE_REFUSED ") or told in {"0", "1"}


def test_a_line_of_600_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"key": "')
        file.truncate(600 << 20)

    assert "dépasse 64 Mo" in within_bounds(path)


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    """A device has no size and no end."""
    os.mkfifo(tmp_path / "b.jsonl")
    (tmp_path / "a.jsonl").symlink_to("/dev/zero")
    (tmp_path / "c.jsonl").mkdir()

    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        with pytest.raises(FileRefused, match="ne se lit pas"):
            read(tmp_path / name)


def test_a_folder_is_bounded(tmp_path: Path) -> None:
    for nth in range(MOST_BYTES_TOGETHER // MOST_BYTES + 1):
        with (tmp_path / f"{nth}.jsonl").open("wb") as file:
            file.truncate(MOST_BYTES)

    with pytest.raises(FileRefused, match="ensemble"):
        sources(tmp_path)


def test_many_unreadable_lines_are_as_many_as_others(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=str(MOST_LINES)):
        lines_of(tmp_path / "a.jsonl", b"x\n" * (MOST_LINES + 1))


@pytest.mark.parametrize(
    "given",
    [
        '{"key": "\\ud800", "identifyAxis": {}}',
        '{"key": "a\\u0000", "identifyAxis": {}}',
        '{"key": "1", "by": "\\ud800", "identifyAxis": {}}',
        '{"key": "1", "by": "\\u0000", "identifyAxis": {}}',
        '{"key": "1", "identifyAxis": {"bassin": ' + "9" * 5_000 + "}}",
    ],
)
def test_a_line_whose_texts_are_none_is_refused(tmp_path: Path, given: str) -> None:
    [found] = lines_of(tmp_path / "a.jsonl", given.encode())

    assert isinstance(found.refusal, LineUnreadable)
    assert (found.number, found.refusal.code()) == (1, "LINE_UNREADABLE")


@pytest.mark.parametrize(
    ("name", "head", "cell"),
    [
        ("agreeModalities.csv", "quorumPercent", "9" * 5_000),
        ("createPole.csv", f"axis.codes.{'9' * 5_000}.code", "1"),
        ("createPole.csv", "axis.codes.٣.code.x", "1"),
        ("createPole.csv", ".".join(["axis"] * 2_000), "1"),
    ],
)
def test_a_cell_or_a_column_is_refused_by_its_line(tmp_path: Path, name: str, head: str, cell: str) -> None:
    [found] = lines_of(tmp_path / name, f"key,{head}\n1,{cell}\n".encode())

    assert found.number == 2
    assert isinstance(found.refusal, LineUnreadable) or found.fields == {"quorumPercent": cell}


@pytest.mark.parametrize(
    ("large", "other"),
    [("axis.999999999.label", "axis.nothing.label"), ("axis.codes.999999999.code", "axis.codes.0.code")],
)
def test_a_column_with_a_large_number_costs_no_more_than_another(tmp_path: Path, large: str, other: str) -> None:
    def least_processor_s(column: str) -> float:
        content = f"key,{column}\n{''.join(f'{number},x\n' for number in range(2_000))}".encode()
        return min(processor_s(partial(lines_of, tmp_path / "createPole.csv", content)) for _ in range(3))

    assert least_processor_s(large) < 2 * least_processor_s(other)


@pytest.mark.parametrize("text", ["'=1", "''=1", "=1", "＝1+1", "＠SUM(A1)", "'-1", "'", "''", "'t Serclaes", "-"])
def test_a_text_that_a_spreadsheet_would_compute_stays_a_text(tmp_path: Path, text: str) -> None:
    cell = as_csv([line("k", "identifyAxis", name=text)]).splitlines()[1].split(",")[-1]

    assert cell[:1] not in FORMULA
    assert unquoted(quoted(text)) == text


@pytest.mark.parametrize("key", ["=cmd|' /C calc'!A0", "@x", "+1+1"])
def test_no_cell_of_an_export_is_a_formula(key: str) -> None:
    """Nor the key, nor who acts, nor a name in a list."""
    given = {"key": key, "by": key, "setAgenda": {"meetingId": key, "items": [key, key]}}

    cells = [cell for row in as_csv([given]).splitlines() for cell in row.split(",")]

    assert [each for each in cells if each.strip('"')[:1] in FORMULA] == []


def test_a_file_that_changes_after_its_rehearsal_is_judged_and_marked_as_it_is(
    installation: Installation, tmp_path: Path
) -> None:
    established(installation)
    path = written(tmp_path, [line("axe", "identifyAxis", **COMMON, axis=AXIS)])
    [rehearsal] = rehearsed(installation, path)
    changed = written(tmp_path, [line("axe", "identifyAxis", **{**COMMON, "bassin": "NAMUR"}, axis=AXIS)])
    before = counted(installation.database)

    reports = applied(installation, changed)

    assert refused(reports) == [(1, "NOT_FOUND", "")]  # nobody coordinates there
    assert reports[0].sha256 != rehearsal.sha256
    assert counted(installation.database) == before


def test_a_key_of_another_file_with_another_content_is_refused_by_its_line(
    installation: Installation, tmp_path: Path
) -> None:
    established(installation)
    folder = tmp_path / "histoire"
    folder.mkdir()
    axis: dict[str, Any] = {**COMMON, "axis": AXIS}
    written(folder, [line("axe", "identifyAxis", **axis)], "1.jsonl")
    written(
        folder,
        [line("x", "withdrawAxis", bassin="LIEGE", axisKey="y"), line("axe", "identifyAxis", **axis)],
        "2.jsonl",
    )
    written(folder, [line("axe", "identifyAxis", **axis, source="Autre.")], "3.jsonl")

    reports = rehearsed(installation, folder, by=LIEGE)

    assert [
        (each.file, each.line, each.code) for report in reports for each in report.refused if each.key == "axe"
    ] == [("3.jsonl", 1, "COMMAND_REUSED")]


@pytest.mark.parametrize("text", ["\ud800", "a\u0000b", "\u202eruedu\u202c", 100_000 * "é"])
def test_a_text_that_the_register_cannot_hold_is_refused_by_its_line(
    installation: Installation, tmp_path: Path, text: str
) -> None:
    established(installation)
    path = tmp_path / "a.jsonl"
    lines = [
        line("person", "registerPerson", givenName=text, familyName="X"),
        line("axe", "identifyAxis", **COMMON, axis={**AXIS, "label": text}),
        line("source", "identifyAxis", **COMMON, axis=AXIS, source=text),
        line("id", "withdrawAxis", bassin="LIEGE", axisKey=text),
    ]
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")

    reports = rehearsed(installation, path, by=LIEGE)

    assert [number for number, _, _ in refused(reports)] == [1, 2, 3, 4]


STEERING = "\x1b]0;titre\x07\x1b[2J\x9b31m\u202e\u2028\r\n0001.jsonl : 1 commande(s) enregistrée(s)."


def test_a_report_does_not_steer_the_terminal(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    env = environment(tmp_path / "home", installation.database)
    grant = line("c", "grantAccess", bassin=STEERING, accountId=STEERING, role=STEERING)
    pole = line(f"clé{STEERING}", "createPole", **COMMON, axis=AXIS, name=STEERING)
    lines = [pole, {STEERING: 1, "key": "b"}, {**grant, "by": STEERING}]
    path = written(tmp_path, lines, "ordre\x1b[2J\u202e.jsonl")

    reports = [here("import", str(path), "--dry-run", "--by", LIEGE, *form, env=env) for form in ([], ["--json"])]

    for each in reports:
        printed = each.stdout + each.stderr
        assert each.returncode == 1, printed
        assert not set(printed) & set("\x1b\x07\x9b\u202e\u2028\r")
    assert len(reports[0].stdout.splitlines()) == 7
    assert json.loads(reports[1].stdout)["refused"][0]["key"] == f"clé{STEERING}"


def test_an_error_does_not_steer_the_terminal(installation: Installation, tmp_path: Path) -> None:
    env = environment(tmp_path / "home", installation.database)

    done = here("import", str(tmp_path / f"nulle{STEERING}part"), "--dry-run", env=env)

    assert done.returncode == 3
    assert not set(done.stderr) & set("\x1b\x07\x9b\u202e\u2028\r")
    assert done.stderr.count("\n") == 1


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    """Its lines would be repeated in the report."""
    secret = written(tmp_path, [line("secret", "createPole")], "secret.jsonl")
    folder = tmp_path / "dossier"
    folder.mkdir()
    (folder / "a.jsonl").symlink_to(secret)

    with pytest.raises(FileRefused, match=r"a\.jsonl est un lien"):
        sources(folder)
    with pytest.raises(FileRefused):
        read(folder / "a.jsonl")
    assert [each.name for each in sources(secret)] == ["secret.jsonl"]


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")

    with pytest.raises(FileRefused, match="pas un fichier"):
        sources(tmp_path)
