"""Counts of the words and names that a newcomer does not understand, in the product's Python and Markdown."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SOURCE_ROOTS: Final = ("domain", "projections", "graphql", "infra")
GENERATED_DOCUMENTS: Final = frozenset({"EVENTS.md", "CORRECTIONS.md", "ERRORS.md", "SETTINGS.md"})
GENERATED: Final = re.compile(r"(^|/)(\.|node_modules|generated)")
PRONOUN_START: Final = re.compile(
    r"(What|Whatever|Who|Whoever|Whose|Whom|Where|How|Whether|Of|For|That|Those|Nobody|Somebody|It|They)\b"
)
"""First words of a docstring that names neither an action nor a thing."""
VAGUE_ACTOR: Final = re.compile(
    r"\b(whoever|whosoever|whatever|whom|who (?:acts|asks|sends|leads|looks|serves)|nobody|somebody|anybody|"
    r"is told|are told|was told|be told|is had|are had|is said|is asked|lies? below|stands? beside|stands? by)\b",
    re.IGNORECASE,
)
"""Phrases that leave the actor without a name."""
BARE_PARTICIPLES: Final = frozenset(
    (
        *("asked", "told", "given", "said", "known", "found", "kept", "done", "seen", "shown", "read", "sent"),
        *(
            "wanted",
            "meant",
            "taken",
            "held",
            "left",
            "made",
            "put",
            "named",
            "offered",
            "opened",
            "recorded",
            "written",
        ),
    )
)
BARE_CONSTANT: Final = re.compile(
    r"(MOST|LEAST|SOON|LATE|AGAIN|EVEN|ROOM|WITHIN|SILENT|LITTLE|LONGEST|LAST|FIRST|BUSY|GRACE|MARGIN|ASKED|TOLD|WORDS)"
)

type Places = dict[str, list[str]]


def places(root: Path = ROOT) -> Places:
    """Returns every place by kind: docstring-pronoun, odd-words, odd-words-markdown, participle-names,
    bare-constants, class-names-defined-twice.
    """
    counted: Places = defaultdict(list)
    classes: Places = defaultdict(list)
    for path in product_modules(root):
        name, text = str(path.relative_to(root)), path.read_text(encoding="utf-8")
        for kind, line, detail in module_places(text):
            if kind == "class":
                classes[detail].append(f"{name}:{line}")
            else:
                counted[kind].append(f"{name}:{line}: {detail}")
    for path in documents(root):
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for phrase in VAGUE_ACTOR.findall(text):
                counted["odd-words-markdown"].append(f"{path.relative_to(root)}:{line}: {phrase}")
    counted["class-names-defined-twice"] += [f"{name}: {lines}" for name, lines in classes.items() if len(lines) > 1]
    return counted


def product_modules(root: Path) -> list[Path]:
    """Returns the hand-written modules; generated ones have a folder or a name that begins with `generated`."""
    paths = (path for folder in SOURCE_ROOTS for path in (root / folder).rglob("*.py"))
    return sorted(
        each for each in paths if not re.search(r"(^|/)(\.|node_modules|generated)", str(each.relative_to(root)))
    )


def documents(root: Path) -> list[Path]:
    paths = (path for folder in SOURCE_ROOTS for path in (root / folder).rglob("*.md"))
    return sorted([root / "README.md", *(path for path in paths if path.name not in GENERATED_DOCUMENTS)])


def module_places(text: str) -> Iterator[tuple[str, int, str]]:
    """Yields kind, line and detail of each place in a module; a public class is of the kind `class`."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from docstring_places(node)
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) if name in BARE_PARTICIPLES:
                yield "participle-names", node.lineno, name
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield "class", node.lineno, node.name
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=targets):
                yield from bare_constants(targets)
            case ast.AnnAssign(target=target):
                yield from bare_constants([target])
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield from (("odd-words", token.start[0], phrase) for phrase in VAGUE_ACTOR.findall(token.string))


def docstring_places(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
) -> Iterator[tuple[str, int, str]]:
    docstring, line = ast.get_docstring(node) or "", getattr(node, "lineno", 1)
    if PRONOUN_START.match(docstring):
        yield "docstring-pronoun", line, docstring.splitlines()[0]
    yield from (("odd-words", line, phrase) for phrase in VAGUE_ACTOR.findall(docstring))


def bare_constants(targets: list[ast.expr]) -> Iterator[tuple[str, int, str]]:
    for target in targets:
        if isinstance(target, ast.Name) and BARE_CONSTANT.fullmatch(target.id):
            yield "bare-constants", target.lineno, target.id
