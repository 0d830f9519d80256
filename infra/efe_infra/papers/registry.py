"""Registry of the kinds of papers, by their place in addresses."""

from collections.abc import Mapping
from typing import Any, Final

from efe_infra.papers.declaration.paper import Paper
from efe_infra.papers.kinds import decision

MODULES: Final = (decision,)
PAPERS: Final[Mapping[str, Paper[Any]]] = {each.PAPER.kind: each.PAPER for each in MODULES}
