"""SQL is made of the text of the sources and of parameters: a lint, and what it must catch.

ruff's S608 looks at one literal that begins as a query does: not at pieces that are put together elsewhere, nor at
what creates, drops or copies.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from tests.hostile.sql.provenance import Provenance
from tests.hostile.sql.sources import LAYERS, Index, indexed, sources

RUN = ("execute", "executemany", "copy", "SQL", "ReadQuery")
"""Calls whose first argument, or `sql`, is SQL. `ReadQuery` is that of the projections."""


def statements(index: Index) -> Iterator[ast.expr]:
    for name in RUN:
        for call in index.calls[name]:
            if not is_graphql(call):
                yield from call.args[:1] or [each.value for each in call.keywords if each.arg in {"sql", "query"}]


def is_graphql(call: ast.Call) -> bool:
    """A schema runs documents, and so does one that hands on what another schema does."""
    on = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    handed_on = on == "super()" and any(ast.unparse(each) == "operation_extensions" for each in call.args)
    return on.endswith("schema") or handed_on


def strangers(index: Index) -> list[str]:
    """Returns the places where SQL has a part that is no constant of the sources."""
    provenance = Provenance(index)
    found = [(statement, provenance.stranger(statement)) for statement in statements(index)]
    return [f"{index.place(run)} {ast.unparse(part)}" for run, part in found if part]


def of_text(tmp_path: Path, text: str) -> Index:
    file = tmp_path / "example.py"
    file.write_text(dedent(text), encoding="utf-8")
    return indexed([file], tmp_path)


def test_no_statement_has_anything_in_it_that_the_sources_do_not_say() -> None:
    index = indexed(sources(*LAYERS))

    assert len(list(statements(index))) > 100
    assert strangers(index) == []


@pytest.mark.parametrize(
    "text",
    [
        'def f(db, name): db.execute(f"select {name}")',
        'def f(db, name): db.execute("select " + name)',
        'def f(db, name): db.execute("select %s" % name)',
        'def f(db): db.execute("select %s" % "constant")',
        'def f(db, name): db.execute("select {}".format(name))',
        'def f(db): db.execute("select {}".format("constant"))',
        'def f(db, names): db.execute(", ".join(names))',
        'def f(db, names): db.execute(" or ".join(f"name = {each}" for each in names))',
        "def f(db, names):\n for each in names: db.execute(each)",
        'def f(db, name): db.executemany(f"insert into t values ({name})", [])',
        'def f(db, name): db.copy(f"copy {name} from stdin")',
        'def f(db, name): db.execute(SQL(f"select {name}"))',
        'def f(db, name):\n query = SQL("select 1" + name)\n db.execute(query)',
        'def f(db, name):\n text = "select "\n text += name\n db.execute(text)',
        'def f(db):\n with open("x") as file: db.execute(file)',
        'def f(db): db.execute(open("x").read())',
        "def f(db): db.execute(input())",
        'def where(name): return f"name = {name}"\ndef f(db, name): db.execute(where(name))',
        'def run(db, text): db.execute(text)\ndef f(db, name): run(db, f"select {name}")',
        'def run(db, text): db.execute(text)\ndef f(db, call): call(run)\ndef g(db): run(db, "select 1")',
        "class C:\n def __init__(self, x): self.x = x\n def f(self, db): db.execute(self.x)\ndef g(name): C(name)",
        'class Q:\n sql: str\n def f(self, db): db.execute(self.sql)\ndef g(name): Q(sql="select " + name)',
        'def f(name): return ReadQuery(sql=f"select {name}", params={}, row=None)',
        'def f(db, name): db.execute(query=f"select {name}")',
        'def f(db, name): db.execute("select 1" if name else name)',
        "def f(db, name): db.execute((lambda: name)())",
    ],
)
def test_a_statement_that_is_built_of_what_comes_in_is_caught(tmp_path: Path, text: str) -> None:
    assert strangers(of_text(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        'def f(db, name): db.execute("select %s", [name])',
        'WHERE = "where id = %(id)s"\ndef f(db, id): db.execute(f"select 1 {WHERE}", {"id": id})',
        'def f(db, name): db.execute(SQL("select {}").format(Identifier(name)))',
        'def alive(at): return f"{at}.until is null"\ndef f(db): db.execute("select 1 where " + alive("row"))',
        'def f(db, kinds): db.execute(" or ".join("kind = %s" for _ in kinds), kinds)',
        'class Q:\n sql: str\n def f(self, db): db.execute(self.sql)\ndef g(): Q(sql="select 1")',
    ],
)
def test_a_statement_of_the_sources_with_parameters_passes(tmp_path: Path, text: str) -> None:
    assert strangers(of_text(tmp_path, text)) == []


def test_a_migration_is_only_ever_read_from_the_package(tmp_path: Path) -> None:
    found = strangers(of_text(tmp_path, "def f(db, file): db.execute(file.read_text('utf-8'))"))

    assert found == ["example.py:1 file.read_text('utf-8')"]
