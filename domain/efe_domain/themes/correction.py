"""Correction rules for the facts of a list of themes, and the replay of its decisions."""

from efe_domain.analysis.analysis import Analysis
from efe_domain.operator.operator import Operator
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import correction_events
from efe_domain.shared.replay_decisions import DAY, DERIVED, Correctable, EntityLoader, rectifiable
from efe_domain.themes.events import (
    Theme,
    ThemesAdopted,
    ThemesAmended,
    ThemesDiffused,
    ThemesDrafted,
    ThemesEvent,
    ThemesSuperseded,
)
from efe_domain.themes.themes import CommonThemes, ThemeDraft


def replay_fact(themes: CommonThemes, event: ThemesEvent, entities: EntityLoader) -> None:
    on = event.effective_on
    match event:
        case ThemesDrafted(bassin=bassin, nth=nth, title=title, themes=written):
            themes.draft(bassin, nth, title, [_draft(each) for each in written], on=on)
        case ThemesAmended(title=title, themes=written):
            themes.amend(title, [_draft(each) for each in written], on=on)
        case ThemesAdopted(starts=starts, ends=ends):
            adopted = {each for each in themes.analyses if entities.require(Analysis, each).adopted}
            themes.adopt(starts, ends, adopted, on=on)
        case ThemesDiffused(college=college, operators=operators):
            reached = [(each, entities.require(Operator, each).college) for each in operators]
            themes.diffuse(college, reached, on=on)
        case ThemesSuperseded(by=by, since=since):
            following = entities.require(CommonThemes, by)
            themes.supersede(by, since=following.begins or since, on=following.adopted_on or on)


def _draft(theme: Theme) -> ThemeDraft:
    return ThemeDraft(
        label=theme.label,
        kinds=theme.kinds,
        axes=theme.axes,
        analyses=theme.analyses,
        orientation=theme.orientation,
    )


def recording_instances(themes: CommonThemes, event: Event) -> tuple[Bassin, ...]:
    return (event.bassin if isinstance(event, ThemesDrafted) else themes.bassin,)


CORRECTION = Correctable(
    aggregate=CommonThemes,
    facts={
        ThemesDrafted: rectifiable(DAY),
        ThemesAmended: rectifiable(DAY),
        ThemesAdopted: rectifiable(f"{DAY} starts ends"),
        ThemesDiffused: rectifiable(DAY),
        ThemesSuperseded: DERIVED,
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(CommonThemes.KIND, "a list of themes"),
)
