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


class ThemesDrafted(Event):
    """The Instance drafted a list of themes."""

    TOPIC = "themes.drafted.v1"
    COMMAND = "draftThemes"
    RULE = Rule.M3

    bassin: Bassin
    nth: int
    title: str
    themes: tuple[Theme, ...]
    effective_on: date


class ThemesAmended(Event):
    """A further version, from 2, took the place of the draft before it."""

    TOPIC = "themes.amended.v1"
    COMMAND = "amendThemes"
    RULE = Rule.M3

    number: int
    title: str
    themes: tuple[Theme, ...]
    effective_on: date


class ThemesAdopted(Event):
    """The Instance adopted the version of that number for a period of both days included."""

    TOPIC = "themes.adopted.v1"
    COMMAND = "adoptThemes"
    RULE = Rule.M3_CADRE

    number: int
    starts: date
    ends: date
    effective_on: date


class ThemesDiffused(Event):
    """The list went to the operators of a college: to those named or, without names, to all those of the bassin."""

    TOPIC = "themes.diffused.v1"
    COMMAND = "diffuseThemes"
    RULE = Rule.M3_CADRE

    college: College
    operators: tuple[UUID, ...]
    effective_on: date


class ThemesSuperseded(Event):
    """Another list, `by`, takes its place from `since`, the first day of that one's period."""

    TOPIC = "themes.superseded.v1"
    RULE = Rule.M3

    by: UUID
    since: date
    effective_on: date


type ThemesEvent = ThemesDrafted | ThemesAmended | ThemesAdopted | ThemesDiffused | ThemesSuperseded
