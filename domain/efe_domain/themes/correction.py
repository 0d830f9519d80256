"""Corrections of the facts of a list of themes: what may be rectified, and how its stream is decided again."""

from collections.abc import Mapping
from typing import Final

from efe_domain.analysis.analysis import Analysis
from efe_domain.operator.operator import Operator
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_domain.shared.replay_decisions import (
    DAY,
    DERIVED,
    Correctable,
    EntityLoader,
    Rectifiable,
    rectifiable,
)
from efe_domain.shared.standing import (
    Confirmed,
    Questioned,
    RectificationDropped,
    RectificationProposed,
    Rectified,
)
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


class ThemesRectified(Rectified):
    """From its position on, facts of a list read otherwise, as the acts said; original versions are kept."""

    TOPIC = "themes.rectified.v1"


class ThemesRectificationProposed(RectificationProposed):
    """A coordinator proposed to rectify facts of a list; another one of the same Instance is to confirm it."""

    TOPIC = "themes.rectification-proposed.v1"


class ThemesRectificationDropped(RectificationDropped):
    """A rectification of a list of themes that was proposed is given up."""

    TOPIC = "themes.rectification-dropped.v1"


class ThemesQuestioned(Questioned):
    """A correction elsewhere touches what was decided of a list of themes: it is to be looked at again."""

    TOPIC = "themes.questioned.v1"


class ThemesConfirmed(Confirmed):
    """What a correction questioned of a list of themes was looked at, and stays as it is."""

    TOPIC = "themes.confirmed.v1"


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


FACTS: Final[Mapping[type[Event], Rectifiable]] = {
    ThemesDrafted: rectifiable(DAY),
    ThemesAmended: rectifiable(DAY),
    ThemesAdopted: rectifiable(f"{DAY} starts ends"),
    ThemesDiffused: rectifiable(DAY),
    ThemesSuperseded: DERIVED,
}

CORRECTION = Correctable(
    aggregate=CommonThemes,
    facts=FACTS,
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    rectified=ThemesRectified,
    proposed=ThemesRectificationProposed,
    dropped=ThemesRectificationDropped,
    questioned=ThemesQuestioned,
    confirmed=ThemesConfirmed,
)
