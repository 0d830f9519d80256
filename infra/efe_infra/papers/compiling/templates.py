"""Templates and fonts of this version, and the SHA-256 that names them in a proof."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
FONTS: Final = TEMPLATES / "fonts"
IMPORT: Final = re.compile(r'^#(?:import|include) "([a-z0-9_/-]+\.typ)"', re.MULTILINE)


@cache
def template_hash(name: str, root: Path = TEMPLATES) -> str:
    """Returns the SHA-256 over a template and all that it imports, by name."""
    return _hash_of([root / each for each in sorted(_imported(name, root))])


@cache
def fonts_hash() -> str:
    return _hash_of(sorted(FONTS.glob("*.ttf")))


def _imported(name: str, root: Path) -> set[str]:
    names, pending = set[str](), [name]
    while pending:
        each = pending.pop()
        if each not in names:
            names.add(each)
            pending += IMPORT.findall((root / each).read_text(encoding="utf-8"))
    return names


def _hash_of(paths: list[Path]) -> str:
    whole = sha256()
    for path in paths:
        content = path.read_bytes()
        whole.update(f"{path.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()
