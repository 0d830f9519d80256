"""Chooses the tests that a change can break, by the map of `tests/reach.py` and by git.

    python -m tests.chosen        # prints what `poe test` would run, and why

The change is what differs between the commit of the map and the working tree. Without a map, or where the map cannot
tell, all tests are chosen: a wrong choice must cost time, not a fault.
"""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from typing import Final

from tests.reach import ROOT, UNSEEN, ReachMap, read

PRODUCT: Final = ("domain/efe_domain/", "projections/efe_projections/", "graphql/efe_graphql/", "infra/efe_infra/")
WHOLE_SHARE: Final = 0.6
"""Share of the cost from which on the whole run is chosen: the rest is cheap, and it renews the map."""
PAGE_FILES: Final = (".html", ".css", ".js", ".svg", ".graphql")
IGNORED: Final = (".md", ".txt", ".json")
"""Files that no test of the map reads: the tests of `UNSEEN` compare the generated ones."""
NEAR_S: Final = 20.0
"""Processor seconds of the tests that a changed function chooses, the cheapest first.

`python -m tests.mutants` measures what this misses: how many mutants a test kills only after so many seconds.
"""
PROCESSES: Final = (
    "infra/efe_infra/cli/",
    "infra/efe_infra/process/",
    "infra/efe_infra/settings/",
    "infra/efe_infra/composition.py",
    "infra/efe_infra/startup.py",
)
"""What the tests run in processes of their own: `tests/infra/cli` is chosen by these folders."""


@dataclass
class Choice:
    """Test functions and files to run; `whole` gives the reason to run all."""

    functions: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    whole: str = ""
    why: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def takes(self, nodeid: str) -> bool:
        file = nodeid.partition("::")[0]
        below = any(file.startswith(f"{each}/") for each in self.files)
        return bool(self.whole) or below or file in self.files or nodeid.partition("[")[0] in self.functions

    def paths(self) -> list[str]:
        """Returns the files to collect."""
        found = {each.partition("::")[0] for each in self.functions} | self.files
        return sorted(each for each in found if (ROOT / each).exists())


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def changed_files(commit: str) -> list[str]:
    tracked = git("diff", "--name-only", "--no-renames", commit).splitlines()
    return sorted({*tracked, *git("ls-files", "--others", "--exclude-standard").splitlines()})


def before(commit: str, file: str) -> str:
    done = subprocess.run(["git", "show", f"{commit}:{file}"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def after(file: str) -> str:
    path = ROOT / file
    return path.read_text(encoding="utf-8") if path.exists() else ""


def parts(source: str) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Returns the functions of a module by name, and the names that each other statement binds, as text.

    Places in the source, comments, docstrings and imports do not count.
    """
    functions: dict[str, str] = {}
    others: dict[str, set[str]] = defaultdict(set)

    def visit(body: Iterable[ast.stmt], prefix: str) -> None:
        for each in body:
            match each:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    functions[f"{prefix}{each.name}"] = functions.get(f"{prefix}{each.name}", "") + ast.dump(each)
                case ast.ClassDef():
                    head = ast.ClassDef(each.name, each.bases, each.keywords, [], each.decorator_list)
                    others[ast.dump(head)].add(each.name)
                    visit(each.body, f"{prefix}{each.name}.")
                case ast.Import() | ast.ImportFrom() | ast.Expr(ast.Constant()):
                    pass
                case _:
                    bound = {
                        node.id
                        for node in ast.walk(each)
                        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                    }
                    others[f"{prefix} {ast.dump(each)}"] |= bound or {""}

    visit(ast.parse(source).body, "")
    return functions, others


def changed_parts(old: str, new: str) -> tuple[set[str], set[str]]:
    """Returns the functions that differ, and the names that other statements that differ bind ("" for none)."""
    (old_functions, old_others), (new_functions, new_others) = parts(old), parts(new)
    functions = {
        name for name in {*old_functions, *new_functions} if old_functions.get(name) != new_functions.get(name)
    }
    names = [old_others[each] for each in old_others.keys() - new_others.keys()]
    names += [new_others[each] for each in new_others.keys() - old_others.keys()]
    return functions, set().union(*names)


@cache
def naming() -> Mapping[str, set[str]]:
    """Returns the functions of the product that name each name, themselves as `file:qualified name`."""
    found: dict[str, set[str]] = defaultdict(set)

    def visit(node: ast.AST, file: str, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for each in ast.walk(child):
                    if isinstance(each, ast.Name):
                        found[each.id].add(f"{file}:{prefix}{child.name}")
                    elif isinstance(each, ast.Attribute):
                        found[each.attr].add(f"{file}:{prefix}{child.name}")
            elif isinstance(child, ast.ClassDef):
                visit(child, file, f"{prefix}{child.name}.")

    for folder in PRODUCT:
        for path in (ROOT / folder).rglob("*.py"):
            visit(ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT).as_posix(), "")
    return found


def module_of(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def importers() -> Mapping[str, set[str]]:
    """Returns the files of tests that import each module of tests."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "tests").rglob("*.py"):
        file = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found[node.module].add(file)
                for alias in node.names:
                    found[f"{node.module}.{alias.name}"].add(file)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    found[alias.name].add(file)
    return found


def users_of(file: str, seen: set[str] | None = None) -> Iterator[str]:
    """Yields the files with tests that a changed file of `tests/` can break, and the folder of a `conftest.py`."""
    seen = set() if seen is None else seen
    if file in seen:
        return
    seen.add(file)
    name = PurePosixPath(file).name
    if name.startswith("test_"):
        yield file
    elif name == "conftest.py":
        yield PurePosixPath(file).parent.as_posix()
    for user in importers().get(module_of(file), ()):
        yield from users_of(user, seen)


class Chooser:
    """Adds to the choice what each changed file can break."""

    def __init__(self, found: ReachMap, near_s: float = NEAR_S) -> None:
        self._map, self._near_s = found, near_s
        self._reaching = found.reaching()
        self._of_file: dict[str, set[str]] = defaultdict(set)
        for name, tests in self._reaching.items():
            self._of_file[name.partition(":")[0]] |= set(tests)
        self.choice = Choice()

    def add(self, file: str) -> None:
        if file.startswith("tests/"):
            self._take_files(
                users_of(file) if file.endswith(".py") else [PurePosixPath(file).parent.as_posix()], "tests"
            )
        elif file.startswith(PRODUCT):
            self._take_files([each for each in UNSEEN if each != "tests/infra/cli"], "unseen")
            if file.startswith(PROCESSES):
                self._take_files(["tests/infra/cli"], "processes")
            self._of_product(file)
        elif not file.endswith(IGNORED):
            self.choice.whole = f"{file} is none of the product's packages"

    def _of_product(self, file: str) -> None:
        if file.endswith(".py"):
            self._of_module(file)
        elif file.endswith(PAGE_FILES):
            folder = PurePosixPath(file).parent
            beside = [each for each in self._of_file if PurePosixPath(each).parent == folder]
            if not beside:
                self._take_files(["tests/infra/console"], "pages")
            for each in beside:
                self._take(self._of_file[each], "pages")
        elif file.endswith(".toml") and "/words/" in file:
            self._take_files(["tests/infra/console"], "words")
        elif not file.endswith(IGNORED):
            self.choice.whole = f"{file} can change every answer"

    def _of_module(self, file: str) -> None:
        functions, names = changed_parts(before(self._map.commit, file), after(file))
        for each in functions:
            self._take(self._reaching.get(f"{file}:{each}", ()), "functions")
        for name in names:
            if not name:
                self._take(self._of_file[file], "statements")
            for each in naming().get(name, ()) if name else ():
                self._take(self._reaching.get(each, ()), "names")

    def _take(self, tests: Iterable[str], why: str) -> None:
        new = {*self._map.cheapest_first(tests, self._near_s)} - self.choice.functions
        self.choice.functions |= new
        self.choice.why[why] += len(new)

    def _take_files(self, files: Iterable[str], why: str) -> None:
        new = set(files) - self.choice.files
        self.choice.files |= new
        self.choice.why[f"{why} (files)"] += len(new)

    def share(self) -> float:
        """Returns the share of the cost of all tests of the map."""
        total = sum(each.cost_s for each in self._map.tests.values())
        return sum(each.cost_s for name, each in self._map.tests.items() if self.choice.takes(name)) / (total or 1.0)


def choose() -> Choice:
    found = read()
    if found is None or not found.commit:
        return Choice(whole="there is no map yet")
    try:
        files = changed_files(found.commit)
    except subprocess.CalledProcessError:
        return Choice(whole="the commit of the map is not in this clone")
    chooser = Chooser(found)
    for file in files:
        chooser.add(file)
        if chooser.choice.whole:
            return chooser.choice
    if (share := chooser.share()) > WHOLE_SHARE:
        chooser.choice.whole = f"the change can break {100 * share:.0f} % of the tests, by their cost"
    return chooser.choice


def main() -> int:
    choice = choose()
    if choice.whole:
        print(f"All tests: {choice.whole}.")
        return 0
    print(f"{len(choice.functions)} test functions, and {len(choice.files)} files or folders: {dict(choice.why)}")
    print(*sorted(choice.functions | choice.files), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
