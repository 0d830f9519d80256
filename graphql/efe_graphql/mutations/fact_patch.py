"""Values that a correction may give to the fields of a fact."""

from collections.abc import Callable, Mapping
from datetime import date, time
from functools import partial
from typing import Any, Final

import strawberry
from msgspec import to_builtins
from strawberry import ID, UNSET, field

from efe_domain.analysis.events import AnalysisSource, AnalysisSubject
from efe_domain.operator.events import OperatorKind
from efe_domain.project.events import FundingAuthority, SupportKind, SupportPhase, VerdictKind
from efe_graphql.contract.enums import Mission
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.contract.scalars import Cents
from efe_graphql.mutations.instance_mutations import BodyRulesInput
from efe_graphql.mutations.meeting_mutations import AttendeeInput, RepresentedOperatorInput
from efe_graphql.mutations.pole_mutations import CriterionInput
from efe_graphql.types.pole.axis import AxisCodeInput

type Fields = dict[str, Any]


@strawberry.input(description="D'un mandat : les valeurs à rectifier.")
class MandatePatchInput:
    category: str | None = field(default=UNSET, description="La catégorie.")
    voting: bool | None = field(default=UNSET, description="Si la voix est délibérative.")
    person_id: ID | None = field(default=UNSET, description="La personne.")
    substitute_id: ID | None = field(default=UNSET, description="Le suppléant ; aucun, si nul.")
    ends: date | None = field(default=UNSET, description="Le dernier jour ; aucun, si nul.")


@strawberry.input(description="D'une demande de données : les valeurs à rectifier.")
class DataRequestPatchInput:
    subject: AnalysisSubject | None = field(default=UNSET, description="Ce dont l'analyse parle.")
    source: AnalysisSource | None = field(default=UNSET, description="De qui elle vient.")
    provider: str | None = field(default=UNSET, description="À qui l'on demande.")
    question: str | None = field(default=UNSET, description="Ce que l'on demande.")
    due_on: date | None = field(default=UNSET, description="L'échéance.")
    remind_on: date | None = field(default=UNSET, description="Le jour à partir duquel rappeler.")


@strawberry.input(
    description="Les valeurs justes d'un fait, parmi celles que sa sorte permet de rectifier ; les autres restent."
    " Une valeur nulle efface ce qui peut être absent."
)
class FactPatchInput:
    effective_on: date | None = field(default=UNSET, description="Le jour en droit.")
    name: str | None = field(default=UNSET, description="Le nom.")
    reason: str | None = field(default=UNSET, description="La raison qui en fut donnée.")
    operator_id: ID | None = field(default=UNSET, description="L'opérateur.")
    representative_id: ID | None = field(default=UNSET, description="La personne qui représente le membre.")
    substitute_id: ID | None = field(default=UNSET, description="La personne qui supplée le membre ; aucune, si nul.")
    person_id: ID | None = field(default=UNSET, description="La personne qui représente l'Instance dans la zone.")
    starts: date | None = field(default=UNSET, description="Le premier jour d'une période.")
    ends: date | None = field(default=UNSET, description="Le dernier jour d'un terme ou d'une période.")
    day: date | None = field(default=UNSET, description="Le jour pour lequel une réunion est convoquée.")
    starts_at: time | None = field(default=UNSET, description="L'heure à laquelle une réunion commence.")
    ends_at: time | None = field(default=UNSET, description="L'heure à laquelle une réunion finit.")
    place: str | None = field(default=UNSET, description="Le lieu d'une réunion.")
    remote: bool | None = field(default=UNSET, description="Si une réunion se tient à distance.")
    items: list[str] | None = field(default=UNSET, description="Les points d'un ordre du jour.")
    present: list[AttendeeInput] | None = field(default=UNSET, description="Qui était présent.")
    excused: list[AttendeeInput] | None = field(default=UNSET, description="Qui s'est fait excuser.")
    represented: list[RepresentedOperatorInput] | None = field(
        default=UNSET, description="Qui était représenté, et par qui."
    )
    document_sha256: str | None = field(default=UNSET, description="L'empreinte du document déposé.")
    deadline: date | None = field(
        default=UNSET,
        description="Le délai annoncé.",
        deprecation_reason="Utiliser `setDecisionDeadline`, qui recule un délai ; absent à partir du 2027-05-29.",
    )
    due_on: date | None = field(default=UNSET, description="L'échéance d'une demande d'avis.")
    answer_due_on: date | None = field(default=UNSET, description="L'échéance de la réponse à un avis.")
    remind_on: date | None = field(default=UNSET, description="Le jour du rappel suivant.")
    commune: str | None = field(default=UNSET, description="Le code NIS de la commune d'un site.")
    operator_kind: OperatorKind | None = field(default=UNSET, description="La sorte d'un opérateur.")
    mission: Mission | None = field(default=UNSET, description="La mission dont un organe relève.")
    mandate: MandatePatchInput | None = field(default=UNSET, description="Un mandat.")
    axis_codes: list[AxisCodeInput] | None = field(default=UNSET, description="Les codes d'un axe identifié.")
    rules: list[BodyRulesInput] | None = field(default=UNSET, description="Ce que le règlement dit de chaque organe.")
    renewal_window_days: int | None = field(
        default=UNSET, description="Combien de jours avant sa fin un pôle est renouvelé au plus tôt."
    )
    late_after_days: int | None = field(
        default=UNSET, description="Après combien de jours un fait demande une source pour être enregistré."
    )
    contest_days: int | None = field(
        default=UNSET, description="Combien de jours une décision adoptée peut encore être contestée."
    )
    verdicts_need_quorum: bool | None = field(
        default=UNSET, description="Si un organe ne rend ses verdicts qu'avec son quorum."
    )
    basis: str | None = field(default=UNSET, description="L'acte sur lequel un ressort, ou un axe commun, repose.")
    meeting_every_months: int | None = field(default=UNSET, description="Une réunion au moins tous les tant de mois.")
    quorum_percent: int | None = field(default=UNSET, description="Le quorum d'un pôle, en pour cent.")
    remote_allowed: bool | None = field(default=UNSET, description="Si un pôle peut se réunir à distance.")
    agreement_per_college: bool | None = field(
        default=UNSET, description="Si chaque collège d'un pôle doit être d'accord."
    )
    criteria: list[CriterionInput] | None = field(default=UNSET, description="Les critères d'une évaluation.")
    conclusion: str | None = field(default=UNSET, description="La conclusion d'une évaluation.")
    meeting_id: ID | None = field(default=UNSET, description="La réunion d'un verdict.")
    without_meeting: str | None = field(
        default=UNSET, description="Pourquoi un verdict ne cite aucune réunion ; vide, s'il en cite une."
    )
    verdict: VerdictKind | None = field(default=UNSET, description="Un verdict, tel que le procès-verbal le dit.")
    conditions: list[str] | None = field(default=UNSET, description="Les conditions d'un verdict, une à une.")
    condition_due_on: list[date | None] | None = field(
        default=UNSET, description="Le dernier jour pour remplir chaque condition d'un verdict, dans leur ordre."
    )
    reasons: str | None = field(default=UNSET, description="Les raisons d'un verdict.")
    why: str | None = field(default=UNSET, description="Pourquoi un verdict est revu.")
    expected_on: date | None = field(default=UNSET, description="Le jour auquel un verdict est attendu.")
    finding: str | None = field(default=UNSET, description="En quoi une condition est remplie.")
    support_kind: SupportKind | None = field(default=UNSET, description="La sorte d'un soutien.")
    phase: SupportPhase | None = field(default=UNSET, description="La phase d'un soutien.")
    description: str | None = field(default=UNSET, description="En quoi un soutien consiste.")
    hours: int | None = field(default=UNSET, description="Combien d'heures un soutien compte ; inconnu, si nul.")
    authority: FundingAuthority | None = field(default=UNSET, description="L'exécutif d'une demande de financement.")
    procedure: str | None = field(default=UNSET, description="La procédure d'une demande de financement.")
    amount: Cents | None = field(default=UNSET, description="Le montant demandé, en centimes d'euro.")
    granted: Cents | None = field(default=UNSET, description="Le montant accordé, en centimes ; un refus, si nul.")
    comment: str | None = field(default=UNSET, description="Ce qui est dit d'une issue.")
    report: str | None = field(default=UNSET, description="Un rapport d'avancement.")
    result: str | None = field(default=UNSET, description="Le résultat d'un projet.")
    requester: str | None = field(default=UNSET, description="Qui demande un avis.")
    data_request: DataRequestPatchInput | None = field(default=UNSET, description="Une demande de données.")
    title: str | None = field(default=UNSET, description="L'intitulé d'un document joint.")
    text: str | None = field(default=UNSET, description="Le texte d'un erratum.")
    note: str | None = field(default=UNSET, description="La note d'un rappel.")
    reference: str | None = field(default=UNSET, description="La référence d'une contribution.")
    answer: str | None = field(default=UNSET, description="La réponse à un avis.")
    effect: str | None = field(default=UNSET, description="L'effet observé d'un avis.")

    def fields(self) -> Fields:
        """Returns the values by the names of event fields, as JSON. Raises `BadUserInput`."""
        patch_fields: Fields = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if value is not UNSET:
                path, convert = _PLACES.get(name, ((name,), to_builtins))
                _put(patch_fields, path, None if value is None else convert(value))
        if not patch_fields:
            raise BadUserInput("Un fait est annulé, ou reçoit d'autres valeurs.")
        return patch_fields


def _put(fields: Fields, path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        fields = fields.setdefault(name, {})
    fields[path[-1]] = value


def _id(kind: str, value: str) -> str:
    return str(uuid_of(kind, value))


def _parts(value: Any, ids: Mapping[str, str]) -> Fields:
    """Returns the fields of a part that are set; `ids` are the kinds of its id fields."""
    values = {name: getattr(value, name) for name in value.__dataclass_fields__}
    return {
        name.removesuffix("_id"): _id(ids[name], each) if name in ids and each else to_builtins(each)
        for name, each in values.items()
        if each is not UNSET
    }


def _each(part: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    return [to_builtins(part(value)) for value in values]


_PERSONS: Final = {"person_id": "Person", "substitute_id": "Person"}
_PLACES: Final[dict[str, tuple[tuple[str, ...], Callable[[Any], Any]]]] = {
    "operator_id": (("operator",), partial(_id, "Operator")),
    "representative_id": (("representative",), partial(_id, "Person")),
    "person_id": (("person",), partial(_id, "Person")),
    "substitute_id": (("substitute",), partial(_id, "Person")),
    "starts_at": (("hours", "starts"), to_builtins),
    "ends_at": (("hours", "ends"), to_builtins),
    "renewal_window_days": (("settings", "renewal_window_days"), to_builtins),
    "late_after_days": (("settings", "late_after_days"), to_builtins),
    "place": (("venue", "place"), to_builtins),
    "remote": (("venue", "remote"), to_builtins),
    "present": (("present",), partial(_each, AttendeeInput.attendee)),
    "excused": (("excused",), partial(_each, AttendeeInput.attendee)),
    "represented": (("represented",), partial(_each, RepresentedOperatorInput.fact)),
    "document_sha256": (("document",), to_builtins),
    "operator_kind": (("kind",), to_builtins),
    "mandate": (("mandate",), lambda value: _parts(value, _PERSONS)),
    "axis_codes": (("axis", "codes"), lambda values: [_parts(each, {}) for each in values]),
    "rules": (("rules",), partial(_each, BodyRulesInput.rules)),
    "criteria": (("criteria",), lambda values: [_parts(each, {}) for each in values]),
    "meeting_id": (("meeting",), partial(_id, "Meeting")),
    "condition_due_on": (("due",), to_builtins),
    "support_kind": (("kind",), to_builtins),
    "amount": (("amount_cents",), int),
    "granted": (("granted_cents",), int),
    "data_request": (("request",), lambda value: _parts(value, {})),
}
"""Fields of events that have another name or form than those of the commands."""
