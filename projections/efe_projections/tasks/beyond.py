"""SQL sources of the tasks beyond the open dossiers: of former representatives, and of administrators."""

from collections.abc import Mapping
from typing import Final

from efe_domain.law.rules import Rule
from efe_projections.correction.rows import CorrectionKind
from efe_projections.correction.second_persons import AWAITS_ADMINISTRATOR, PROPOSALS
from efe_projections.decision.late_words import FORMER, MAY_SPEAK
from efe_projections.decision.rows import DecisionRow
from efe_projections.pole.representations import RepresentationRow, following
from efe_projections.tasks.kinds import NEAR, OwnerKind, TaskKind, TaskSource, recorded_on
from efe_projections.tasks.oversight import of_corrections

PERSON_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.REPRESENTATIVE_REPLACED: TaskSource(
        rule=Rule.PS_DESIGN,
        row=RepresentationRow,
        subject="pole",
        beside=f"join lateral {following('representation')} as following on true",
        where="following.person is distinct from representation.person"
        f" and {recorded_on('following')} > %(news_since)s::date",
        mine="representation.person = %(person)s::uuid",
        since="following.begins",
        key="representation.pole",
        bassin="representation.bassins[1]",
        part="representation.operator::text || ' ' || following.version::text",
        owner=f"'{OwnerKind.MEMBER}'",
        owner_key="representation.operator",
        command="null",
    ),
    TaskKind.WORD_WITHOUT_SEAT: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=DecisionRow,
        subject="decision",
        beside=FORMER,
        where=MAY_SPEAK,
        mine="true",
        since="decision.adopted_on",
        due="decision.late_until",
        part="seat.operator::text",
        owner=f"'{OwnerKind.MEMBER}'",
        owner_key="seat.operator",
        command="'take_position'",
    ),
}
"""Tasks of a person who no longer speaks for a member of the pôle."""


def _of_administrators(kinds: str) -> TaskSource:
    return of_corrections(
        kinds,
        AWAITS_ADMINISTRATOR,
        "true",
        among=NEAR,
        bassin="correction.bassins[1]",
        owner=OwnerKind.ADMINISTRATION,
    )


ADMINISTRATOR_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.RECTIFICATION_TO_CONFIRM: _of_administrators(PROPOSALS),
    TaskKind.FACT_IN_QUESTION: _of_administrators(f"'{CorrectionKind.QUESTIONED}'"),
}
