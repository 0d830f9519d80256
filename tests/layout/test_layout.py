"""The traps of four source roots, one of which is named like a library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import graphql

ROOT = Path(__file__).parents[2]
ALLOWED = {"pyproject.toml", "README.md", "LICENSE", "domain", "projections", "graphql", "infra", "tests"}


def test_graphql_core_is_not_shadowed() -> None:
    assert not (ROOT / "graphql" / "__init__.py").exists()
    assert "site-packages" in str(graphql.__file__)


def test_graphql_core_is_not_shadowed_when_python_starts_at_the_top() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import graphql; print(graphql.version)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.startswith("3.")


def test_no_source_root_is_a_package() -> None:
    assert [
        root for root in ("domain", "projections", "graphql", "infra") if (ROOT / root / "__init__.py").exists()
    ] == []


def test_no_test_folder_is_named_like_a_library() -> None:
    assert not (ROOT / "tests" / "graphql").exists()
    assert (ROOT / "tests" / "__init__.py").exists()


def imported_files(path: Path) -> Iterator[Path]:
    """Yields the paths of all that a file may import of the tests, whether they are modules or not."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                imported = [each.name for each in names]
            case ast.ImportFrom(module=str(module), names=names):
                imported = [module, *(f"{module}.{each.name}" for each in names)]
            case _:
                imported = []
        yield from (ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in imported)


def test_what_tests_share_is_in_no_file_of_tests() -> None:
    taken = {
        (str(path.relative_to(ROOT)), str(each.relative_to(ROOT)))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for each in imported_files(path)
        if each.name.startswith("test_") and each.exists()
    }

    assert taken == set(), "What several files need is in a module whose name does not begin with `test_`."


def test_nothing_else_grows_at_the_top() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)

    top = {line.split("/")[0] for line in tracked.stdout.splitlines()}

    assert {name for name in top if not name.startswith(".")} <= ALLOWED


def test_lock_files_stay_out() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert not {Path(line).name for line in tracked.stdout.splitlines()} & {"uv.lock", "package-lock.json"}
