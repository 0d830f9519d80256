"""Common themes: drafted from analyses, adopted for a period, diffused by college (M3, M3-CADRE)."""

from datetime import date

import pytest
from msgspec.structs import replace

from efe_domain.pole.events import PoleThemeCited
from efe_domain.pole.refusals import PoleIsDissolved, ThemeAlreadyCited
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.colleges import College
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.themes.events import ThemesAdopted, ThemesAmended, ThemesDiffused, ThemesSuperseded
from efe_domain.themes.refusals import (
    AlreadyDiffused,
    AnalysisNotAdopted,
    NoAnalysis,
    NoOrientation,
    NotAnAudience,
    NotCommon,
    NoTheme,
    SameThemes,
    ThemesAreAdopted,
    ThemesNotAdopted,
)
from efe_domain.themes.themes import MOST_THEMES, ThemeDraft
from tests.domain.given import HEATING, TODAY, TOMORROW, WOOD, YESTERDAY, a_pole, given, recorded, some_id
from tests.domain.opinions import LANGUAGES, a_list

ENDS = date(2027, 12, 31)
DIGITAL = replace(LANGUAGES, label="Numérique", kinds=(), axes=(HEATING.key, WOOD.key))
SCHOOL = (some_id("school"), College.C)


def test_a_draft_keeps_its_themes_with_ids_that_follow_from_their_labels() -> None:
    drafted = a_list(LANGUAGES, DIGITAL)

    amended = a_list(replace(LANGUAGES, label="LANGUES, dans le qualifiant"))

    assert [theme.axes for theme in drafted.themes] == [(), (WOOD.key, HEATING.key)]
    assert amended.themes[0].id == drafted.themes[0].id


@pytest.mark.parametrize(
    ("theme", "refusal"),
    [
        (replace(LANGUAGES, kinds=()), NotCommon),
        (replace(LANGUAGES, kinds=(AxisKind.SECTEUR,)), NotCommon),
        (replace(LANGUAGES, kinds=(), axes=(HEATING.key,)), NotCommon),
        (replace(LANGUAGES, kinds=(), axes=(HEATING.key, "secteur:construction")), NotCommon),
        (replace(LANGUAGES, analyses=()), NoAnalysis),
        (replace(LANGUAGES, orientation="  "), NoOrientation),
        (replace(LANGUAGES, label=" "), Invalid),
        (replace(LANGUAGES, orientation="x" * 1_000_000), Invalid),
        (replace(LANGUAGES, axes=tuple(map(str, range(51)))), Invalid),
    ],
)
def test_a_theme_is_common_rests_on_analyses_and_cites_an_orientation(
    theme: ThemeDraft, refusal: type[Exception]
) -> None:
    drafted = given(a_list())

    with pytest.raises(refusal):
        drafted.amend("Thématiques", [theme], on=TODAY)

    assert recorded(drafted) == []


@pytest.mark.parametrize(
    ("themes", "refusal"),
    [((), NoTheme), ((LANGUAGES, LANGUAGES), Invalid), ((LANGUAGES,) * (MOST_THEMES + 1), Invalid)],
)
def test_a_list_holds_each_of_its_themes_once(themes: tuple[ThemeDraft, ...], refusal: type[Exception]) -> None:
    drafted = given(a_list())

    with pytest.raises(refusal):
        drafted.amend("Thématiques", themes, on=TODAY)

    assert recorded(drafted) == []


def test_an_amendment_is_a_version() -> None:
    drafted = given(a_list(LANGUAGES))

    drafted.amend("Thématiques", [DIGITAL], on=TODAY)

    (amended,) = recorded(drafted)
    assert isinstance(amended, ThemesAmended)
    assert (amended.number, [theme.label for theme in amended.themes]) == (2, ["Numérique"])


def test_an_amendment_changes_something() -> None:
    drafted = given(a_list())

    with pytest.raises(SameThemes):
        drafted.amend("Thématiques 2026", [LANGUAGES], on=TODAY)

    assert recorded(drafted) == []


def test_a_list_is_adopted_for_a_period() -> None:
    drafted = given(a_list())

    drafted.adopt(TOMORROW, ENDS, LANGUAGES.analyses, on=TODAY)

    assert recorded(drafted) == [ThemesAdopted(number=1, starts=TOMORROW, ends=ENDS, effective_on=TODAY)]


def test_a_list_begins_with_the_period_for_which_it_is_adopted() -> None:
    drafted = a_list()
    adopted = a_list(adopted=True, starts=TOMORROW)

    assert (drafted.begins, adopted.begins) == (None, TOMORROW)


def test_a_list_rests_on_analyses_whose_synthesis_is_adopted() -> None:
    drafted = given(a_list(LANGUAGES, replace(DIGITAL, analyses=(some_id("another"),))))

    with pytest.raises(AnalysisNotAdopted) as refused:
        drafted.adopt(TODAY, ENDS, LANGUAGES.analyses, on=TODAY)

    assert refused.value.reasons == ("Numérique",)
    assert recorded(drafted) == []


def test_a_period_does_not_end_before_it_starts() -> None:
    drafted = given(a_list())

    with pytest.raises(Invalid):
        drafted.adopt(TODAY, YESTERDAY, LANGUAGES.analyses, on=TODAY)

    assert recorded(drafted) == []


def test_a_list_is_not_adopted_before_it_was_drafted() -> None:
    drafted = given(a_list())

    with pytest.raises(TooEarly):
        drafted.adopt(TODAY, ENDS, LANGUAGES.analyses, on=YESTERDAY)

    assert recorded(drafted) == []


def test_what_is_adopted_no_longer_changes() -> None:
    adopted = given(a_list(adopted=True))

    with pytest.raises(ThemesAreAdopted):
        adopted.amend("Autres", [DIGITAL], on=TODAY)
    with pytest.raises(ThemesAreAdopted):
        adopted.adopt(TODAY, ENDS, adopted.analyses, on=TODAY)

    assert recorded(adopted) == []


def test_a_list_is_diffused_college_by_college() -> None:
    adopted = given(a_list(adopted=True))

    adopted.diffuse(College.B, (), on=TODAY)
    adopted.diffuse(College.C, [SCHOOL], on=TODAY)

    assert recorded(adopted) == [
        ThemesDiffused(college=College.B, operators=(), effective_on=TODAY),
        ThemesDiffused(college=College.C, operators=(SCHOOL[0],), effective_on=TODAY),
    ]


def test_a_list_goes_to_the_same_operators_once() -> None:
    diffused = a_list(adopted=True)
    diffused.diffuse(College.C, [SCHOOL], on=TODAY)
    diffused.diffuse(College.B, (), on=TODAY)
    diffused = given(diffused)

    with pytest.raises(AlreadyDiffused):
        diffused.diffuse(College.C, [SCHOOL], on=TODAY)
    with pytest.raises(AlreadyDiffused):
        diffused.diffuse(College.B, [(some_id("centre"), College.B)], on=TODAY)

    assert recorded(diffused) == []


@pytest.mark.parametrize(("college", "operators"), [(College.A, ()), (College.B, [SCHOOL])])
def test_companies_are_no_audience_and_a_college_is_only_its_own(
    college: College, operators: list[tuple[object, College]]
) -> None:
    adopted = given(a_list(adopted=True))

    with pytest.raises(NotAnAudience):
        adopted.diffuse(college, operators, on=TODAY)  # type: ignore[arg-type]

    assert recorded(adopted) == []


def test_a_draft_is_neither_diffused_nor_cited() -> None:
    drafted = given(a_list())

    with pytest.raises(ThemesNotAdopted):
        drafted.diffuse(College.B, (), on=TODAY)
    with pytest.raises(ThemesNotAdopted):
        drafted.check_cites(drafted.themes[0].id, TODAY)

    assert recorded(drafted) == []


def test_a_list_is_superseded_by_one_that_begins_in_its_period() -> None:
    adopted = given(a_list(adopted=True))

    adopted.supersede(some_id("next"), since=TOMORROW, on=TODAY)

    assert recorded(adopted) == [ThemesSuperseded(by=some_id("next"), since=TOMORROW, effective_on=TODAY)]
    assert not adopted.in_force_until(TOMORROW)


def test_a_list_is_not_superseded_before_it_begins() -> None:
    adopted = given(a_list(adopted=True, starts=TOMORROW))

    with pytest.raises(TooEarly):
        adopted.supersede(some_id("next"), since=TODAY, on=TODAY)

    assert recorded(adopted) == []


def test_a_list_ends_with_its_period() -> None:
    adopted = a_list(adopted=True)

    assert [adopted.in_force_until(day) for day in (ENDS, date(2028, 1, 1))] == [True, False]


def test_only_a_theme_of_the_list_is_cited() -> None:
    adopted = a_list(adopted=True)

    with pytest.raises(NotFound):
        adopted.check_cites(some_id("theme"), TODAY)
    with pytest.raises(TooEarly):
        adopted.check_cites(adopted.themes[0].id, YESTERDAY)


def test_a_pole_cites_a_theme_once() -> None:
    pole = given(a_pole())

    pole.cite_theme(some_id("theme"), some_id("list"), on=TODAY)
    with pytest.raises(ThemeAlreadyCited):
        pole.cite_theme(some_id("theme"), some_id("list"), on=TODAY)

    assert recorded(pole) == [PoleThemeCited(theme=some_id("theme"), themes=some_id("list"), effective_on=TODAY)]


def test_a_dissolved_pole_cites_nothing() -> None:
    pole = a_pole()
    pole.dissolve("Fin.", on=TODAY)
    pole = given(pole)

    with pytest.raises(PoleIsDissolved):
        pole.cite_theme(some_id("theme"), some_id("list"), on=TODAY)

    assert recorded(pole) == []
