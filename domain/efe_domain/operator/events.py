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


class OperatorRegistered(Event):
    """An operator entered the register of the ten Instances; its kind tells its college."""

    TOPIC = "operator.registered.v1"
    COMMAND = "registerOperator"
    RULE = Rule.PS_COMPO

    scheme: NumberScheme
    number: str
    name: str
    kind: OperatorKind
    effective_on: date


class OperatorRenamed(Event):
    """The operator took another name on that day."""

    TOPIC = "operator.renamed.v1"
    COMMAND = "renameOperator"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

    name: str
    effective_on: date


class OperatorKindChanged(Event):
    """The operator changed its kind on that day; its college follows."""

    TOPIC = "operator.kind-changed.v1"
    COMMAND = "changeOperatorKind"
    RULE = Rule.PS_COMPO
    SINCE = "0.3.0"

    kind: OperatorKind
    effective_on: date


class OperatorRenumbered(Event):
    """The operator took another registration number on that day; the former number is never given again."""

    TOPIC = "operator.renumbered.v1"
    COMMAND = "renumberOperator"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

    scheme: NumberScheme
    number: str
    effective_on: date


class OperatorNumberReserved(Event):
    """The number under which this id is made is now that of another entry of the register, `bearer`."""

    TOPIC = "operator.number-reserved.v1"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

    bearer: UUID
    effective_on: date


class SiteOpened(Event):
    """The operator has a site in a commune from that day; `bassin` is the one of the commune."""

    TOPIC = "operator.site-opened.v1"
    COMMAND = "openSite"
    RULE = Rule.PS_LOCAL

    site: UUID
    commune: str
    bassin: Bassin
    effective_on: date


class SiteClosed(Event):
    """The site closed on that day."""

    TOPIC = "operator.site-closed.v1"
    COMMAND = "closeSite"
    RULE = Rule.PS_LOCAL

    site: UUID
    effective_on: date


def _of_all_bassins(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "bassin": None}


class CompetenceRecognised(Event):
    """The Instance of the bassin holds the operator competent there for an axis; without one, v1, for all ten."""

    TOPIC = "operator.competence-recognised.v2"
    COMMAND = "recogniseCompetence"
    RULE = Rule.PS_COMPETENT
    SINCE = "0.3.0"
    REPLACES: ClassVar = {"operator.competence-recognised.v1": _of_all_bassins}

    bassin: Bassin | None
    axis: Axis
    key: str
    effective_on: date

    @property
    def covered(self) -> tuple[Bassin, ...]:
        return covered_by(self.bassin)


class CompetenceWithdrawn(Event):
    """The Instance of the bassin withdrew the competence held since `since`; without one, v1, for all ten."""

    TOPIC = "operator.competence-withdrawn.v2"
    COMMAND = "withdrawCompetence"
    RULE = Rule.PS_COMPETENT
    SINCE = "0.3.0"
    REPLACES: ClassVar = {"operator.competence-withdrawn.v1": _of_all_bassins}

    bassin: Bassin | None
    key: str
    since: date
    effective_on: date

    @property
    def covered(self) -> tuple[Bassin, ...]:
        return covered_by(self.bassin)


def covered_by(bassin: Bassin | None) -> tuple[Bassin, ...]:
    """The bassins of a competence: all ten without one."""
    return (bassin,) if bassin else tuple(Bassin)


class RessortRecorded(Event):
    """The ressort of the operator covers the bassin from that day, as `basis` (its statutes, a decree) says."""

    TOPIC = "operator.ressort-recorded.v1"
    COMMAND = "recordRessort"
    RULE = Rule.PS_LOCAL
    SINCE = "0.3.0"

    bassin: Bassin
    basis: str
    effective_on: date


class RessortEnded(Event):
    """The ressort, which covered the bassin since `since`, ended on that day."""

    TOPIC = "operator.ressort-ended.v1"
    COMMAND = "endRessort"
    RULE = Rule.PS_LOCAL
    SINCE = "0.3.0"

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
