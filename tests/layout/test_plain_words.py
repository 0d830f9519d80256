"""The product is written in plain words: each count of what a newcomer does not understand may only fall."""

from pathlib import Path
from typing import Final

from tests.layout.plain_words import ROOT, places

LIMITS: Final = {
    "docstring-pronoun": 0,
    "odd-words": 0,
    "odd-words-markdown": 0,
    "participle-names": 39,
    "bare-constants": 0,
    "class-names-defined-twice": 50,
}
"""The counts at the last commit that lowered them. Never raise one."""
UNCLEAR: Final = '''\
"""What whoever asks is told."""
MOST = 3

def one(asked: int) -> int:
    """Whether it is so."""
    told = asked  # nobody knows
    return told

class Batch:
    """Group of events."""
'''


def test_no_count_of_unclear_words_grows() -> None:
    counted = places(ROOT)

    assert {kind: found for kind, found in counted.items() if len(found) > LIMITS[kind]} == {}


def test_each_kind_is_counted(tmp_path: Path) -> None:
    for layer in ("domain", "infra"):
        (tmp_path / layer).mkdir()
        (tmp_path / layer / "one.py").write_text(UNCLEAR, encoding="utf-8")
    (tmp_path / "README.md").write_text("Somebody sends it.\n", encoding="utf-8")

    counted = places(tmp_path)

    assert {kind: len(found) for kind, found in counted.items()} == {
        "docstring-pronoun": 4,
        "odd-words": 6,
        "odd-words-markdown": 1,
        "participle-names": 4,
        "bare-constants": 2,
        "class-names-defined-twice": 1,
    }


def test_generated_modules_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "generated.py").write_text(UNCLEAR, encoding="utf-8")
    (tmp_path / "README.md").touch()

    assert not any(places(tmp_path).values())
