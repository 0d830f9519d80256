"""Lines of the product that differ from an earlier commit: where a push is broken to see whether its tests notice."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from tests.chosen import PRODUCT, git

FILE: Final = re.compile(r"^\+\+\+ b/(.+)$")
HUNK: Final = re.compile(r"^@@ \S+ \+(\d+)(?:,(\d+))? @@")


def changed_lines(revision: str) -> Mapping[str, set[int]]:
    """Returns the lines of each Python file of the product that the working tree has and the revision has not."""
    return lines_of(git("diff", "--unified=0", "--no-renames", "--no-color", revision, "--", *PRODUCT))


def lines_of(difference: str) -> Mapping[str, set[int]]:
    """Reads the output of `git diff --unified=0`."""
    found: dict[str, set[int]] = defaultdict(set)
    file = ""
    for line in difference.splitlines():
        if named := FILE.match(line):
            file = named[1]
        elif file.endswith(".py") and (hunk := HUNK.match(line)):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            found[file] |= set(range(first, first + count))
    return found
