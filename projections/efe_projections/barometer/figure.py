"""Declaration of a figure: its definition, and the SQL of the lines that it counts."""

from enum import Enum, StrEnum
from typing import Final

import msgspec

from efe_domain.shared.messages import Message
from efe_projections.engine.query import alive, unestimated, visible
from efe_projections.engine.row import Row


class BarometerTheme(StrEnum):
    """Themes of the barometer, in their order on the page."""

    POLES = "poles"
    MEETINGS = "meetings"
    DECISIONS = "decisions"
    PROJECTS = "projects"
    MEANS = "means"
    OPINIONS = "opinions"


class BarometerUnit(StrEnum):
    """Rules by which a figure follows from its lines.

    Number: how many lines. Days: median of their values. Cents: sum of their values. Percent: share of the lines
    whose value is 1.
    """

    NUMBER = "number"
    DAYS = "days"
    CENTS = "cents"
    PERCENT = "percent"


class BarometerFigureKey(StrEnum):
    """Figures of the barometer, in their order on the page."""

    ACTIVE_POLES = "active-poles"
    POLES_BY_TERM = "poles-by-term"
    SEATS = "seats"
    ATTENDANCE = "attendance"
    MEETINGS_HELD = "meetings-held"
    MEETING_RHYTHM = "meeting-rhythm"
    DECISIONS_ADOPTED = "decisions-adopted"
    DAYS_TO_CONSENSUS = "days-to-consensus"
    OBJECTIONS = "objections"
    OWN_WORDS = "own-words"
    JOINT_PROJECTS = "joint-projects"
    VERDICTS = "verdicts"
    DAYS_TO_VERDICT = "days-to-verdict"
    CONDITIONS_MET = "conditions-met"
    SUPPORTS_GRANTED = "supports-granted"
    SUPPORTS_ENDED = "supports-ended"
    FUNDING_ASKED = "funding-asked"
    FUNDING_GRANTED = "funding-granted"
    OPINIONS_SENT = "opinions-sent"
    OPINIONS_ANSWERED = "opinions-answered"


type Groups = type[Enum] | tuple[tuple[str, Message], ...]
"""Groups of lines in their order: the values of an enumeration, or keys with their labels."""


ACTIVE: Final = "active"
"""Name of the rows of pôles in activity on the last days of the periods, in the statements of figures and lists."""


class LineSource(msgspec.Struct, frozen=True, kw_only=True):
    """SQL of the lines of a figure, over the rows `alias` of a table and the days of `period`.

    `item` is the id of the object to which a line leads, `detail` tells its lines apart, `bassins` is a list. Without
    a `row`, the lines are of the rows `active`, which several figures share.
    """

    row: type[Row] | None = None
    alias: str
    item: str
    day: str
    group: str
    value: str = "1"
    detail: str = "''"
    bassins: str = ""
    joins: str = ""
    conditions: tuple[str, ...] = ()
    illustrative: str = ""

    def sql(self, *, in_bassin: bool) -> str:
        """Returns SQL for the lines that the viewer may see; `in_bassin`, only those of the parameter `bassin`."""
        bassins = self.bassins or f"{self.alias}.bassins"
        own = (in_own_bassin(bassins),) if in_bassin else ()
        checks = (alive(self.alias), visible(self.row.TABLE, self.alias)) if self.row else ()
        where = " and ".join((*checks, *self.conditions, *own))
        return f"""
            select {self.item} as item, ({self.detail})::text collate "C" as detail, {bassins} as bassins,
                {self.day} as day, {self.group} as part, ({self.value})::bigint as value,
                {self.illustrative or f"{self.alias}.illustrative"} as illustrative
            from {f"read.{self.row.TABLE.name}" if self.row else ACTIVE} as {self.alias} {self.joins}
            where {where}
        """  # noqa: S608 - names of tables and columns, never a value


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """Figure of the barometer. `kind` is that of the objects to which its lines lead.

    `public`: a visitor may see some of its lines.
    """

    key: BarometerFigureKey
    theme: BarometerTheme
    unit: BarometerUnit
    title: Message
    definition: Message
    kind: str
    groups: Groups
    lines: LineSource
    public: bool = False


def in_own_bassin(bassins: str) -> str:
    """Returns SQL: the list has the parameter `bassin`."""
    return unestimated(f"{bassins} @> array[%(bassin)s]::text[]")


def in_period(day: str) -> str:
    """Returns SQL: the day is in the period, both bounds included.

    PostgreSQL compares days before it looks at rights. The bounds of all periods spare it the rights of other rows.
    """
    return f"{day} between period.since and period.until and {day} between %(first_day)s::date and %(last_day)s::date"


DAY_GROUPS: Final = (
    ("week", Message("Sept jours au plus")),
    ("month", Message("De 8 à 30 jours")),
    ("quarter", Message("De 31 à 90 jours")),
    ("longer", Message("Plus de 90 jours")),
)


def day_group(days: str) -> str:
    """Returns SQL for the key in `DAY_GROUPS` of a number of days."""
    return f"""case when {days} <= 7 then 'week' when {days} <= 30 then 'month'
        when {days} <= 90 then 'quarter' else 'longer' end"""
