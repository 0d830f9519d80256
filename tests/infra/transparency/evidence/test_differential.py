"""Both verifiers over the same mutants: one verdict, and one name of the first fault."""

from pathlib import Path

from tests.infra.transparency.evidence.verifiers import MUTANTS, divided


def test_both_verifiers_give_the_same_verdict_on_every_mutant(tmp_path: Path) -> None:
    differences, codes = divided(range(MUTANTS), tmp_path)

    assert differences == []
    assert {None, "MISUSED", "ARCHIVE_UNREADABLE", "EVENTS_ALTERED", "SIGNATURE_INVALID", "GENESIS_FOREIGN"} < codes
