"""Events of a list of common themes: drafted from analyses, adopted for a period, diffused, superseded."""

from datetime import date
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.event import Event


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """A theme: common to every axis of some `kinds`, or to the axes of these keys (M3-CADRE).

    `analyses` are those on which it rests, `orientation` the socio-economic orientation of the Region that it cites.
    """

    id: UUID
    label: str
    kinds: tuple[AxisKind, ...] = ()
    axes: tuple[str, ...] = ()
    analyses: tuple[UUID, ...]
    orientation: str


class ThemesDrafted(Event, topic="themes.drafted.v1", command="draftThemes", rule=Rule.M3):
    """The Instance drafted a list of themes."""

    bassin: Bassin
    nth: int
    title: str
    themes: tuple[Theme, ...]
    effective_on: date


class ThemesAmended(Event, topic="themes.amended.v1", command="amendThemes", rule=Rule.M3):
    """A further version, from 2, took the place of the draft before it."""

    number: int
    title: str
    themes: tuple[Theme, ...]
    effective_on: date


class ThemesAdopted(Event, topic="themes.adopted.v1", command="adoptThemes", rule=Rule.M3_CADRE):
    """The Instance adopted the version of that number for a period of both days included."""

    number: int
    starts: date
    ends: date
    effective_on: date


class ThemesDiffused(Event, topic="themes.diffused.v1", command="diffuseThemes", rule=Rule.M3_CADRE):
    """The list went to the operators of a college: to those named or, without names, to all those of the bassin."""

    college: College
    operators: tuple[UUID, ...]
    effective_on: date


class ThemesSuperseded(Event, topic="themes.superseded.v1", rule=Rule.M3):
    """Another list, `by`, takes its place from `since`, the first day of that one's period."""

    by: UUID
    since: date
    effective_on: date


type ThemesEvent = ThemesDrafted | ThemesAmended | ThemesAdopted | ThemesDiffused | ThemesSuperseded
