"""Figures on meetings: those held, by assembly, and the attendance of members."""

from typing import Final

from efe_domain.meeting.events import AssemblyKind
from efe_domain.shared.messages import Message
from efe_projections.barometer.figure import (
    BarometerFigureKey,
    BarometerTheme,
    BarometerUnit,
    Figure,
    LineSource,
    in_period,
)
from efe_projections.barometer.poles import RHYTHM
from efe_projections.meeting.rows import MeetingRow

_HELD: Final = in_period("meeting.held_on")
_MEMBERS: Final = """
    cross join lateral (
        select 'present' as part, place, content ->> 'operator' as operator
        from jsonb_array_elements(meeting.present) with ordinality as each (content, place)
        union all
        select 'represented', place, content ->> 'operator'
        from jsonb_array_elements(meeting.represented) with ordinality as each (content, place)
        union all
        select 'excused', place, content ->> 'operator'
        from jsonb_array_elements(meeting.excused) with ordinality as each (content, place)
    ) as member
"""

MEETING_FIGURES: Final = (
    Figure(
        key=BarometerFigureKey.ATTENDANCE,
        theme=BarometerTheme.MEETINGS,
        unit=BarometerUnit.PERCENT,
        title=Message("Présence aux réunions des pôles"),
        definition=Message(
            "Des opérateurs que citent les réunions des pôles tenues dans la période, la part de ceux qui y étaient"
            " présents ou représentés ; les autres se sont excusés."
        ),
        kind="meeting",
        groups=(
            ("present", Message("Présent")),
            ("represented", Message("Représenté")),
            ("excused", Message("Excusé")),
        ),
        lines=LineSource(
            row=MeetingRow,
            alias="meeting",
            item="meeting.id",
            detail="member.part || ' ' || member.place",
            day="meeting.held_on",
            group="member.part",
            value="case when member.part = 'excused' then 0 else 1 end",
            joins=_MEMBERS,
            conditions=(_HELD, "meeting.pole is not null", "member.operator is not null"),
        ),
    ),
    Figure(
        key=BarometerFigureKey.MEETINGS_HELD,
        theme=BarometerTheme.MEETINGS,
        unit=BarometerUnit.NUMBER,
        title=Message("Réunions tenues"),
        definition=Message("Les réunions de pôles, d'organes et de la zone interbassin tenues dans la période."),
        kind="meeting",
        groups=AssemblyKind,
        lines=LineSource(
            row=MeetingRow,
            alias="meeting",
            item="meeting.id",
            day="meeting.held_on",
            group="meeting.kind",
            conditions=(_HELD,),
        ),
    ),
    RHYTHM,
)
