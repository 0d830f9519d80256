"""When and how a pôle may meet (PS-3ANS, PS-REUNION)."""

from datetime import timedelta

import pytest

from efe_domain.pole.refusals import NotConstituted, PoleIsDissolved, RemoteNotAllowed, TermOver
from tests.domain.given import TODAY, YESTERDAY, a_constituted_pole, a_pole, agree, given
from tests.domain.meetings import NEXT_WEEK


def test_a_pole_meets_within_its_terms_only() -> None:
    pole = given(a_constituted_pole(starts=TODAY, ends=NEXT_WEEK))

    pole.check_meets(TODAY, remote=False)
    pole.check_meets(NEXT_WEEK, remote=False)
    with pytest.raises(TermOver):
        pole.check_meets(NEXT_WEEK + timedelta(1), remote=False)
    with pytest.raises(TermOver):
        pole.check_meets(YESTERDAY, remote=False)
    with pytest.raises(NotConstituted):
        given(a_pole()).check_meets(TODAY, remote=False)


def test_a_dissolved_pole_does_not_meet() -> None:
    pole = a_constituted_pole()
    pole.dissolve("Fin.", on=TODAY)

    with pytest.raises(PoleIsDissolved):
        given(pole).check_meets(TODAY, remote=False)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_pole_meets_remotely_as_its_modalities_allow(*, allowed: bool) -> None:
    pole = a_constituted_pole(starts=YESTERDAY)
    pole.check_meets(TODAY, remote=True)
    agree(pole, 3, None, remote_allowed=allowed, on=TODAY)
    pole = given(pole)

    pole.check_meets(TODAY, remote=False)
    pole.check_meets(YESTERDAY, remote=True)
    if allowed:
        pole.check_meets(TODAY, remote=True)
    else:
        with pytest.raises(RemoteNotAllowed):
            pole.check_meets(TODAY, remote=True)
