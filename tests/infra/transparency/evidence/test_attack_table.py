"""The table of attacks, on the verifier that is in every bundle."""

from collections import Counter

import pytest

from efe_infra.transparency.evidence.verify import FAULTS
from tests.infra.transparency.evidence.attack_table import cases, mutations
from tests.infra.transparency.evidence.attacks_given import SMALL, Case
from tests.infra.transparency.evidence.synthetic import KEY
from tests.infra.transparency.evidence.verifiers import fault_of, verdict

ALL = tuple(cases())


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_an_attack_is_refused_by_its_name_and_what_is_honest_accepted(case: Case) -> None:
    found = verdict(case)

    assert found is None if case.expected is None else found in case.expected


def test_a_case_has_a_name_of_its_own() -> None:
    assert [name for name, number in Counter(case.name for case in ALL).items() if number > 1] == []


def test_every_fault_of_a_bundle_is_in_the_table() -> None:
    of_files = {"ARCHIVE_UNREADABLE", "FILE_DUPLICATE", "BUNDLES_DIFFER"}

    assert {code for case in ALL for code in case.expected or ()} == set(FAULTS) - of_files


@pytest.mark.parametrize("bassin", ["liege", "verviers"])
def test_whatever_is_flipped_cut_dropped_doubled_or_swapped_is_refused(bassin: str) -> None:
    files = SMALL.bundle(bassin)
    assert fault_of(files, KEY.vkey) is None

    passed = [each.name for each in mutations(files) if fault_of(each.files, KEY.vkey) is None]

    assert passed == []
