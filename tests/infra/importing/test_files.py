"""Files as the field writes them, and as an adversary does."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from efe_infra.console.tables.cells import quoted
from efe_infra.importing.file_content import MOST_BYTES
from efe_infra.importing.importing import sources
from efe_infra.importing.inputs import NAMES, input_of, parsed_input
from efe_infra.importing.line_files import as_csv, as_json_lines
from efe_infra.importing.line_schema import line_schema
from efe_infra.importing.lines import ImportLine, read
from efe_infra.importing.refusals import MOST_LINES, FileRefused, LineUnreadable
from efe_infra.importing.tables import LONGEST_LINE, nested, unquoted
from efe_infra.importing.templates import template, write_templates
from tests.infra.importing.given import COMMON, a_pole

NAME = "Œuvre de l'été « Liège »"
POLE = "key;bassin;axis.kind;axis.label;name;effectiveOn\n1;LIEGE;METIER;Soudeur;{name};01/09/2016\n"


def lines_of(path: Path, content: bytes) -> list[ImportLine]:
    path.write_bytes(content)
    return list(read(path).lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_spreadsheets_write_one_text_in_many_ways(tmp_path: Path, encoding: str, separator: str, ending: str) -> None:
    text = POLE.format(name=NAME).replace(";", separator).replace("\n", ending)

    [line] = lines_of(tmp_path / "createPole.csv", text.encode(encoding))

    assert (line.key, line.command, line.number, line.refusal) == ("1", "createPole", 2, None)
    assert parsed_input(line.command, line.fields).name == NAME
    assert line.fields["effectiveOn"] == "2016-09-01"


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_json_lines_may_begin_with_a_mark_and_end_without_a_line(tmp_path: Path, ending: str) -> None:
    written = json.dumps({"key": "1", "createPole": {**COMMON, "name": NAME}}, ensure_ascii=False)

    [line] = lines_of(tmp_path / "a.jsonl", ("\ufeff" + written + ending).encode())

    assert line.fields["name"] == NAME


@pytest.mark.parametrize(
    "content",
    [
        POLE.format(name=NAME).encode("utf-16"),
        POLE.format(name=NAME).encode("utf-16-le"),
        POLE.format(name=NAME).encode("utf-32"),
        POLE.format(name="\x00").encode(),
        POLE.format(name="é").encode("utf-8") + "2;LIEGE;METIER;Soudeur;é;01/09/2016\n".encode("cp1252"),
        POLE.format(name="x").encode() + b"\x81\x8d",
        b"",
        b"\n\n",
        b"nom;valeur\n1;2\n",
        b"key;key;bassin\n1;2;LIEGE\n",
        b'key;bassin;name\n1;LIEGE;"sans fin\n',
        b'key;bassin;name\n1;LIEGE;"a"b\n',
    ],
)
def test_a_file_of_another_form_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileRefused):
        lines_of(tmp_path / "createPole.csv", content)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    for path in (tmp_path / "vide", tmp_path / "absent.jsonl", tmp_path / "a.xlsx"):
        with pytest.raises(FileRefused):
            sources(path)


def test_a_file_is_bounded(tmp_path: Path) -> None:
    line = json.dumps({"key": "{}", "identifyAxis": {}}) + "\n"
    many = "".join(line.replace("{}", str(n), 1) for n in range(MOST_LINES + 1))
    with pytest.raises(FileRefused, match="20000"):
        lines_of(tmp_path / "many.jsonl", many.encode())

    huge = tmp_path / "huge.jsonl"
    with huge.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(FileRefused, match="Mo"):
        read(huge)


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        "1",
        "null",
        '{"key": "1"}',
        '{"identifyAxis": {}}',
        '{"key": "", "identifyAxis": {}}',
        '{"key": 1, "identifyAxis": {}}',
        '{"key": "1", "identifyAxis": []}',
        '{"key": "1", "identifyAxis": {}, "createPole": {}}',
        '{"key": "1", "dropTable": {}}',
        '{"key": "1", "forgetPerson": {"personId": "Person:x"}}',
        '{"key": "1", "key": "2", "identifyAxis": {}}',
        '{"key": "1", "identifyAxis": {"bassin": "LIEGE", "bassin": "NAMUR"}}',
        '{"key": "1", "newId": "x", "identifyAxis": {}}',
        '{"key": "1", "identifyAxis": {"bassin": NaN}}',
        '{"key": "' + 201 * "k" + '", "identifyAxis": {}}',
        '{"key": "1", "identifyAxis": {"bassin": "' + LONGEST_LINE * "x" + '"}}',
        '{"key": "1", "identifyAxis": ' + 100_000 * "[" + "}",
    ],
)
def test_a_line_that_says_no_command_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    good = json.dumps({"key": "ok", "identifyAxis": {"bassin": "LIEGE"}})

    first, found, last = lines_of(tmp_path / "a.jsonl", f"{good}\n\n{line}\n{good.replace('ok', 'fin')}".encode())

    assert (first.refusal, last.refusal, found.number) == (None, None, 3)
    assert isinstance(found.refusal, LineUnreadable)
    assert len(str(found.refusal)) < 500


def test_a_key_names_one_line_of_a_file(tmp_path: Path) -> None:
    line = json.dumps({"key": "1", "identifyAxis": {}})

    _, second = lines_of(tmp_path / "a.jsonl", f"{line}\n{line}\n".encode())

    assert str(second.refusal) == "La ligne 1 a déjà la clé « 1 »."


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", '=HYPERLINK("x")'])
def test_a_formula_is_no_text(tmp_path: Path, cell: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["key", "bassin", "name"], ["1", "LIEGE", cell]])

    [line] = lines_of(tmp_path / "createPole.csv", text.getvalue().encode())

    assert "formule" in str(line.refusal)
    assert unquoted(quoted(cell)) == cell


@pytest.mark.parametrize("cell", ["-1", "+32", "-1,5", "'t Serclaes", "'", "a=b", "12"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert unquoted(quoted(cell)) == cell


@pytest.mark.parametrize(
    "given",
    [
        {"bassin": "LIEGE", "axis": {"kind": "METIER"}, "name": "x"},
        {"bassin": "ATLANTIS", "axis": {"kind": "METIER", "label": "x"}, "name": "x"},
        {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": "x"}, "name": "x", "effectiveOn": "2016-13-01"},
        {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": "x"}, "name": "x", "effectiveOn": 20160101},
        {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": "x"}, "name": "x", "nom": "y"},
        {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": "x"}, "name": "x", "commandId": "y"},
        {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": "x"}, "name": "x", "expectedVersion": 1},
    ],
)
def test_a_field_that_is_not_as_it_should_be_is_named_in_french(given: dict[str, Any]) -> None:
    with pytest.raises(LineUnreadable) as refused:
        parsed_input("createPole", given)

    assert not {"the", "expected", "value", "must", "was"} & {*str(refused.value).split()}


def test_there_is_a_template_for_each_command(tmp_path: Path) -> None:
    assert write_templates(tmp_path) == len(NAMES)
    assert [read(path).lines for path in sorted(tmp_path.iterdir())] == [[]] * len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_columns_of_a_template_are_fields_of_its_command(name: str) -> None:
    header, example = csv.reader(io.StringIO(template(name)), delimiter=";")

    given = {column: cell for column, cell in zip(header, example, strict=True) if column not in {"key", "by"}}

    assert nested(given, input_of(name)).keys() == {column.partition(".")[0] for column in given}


def test_a_line_as_csv_is_the_same_line(tmp_path: Path) -> None:
    extra = {"key": "q", "setAgenda": {"meetingId": "Meeting:=x", "items": ["a|b", "c", "=d", "e;f,g\nh", '"i"']}}
    patch = {"representativeId": None, "excused": [], "items": ["[]"], "mandate": {"ends": None}, "name": "null"}
    rectified = {"entityId": "Pole:=x", "changes": [{"version": 1, "patch": patch}], "reason": "null"}
    lines = [*a_pole(), extra, {"key": "r", "rectify": rectified}]

    one = lines_of(tmp_path / "a.csv", as_csv(lines).encode())
    other = lines_of(tmp_path / "a.jsonl", as_json_lines(lines).encode())

    assert [(each.key, each.command, each.fields) for each in one] == [
        (each.key, each.command, each.fields) for each in other
    ]


def test_lines_are_of_the_published_schema() -> None:
    """And the schema refuses what the import does."""
    validator = jsonschema_rs.Draft202012Validator(line_schema())

    for line in a_pole():
        validator.validate(line)
    for wrong in ({}, {"key": "1"}, {**a_pole()[0], "createPole": {}}, {"key": "1", "createPole": {"bassin": "x"}}):
        assert not validator.is_valid(wrong)
