"""Events of the register of operators."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.event import Event
from efe_domain.shared.ids import NumberScheme


class OperatorKind(StrEnum):
    """Kind of an operator; its college follows (PS-COMPO)."""

    ENTREPRISE = "entreprise"
    INTERCOMMUNALE = "intercommunale"
    PARTENAIRE_SOCIAL = "partenaire-social"
    EMPLOI = "emploi"
    FORMATION = "formation"
    INSERTION = "insertion"
    ENSEIGNEMENT_SECONDAIRE = "enseignement-secondaire"
    CEFA = "cefa"
    PROMOTION_SOCIALE = "promotion-sociale"

    @property
    def college(self) -> College:
        return _COLLEGES[self]

    @property
    def has_ressort(self) -> bool:
        """Tells whether it acts for a territory, wherever its offices are (PS-LOCAL, interpretation)."""
        return self in (OperatorKind.INTERCOMMUNALE, OperatorKind.PARTENAIRE_SOCIAL)


_COLLEGES = {
    OperatorKind.ENTREPRISE: College.A,
    OperatorKind.INTERCOMMUNALE: College.A,
    OperatorKind.PARTENAIRE_SOCIAL: College.A,
    OperatorKind.EMPLOI: College.B,
    OperatorKind.FORMATION: College.B,
    OperatorKind.INSERTION: College.B,
    OperatorKind.ENSEIGNEMENT_SECONDAIRE: College.C,
    OperatorKind.CEFA: College.C,
    OperatorKind.PROMOTION_SOCIALE: College.C,
}


class OperatorRegistered(Event, topic="operator.registered.v1", command="registerOperator", rule=Rule.PS_COMPO):
    """An operator entered the register of the ten Instances; its kind tells its college."""

    scheme: NumberScheme
    number: str
    name: str
    kind: OperatorKind
    effective_on: date


def _of_no_instance(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "bassin": None}


def _without_reason(raw: dict[str, Any]) -> dict[str, Any]:
    return {**_of_no_instance(raw), "reason": None}


class OperatorRenamed(
    Event, topic="operator.renamed.v2", command="renameOperator", rule=Rule.REGISTRE, since="0.3.0"
):
    """The operator took another name on that day; `bassin` is the Instance that says so, and `reason` why."""

    REPLACES: ClassVar = {"operator.renamed.v1": _without_reason}

    bassin: Bassin | None
    name: str
    reason: str | None
    effective_on: date


class OperatorKindChanged(
    Event, topic="operator.kind-changed.v2", command="changeOperatorKind", rule=Rule.PS_COMPO, since="0.3.0"
):
    """The operator changed its kind, and so its college; each seat keeps its own, but in v1, without an Instance."""

    REPLACES: ClassVar = {"operator.kind-changed.v1": _of_no_instance}

    bassin: Bassin | None
    kind: OperatorKind
    effective_on: date

    @property
    def moves_seats(self) -> bool:
        return self.bassin is None


class OperatorRenumbered(
    Event, topic="operator.renumbered.v2", command="renumberOperator", rule=Rule.REGISTRE, since="0.3.0"
):
    """The operator took another number; the former is never given again. `bassin` says so, and `reason` why."""

    REPLACES: ClassVar = {"operator.renumbered.v1": _without_reason}

    bassin: Bassin | None
    scheme: NumberScheme
    number: str
    reason: str | None
    effective_on: date


class OperatorNumberReserved(Event, topic="operator.number-reserved.v1", rule=Rule.REGISTRE, since="0.3.0"):
    """The number under which this id is made is now that of another entry of the register, `bearer`."""

    bearer: UUID
    effective_on: date


class SiteOpened(Event, topic="operator.site-opened.v1", command="openSite", rule=Rule.PS_LOCAL):
    """The operator has a site in a commune from that day; `bassin` is the one of the commune."""

    site: UUID
    commune: str
    bassin: Bassin
    effective_on: date


class SiteClosed(Event, topic="operator.site-closed.v1", command="closeSite", rule=Rule.PS_LOCAL):
    """The site closed on that day."""

    site: UUID
    effective_on: date


def _of_all_bassins(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "bassin": None}


class CompetenceRecognised(
    Event,
    topic="operator.competence-recognised.v2",
    command="recogniseCompetence",
    rule=Rule.PS_COMPETENT,
    since="0.3.0",
):
    """The Instance of the bassin holds the operator competent there for an axis; without one, v1, for all ten."""

    REPLACES: ClassVar = {"operator.competence-recognised.v1": _of_all_bassins}

    bassin: Bassin | None
    axis: Axis
    key: str
    effective_on: date

    @property
    def covered(self) -> tuple[Bassin, ...]:
        return covered_by(self.bassin)


class CompetenceWithdrawn(
    Event,
    topic="operator.competence-withdrawn.v2",
    command="withdrawCompetence",
    rule=Rule.PS_COMPETENT,
    since="0.3.0",
):
    """The Instance of the bassin withdrew the competence held since `since`; without one, v1, for all ten."""

    REPLACES: ClassVar = {"operator.competence-withdrawn.v1": _of_all_bassins}

    bassin: Bassin | None
    key: str
    since: date
    effective_on: date

    @property
    def covered(self) -> tuple[Bassin, ...]:
        return covered_by(self.bassin)


def covered_by(bassin: Bassin | None) -> tuple[Bassin, ...]:
    """Returns the bassins of a competence: all ten without one."""
    return (bassin,) if bassin else tuple(Bassin)


class RessortRecorded(
    Event, topic="operator.ressort-recorded.v1", command="recordRessort", rule=Rule.PS_LOCAL, since="0.3.0"
):
    """The ressort of the operator covers the bassin from that day, as `basis` (its statutes, a decree) says."""

    bassin: Bassin
    basis: str
    effective_on: date


class RessortEnded(Event, topic="operator.ressort-ended.v1", command="endRessort", rule=Rule.PS_LOCAL, since="0.3.0"):
    """The ressort, which covered the bassin since `since`, ended on that day."""

    bassin: Bassin
    since: date
    effective_on: date


type OperatorEvent = (
    OperatorRegistered
    | OperatorRenamed
    | OperatorKindChanged
    | OperatorRenumbered
    | OperatorNumberReserved
    | SiteOpened
    | SiteClosed
    | CompetenceRecognised
    | CompetenceWithdrawn
    | RessortRecorded
    | RessortEnded
)
