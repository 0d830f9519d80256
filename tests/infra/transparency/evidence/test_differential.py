"""Both verifiers over the same mutants: one verdict, and one name of the first fault."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from efe_infra.transparency.evidence.verify import Fault, check_one_log, seconds, verify_zip
from tests.infra.transparency.evidence.fuzz import mutant
from tests.infra.transparency.evidence.page import Given, answers

MUTANTS: Final = 800


def by_file(given: Given, folder: Path) -> str | None:
    """Code of the fault that verify.py names, as its command does; None when all is proven."""
    paths = [folder / f"{number}.zip" for number in range(len(given.archives))]
    for path, data in zip(paths, given.archives, strict=True):
        path.write_bytes(data)
    try:
        age = seconds(given.max_age) if given.max_age else None
        check_one_log(
            [
                verify_zip(path, "\n".join(given.keys), given.since, given.witnesses, max_age=age, now=given.now)
                for path in paths
            ]
        )
    except Fault as fault:
        return fault.code
    except ValueError:
        return "MISUSED"
    return None


def divided(numbers: Sequence[int], folder: Path) -> tuple[list[str], set[str | None]]:
    """Mutants on which the verifiers do not agree, and all verdicts."""
    (folder / "page").mkdir()
    (folder / "file").mkdir()
    given = [mutant(each) for each in numbers]
    pages = [answer.code for answer in answers(given, folder / "page")]
    files = [by_file(each, folder / "file") for each in given]
    verdicts = zip(numbers, files, pages, strict=True)
    return [f"mutant {number}: {one} and {other}" for number, one, other in verdicts if one != other], {*files}


def test_both_verifiers_give_the_same_verdict_on_every_mutant(tmp_path: Path) -> None:
    differences, codes = divided(range(MUTANTS), tmp_path)

    assert differences == []
    assert {None, "MISUSED", "ARCHIVE_UNREADABLE", "EVENTS_ALTERED", "SIGNATURE_INVALID", "GENESIS_FOREIGN"} < codes
