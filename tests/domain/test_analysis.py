"""Analyses: data asked for, contributions, syntheses that cross (M2, M2-SUJETS)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from efe_domain.analysis.analysis import (
    Analysis,
    NoSynthesis,
    NothingToRemind,
    NothingToSynthesise,
    SameContribution,
    SameSynthesis,
    SynthesisIsAdopted,
)
from efe_domain.analysis.events import (
    AnalysisSource,
    AnalysisSubject,
    ContributionReceived,
    DataRequested,
    ReminderRecorded,
    SynthesisAdopted,
    SynthesisWritten,
)
from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.opinions import DOCUMENT, REQUEST, an_analysis

MEGABYTE = "x" * 1_000_000


def test_an_analysis_comes_from_three_kinds_of_source_and_speaks_of_three_subjects() -> None:
    assert len(AnalysisSource) == len(AnalysisSubject) == 3
    assert DataRequested.RULE is Rule.M2_SUJETS


def test_data_is_asked_of_a_provider_who_is_reminded_on_the_deadline() -> None:
    analysis = Analysis(some_id("analysis"))

    analysis.request_data(Bassin.LIEGE, REQUEST, on=TODAY)

    request = replace(REQUEST, remind_on=TOMORROW)
    assert analysis.bassins == ("liege",)
    assert recorded(analysis) == [DataRequested(bassin=Bassin.LIEGE, request=request, effective_on=TODAY)]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"due_on": YESTERDAY}, "dueOn"),
        ({"remind_on": YESTERDAY}, "remindOn"),
        ({"provider": " "}, "provider"),
        ({"question": ""}, "question"),
        ({"question": MEGABYTE}, "question"),
    ],
)
def test_a_request_that_cannot_be_is_invalid(asked: dict[str, object], field: str) -> None:
    analysis = Analysis(some_id("analysis"))

    with pytest.raises(Invalid) as refused:
        analysis.request_data(Bassin.LIEGE, replace(REQUEST, **asked), on=TODAY)

    assert refused.value.field == field
    assert recorded(analysis) == []


def test_a_reminder_names_the_day_of_the_next() -> None:
    analysis = given(an_analysis())

    analysis.record_reminder("Rappel par courriel.", remind_on=TOMORROW, on=TODAY)

    assert recorded(analysis) == [
        ReminderRecorded(note="Rappel par courriel.", remind_on=TOMORROW, effective_on=TODAY)
    ]


def test_the_next_reminder_comes_later() -> None:
    analysis = given(an_analysis())

    with pytest.raises(Invalid):
        analysis.record_reminder("Rappel.", remind_on=TODAY, on=TODAY)

    assert recorded(analysis) == []


def test_who_contributed_is_not_reminded() -> None:
    analysis = given(an_analysis(received=True))

    with pytest.raises(NothingToRemind):
        analysis.record_reminder("Rappel.", remind_on=None, on=TODAY)

    assert recorded(analysis) == []


def test_a_contribution_is_a_document_and_its_reference() -> None:
    analysis = given(an_analysis())

    analysis.receive(DOCUMENT, " Note du Forem, p. 3 ", on=TODAY)

    assert recorded(analysis) == [
        ContributionReceived(document=DOCUMENT, reference="Note du Forem, p. 3", effective_on=TODAY)
    ]


def test_a_document_is_received_once() -> None:
    analysis = given(an_analysis(received=True))

    with pytest.raises(SameContribution):
        analysis.receive(DOCUMENT, "Encore", on=TODAY)

    assert recorded(analysis) == []


def test_a_fingerprint_is_a_sha256() -> None:
    analysis = given(an_analysis())

    with pytest.raises(Invalid):
        analysis.receive(replace(DOCUMENT, sha256="abc"), "Note", on=TODAY)

    assert recorded(analysis) == []


def test_nothing_comes_before_the_request() -> None:
    analysis = given(an_analysis())

    with pytest.raises(TooEarly):
        analysis.receive(DOCUMENT, "Note", on=YESTERDAY)
    with pytest.raises(TooEarly):
        analysis.record_reminder("Rappel.", remind_on=None, on=YESTERDAY)

    assert recorded(analysis) == []


def test_a_synthesis_crosses_several_analyses_and_has_versions() -> None:
    analysis, others = given(an_analysis(received=True)), [an_analysis(name, received=True) for name in ("b", "a")]

    analysis.write_synthesis("Trente postes.", others, on=TODAY)
    analysis.write_synthesis("Trente postes, deux écoles.", others, on=TODAY)

    crosses = tuple(sorted(other.id for other in others))
    assert recorded(analysis) == [
        SynthesisWritten(number=1, text="Trente postes.", crosses=crosses, effective_on=TODAY),
        SynthesisWritten(number=2, text="Trente postes, deux écoles.", crosses=crosses, effective_on=TODAY),
    ]


@pytest.mark.parametrize(("own", "other"), [(False, True), (True, False)])
def test_a_synthesis_rests_on_what_was_received_everywhere(own: bool, other: bool) -> None:
    analysis = given(an_analysis(received=own))

    with pytest.raises(NothingToSynthesise):
        analysis.write_synthesis("Rien.", [an_analysis("other", received=other)], on=TODAY)

    assert recorded(analysis) == []


def test_a_synthesis_does_not_rest_on_what_was_received_later() -> None:
    analysis = an_analysis()
    analysis.receive(DOCUMENT, "Note", on=TOMORROW)
    analysis = given(analysis)

    with pytest.raises(NothingToSynthesise):
        analysis.write_synthesis("Trop tôt.", (), on=TODAY)

    assert recorded(analysis) == []


def test_an_analysis_is_not_crossed_with_itself() -> None:
    analysis = given(an_analysis(received=True))

    with pytest.raises(Invalid):
        analysis.write_synthesis("Moi-même.", [an_analysis(received=True)], on=TODAY)

    assert recorded(analysis) == []


def test_a_version_changes_something() -> None:
    analysis = given(an_analysis(received=True, syntheses=["Trente postes."]))

    with pytest.raises(SameSynthesis):
        analysis.write_synthesis("Trente postes. ", (), on=TODAY)

    assert recorded(analysis) == []


def test_a_version_does_not_precede_the_one_before() -> None:
    analysis = an_analysis(received=True, syntheses=["Trente postes."])
    analysis.write_synthesis("Quarante postes.", (), on=TOMORROW)
    analysis = given(analysis)

    with pytest.raises(TooEarly):
        analysis.write_synthesis("Vingt postes.", (), on=TODAY)
    with pytest.raises(TooEarly):
        analysis.adopt_synthesis(on=TODAY)

    assert recorded(analysis) == []


def test_the_last_version_is_adopted_and_a_later_one_may_replace_it() -> None:
    analysis = given(an_analysis(received=True, syntheses=["Un.", "Deux."]))

    analysis.adopt_synthesis(on=TODAY)
    analysis.write_synthesis("Trois.", (), on=TODAY + timedelta(1))
    analysis.adopt_synthesis(on=TODAY + timedelta(1))

    adopted = [event.number for event in recorded(analysis) if isinstance(event, SynthesisAdopted)]
    assert adopted == [2, 3]


def test_nothing_is_adopted_that_was_not_written() -> None:
    analysis = given(an_analysis(received=True))

    with pytest.raises(NoSynthesis):
        analysis.adopt_synthesis(on=TODAY)

    assert recorded(analysis) == []


def test_a_version_is_adopted_once() -> None:
    analysis = given(an_analysis(received=True, syntheses=["Un."], adopted=True))

    with pytest.raises(SynthesisIsAdopted):
        analysis.adopt_synthesis(on=TODAY)

    assert recorded(analysis) == []
