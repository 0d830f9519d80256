"""Registry of the kinds of papers, by their place in addresses."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from efe_infra.papers.declaration.paper import Paper
from efe_infra.papers.kinds import (
    attendance,
    avis,
    constitution,
    convocation,
    creation,
    decision,
    dissolution,
    earlier_minutes,
    evaluation,
    mandate,
    minutes,
    renewal,
    report,
    seat,
    verdicts,
)

MODULES: Final = (
    convocation,
    attendance,
    minutes,
    decision,
    avis,
    creation,
    constitution,
    evaluation,
    renewal,
    dissolution,
    seat,
    mandate,
    report,
)
KINDS: Final[tuple[Paper[Any], ...]] = (*(each.PAPER for each in MODULES), verdicts.NOTICE, verdicts.AGREEMENT)
PAPERS: Final[Mapping[str, Paper[Any]]] = {each.kind: each for each in KINDS}
EARLIER: Final[Mapping[str, Sequence[Paper[Any]]]] = {
    minutes.PAPER.kind: (earlier_minutes.WITHOUT_COUNT, earlier_minutes.WITHOUT_OPEN)
}
"""Kinds as earlier releases issued them: their papers are verified, and issued no more."""
