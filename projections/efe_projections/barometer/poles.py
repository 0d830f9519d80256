"""Figures on pôles: those in activity by axis and by term, their members by college, and the rhythm of meetings."""

from typing import Final

from efe_domain.shared.axis import AxisKind
from efe_domain.shared.colleges import College
from efe_domain.shared.messages import Message
from efe_projections.barometer.figure import (
    ACTIVE,
    BarometerFigureKey,
    BarometerTheme,
    BarometerUnit,
    Figure,
    LineSource,
    in_own_bassin,
)
from efe_projections.engine.query import alive, visible
from efe_projections.meeting.reads import last_held
from efe_projections.pole.memberships import MembershipRow
from efe_projections.pole.reads import PoleState, state_on, term_end_on
from efe_projections.pole.rows import PoleRow
from efe_projections.pole.terms import ModalitiesRow

_LAST_DAY: Final = "period.until"
_ON_LAST_DAY: Final = f"pole.on_day = {_LAST_DAY}"
_TERM_END: Final = f"""case
    when last.on_day between pole.term_starts and pole.term_ends then pole.term_ends
    else {term_end_on("last.on_day", "pole")}
end"""
_MODALITIES: Final = f"""
    join read.{ModalitiesRow.TABLE.name} as agreed on agreed.id = pole.id and agreed.agreed_on <= {_LAST_DAY}
    and {alive("agreed")} and {visible(ModalitiesRow.TABLE, "agreed")}
    cross join lateral (
        select (greatest({last_held(_LAST_DAY)}, pole.constituted_on)
            + make_interval(months => agreed.meeting_every_months::int))::date as next_on offset 0
    ) as due
"""


def active_poles(*, in_bassin: bool) -> str:
    """Returns SQL for the rows `active`: the pôles in activity on each last day, with the end of the term then.

    `offset 0` lets a term be looked for once, however often its end is named.
    """
    own = in_own_bassin("pole.bassins") if in_bassin else "true"
    return f"""{ACTIVE} as (
        select last.on_day, term.ends_on, pole.id, pole.bassins, pole.axis_kind, pole.constituted_on,
            pole.illustrative
        from (select distinct until as on_day from period) as last
        cross join read.{PoleRow.TABLE.name} as pole
        cross join lateral (select {_TERM_END} as ends_on offset 0) as term
        where {alive("pole")} and {visible(PoleRow.TABLE, "pole")} and {own}
        and {state_on("last.on_day", term_end="term.ends_on")} = '{PoleState.ACTIVE}'
    )"""  # noqa: S608 - names of tables and columns, never a value


POLE_FIGURES: Final = (
    Figure(
        key=BarometerFigureKey.ACTIVE_POLES,
        theme=BarometerTheme.POLES,
        unit=BarometerUnit.NUMBER,
        title=Message("Pôles en activité, par axe"),
        definition=Message(
            "Les pôles dont un terme couvre le dernier jour de la période et qui ne sont pas dissous."
        ),
        kind="pole",
        groups=AxisKind,
        lines=LineSource(
            alias="pole",
            item="pole.id",
            day="pole.constituted_on",
            group="pole.axis_kind",
            conditions=(_ON_LAST_DAY,),
        ),
        public=True,
    ),
    Figure(
        key=BarometerFigureKey.POLES_BY_TERM,
        theme=BarometerTheme.POLES,
        unit=BarometerUnit.NUMBER,
        title=Message("Pôles en activité, par fin de terme"),
        definition=Message("Les mêmes pôles, selon le temps qui reste jusqu'à la fin du terme qui couvre ce jour."),
        kind="pole",
        groups=(
            ("six-months", Message("Dans les six mois")),
            ("year", Message("De six à douze mois")),
            ("two-years", Message("D'un à deux ans")),
            ("later", Message("Dans plus de deux ans")),
        ),
        lines=LineSource(
            alias="pole",
            item="pole.id",
            day="pole.ends_on",
            group=f"""case
                when pole.ends_on <= {_LAST_DAY} + interval '6 months' then 'six-months'
                when pole.ends_on <= {_LAST_DAY} + interval '12 months' then 'year'
                when pole.ends_on <= {_LAST_DAY} + interval '24 months' then 'two-years'
                else 'later'
            end""",
            conditions=(_ON_LAST_DAY,),
        ),
        public=True,
    ),
    Figure(
        key=BarometerFigureKey.SEATS,
        theme=BarometerTheme.POLES,
        unit=BarometerUnit.NUMBER,
        title=Message("Membres des pôles en activité, par collège"),
        definition=Message("Les sièges occupés le dernier jour de la période dans les pôles alors en activité."),
        kind="pole",
        groups=College,
        lines=LineSource(
            row=MembershipRow,
            alias="seat",
            item="seat.pole",
            detail="seat.operator::text || ' ' || seat.since",
            day="seat.since",
            group="seat.college",
            joins=f"join {ACTIVE} as pole on pole.id = seat.pole and {_ON_LAST_DAY}",
            conditions=(f"seat.since <= {_LAST_DAY}", f"(seat.until is null or seat.until > {_LAST_DAY})"),
        ),
    ),
)
RHYTHM: Final = Figure(
    key=BarometerFigureKey.MEETING_RHYTHM,
    theme=BarometerTheme.MEETINGS,
    unit=BarometerUnit.PERCENT,
    title=Message("Pôles réunis au rythme convenu"),
    definition=Message(
        "Des pôles en activité le dernier jour et dont les modalités sont convenues, la part de ceux dont la"
        " prochaine réunion n'est pas en retard ce jour-là."
    ),
    kind="pole",
    groups=(("kept", Message("Dans le rythme convenu")), ("late", Message("En retard sur le rythme convenu"))),
    lines=LineSource(
        alias="pole",
        item="pole.id",
        day="due.next_on",
        joins=_MODALITIES,
        group=f"case when due.next_on >= {_LAST_DAY} then 'kept' else 'late' end",
        value=f"case when due.next_on >= {_LAST_DAY} then 1 else 0 end",
        conditions=(_ON_LAST_DAY,),
    ),
)
