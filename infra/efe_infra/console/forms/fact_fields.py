"""Form fields of recorded facts, by the names of the fields in events."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from efe_infra.console.forms.command_form import Field, Kind
from efe_infra.console.language.translatable import tr, tr_value
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import LABELS

PATCH: Final = "changes.0.patch."
NO_NAMES: Final[Mapping[str, str]] = {}


class Part(NamedTuple):
    """Value of a fact: its form field, its path in the event, and the type that an identifier refers to."""

    field: Field
    path: tuple[str, ...]
    of: str = ""
    enumeration: str = ""

    @property
    def name(self) -> str:
        """Name in a patch."""
        return self.field.name.removeprefix(PATCH)

    def recorded(self, state: Mapping[str, Any]) -> Any:
        content: Any = state
        for name in self.path:
            content = content.get(name) if isinstance(content, Mapping) else None
        return content

    def value(self, state: Mapping[str, Any]) -> Any:
        """Returns the value that a form sends; None for a missing one."""
        content = self.recorded(state)
        match self.field.kind:
            case "flag":
                return bool(content)
            case "lines" | "number":
                return content or None
            case _:
                return self.text(state) or None

    def text(self, state: Mapping[str, Any]) -> str:
        """Returns the text in the form field."""
        content = self.recorded(state)
        if self.of and content:
            return global_id(self.of, str(content))
        if self.enumeration and content:
            return WRITTEN.get(str(content)) or str(content).replace("-", "_").upper()
        return typed(content, self.field.kind)

    def words(self, state: Mapping[str, Any], names: Mapping[str, str] = NO_NAMES) -> str:
        """Returns the value in words; `names` are those that the viewer may see, by global id."""
        text = self.text(state)
        if not text or self.of:
            return names.get(text, tr("un nom que vous ne voyez pas")) if text else "—"
        match self.field.kind:
            case "day":
                return tr_value(date.fromisoformat(text))
            case "flag":
                return tr("Oui")
            case "document":
                return tr("Un document déposé")
            case _ if self.enumeration:
                return tr(LABELS[self.enumeration][text].words)
            case _:
                return text


def parts_of(subject: str, name: str) -> tuple[Part, ...]:
    """Returns the parts of a field of facts about a kind of objects."""
    return PARTS.get(f"{subject}.{name}") or PARTS.get(name, ())


def typed(content: Any, kind: Kind) -> str:
    match kind:
        case _ if content is None:
            return ""
        case "flag":
            return "oui" if content else ""
        case "lines":
            return "\n".join(map(str, content))
        case "time":
            return str(content)[:5]
        case _:
            return str(content)


def part(
    name: str, label: str, kind: Kind = "line", *path: str, of: str = "", enumeration: str = "", hint: str = ""
) -> Part:
    return Part(Field(f"{PATCH}{name}", label, kind, hint, kept=True), path, of, enumeration)


def parts() -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Yields the parts by the name of the field in the event; a kind of objects may have its own."""
    for name, patch, label, kind in PLAIN:
        yield name, (part(patch, label, kind, name.rpartition(".")[2]),)
    for name, patch, label, of in NAMING:
        yield name, (part(patch, label, "search_one", name, of=of),)
    for name, patch, label, enumeration in CHOSEN:
        yield name, (part(patch, label, "one_of", name.rpartition(".")[2], enumeration=enumeration),)
    yield (
        "hours",
        (
            part("startsAt", "Heure de début", "time", "hours", "starts"),
            part("endsAt", "Heure de fin", "time", "hours", "ends"),
        ),
    )
    yield (
        "venue",
        (part("place", "Lieu", "line", "venue", "place"), part("remote", "À distance", "flag", "venue", "remote")),
    )
    yield "document", (part("documentSha256", "Document cité", "document", "document", "sha256"),)
    for name, patch, label in (
        ("amount_cents", "amount", "Montant demandé"),
        ("granted_cents", "granted", "Montant accordé"),
    ):
        yield name, (part(patch, label, "line", name, hint="En centimes d'euro."),)


PLAIN: Final[tuple[tuple[str, str, str, Kind], ...]] = (
    ("effective_on", "effectiveOn", "Jour en droit", "day"),
    ("name", "name", "Nom", "line"),
    ("reason", "reason", "Raison qui en fut donnée", "text"),
    ("starts", "starts", "Premier jour", "day"),
    ("ends", "ends", "Dernier jour", "day"),
    ("day", "day", "Jour de la réunion", "day"),
    ("items", "items", "Points de l'ordre du jour, un par ligne", "lines"),
    ("due_on", "dueOn", "Échéance de la demande", "day"),
    ("answer_due_on", "answerDueOn", "Échéance de la réponse", "day"),
    ("remind_on", "remindOn", "Jour du rappel suivant", "day"),
    ("expected_on", "expectedOn", "Jour auquel le verdict est attendu", "day"),
    ("commune", "commune", "Code NIS de la commune", "line"),
    ("contest_days", "contestDays", "Jours pour contester une décision", "number"),
    ("verdicts_need_quorum", "verdictsNeedQuorum", "Pas de verdict sans quorum", "flag"),
    ("basis", "basis", "Acte sur lequel il repose", "text"),
    ("meeting_every_months", "meetingEveryMonths", "Une réunion au moins tous les (mois)", "number"),
    ("quorum_percent", "quorumPercent", "Quorum (pour cent)", "number"),
    ("remote_allowed", "remoteAllowed", "Réunions à distance admises", "flag"),
    ("agreement_per_college", "agreementPerCollege", "Accord de chaque collège", "flag"),
    ("conclusion", "conclusion", "Conclusion", "text"),
    ("without_meeting", "withoutMeeting", "Pourquoi aucune réunion n'est citée", "text"),
    ("conditions", "conditions", "Conditions, une par ligne", "lines"),
    ("reasons", "reasons", "Raisons", "text"),
    ("why", "why", "Pourquoi le verdict est revu", "text"),
    ("finding", "finding", "En quoi la condition est remplie", "text"),
    ("description", "description", "En quoi le soutien consiste", "text"),
    ("project.hours", "hours", "Heures prévues en tout", "number"),
    ("procedure", "procedure", "Procédure", "line"),
    ("comment", "comment", "Ce qui est dit de l'issue", "text"),
    ("report", "report", "Rapport d'avancement", "text"),
    ("result", "result", "Résultat", "text"),
    ("requester", "requester", "Qui demande", "line"),
    ("title", "title", "Intitulé", "line"),
    ("text", "text", "Texte", "text"),
    ("note", "note", "Note", "text"),
    ("reference", "reference", "Référence", "line"),
    ("answer", "answer", "Réponse", "text"),
    ("effect", "effect", "Effet observé", "text"),
)
NAMING: Final = (
    ("operator", "operatorId", "Opérateur", "Operator"),
    ("representative", "representativeId", "Qui représente le membre", "Person"),
    ("substitute", "substituteId", "Qui supplée le membre", "Person"),
    ("person", "personId", "Qui représente l'Instance", "Person"),
    ("meeting", "meetingId", "Réunion citée", "Meeting"),
)
CHOSEN: Final = (
    ("operator.kind", "operatorKind", "Sorte d'opérateur", "OperatorKind"),
    ("project.kind", "supportKind", "Sorte de soutien", "SupportKind"),
    ("phase", "phase", "Phase", "SupportPhase"),
    ("verdict", "verdict", "Verdict", "VerdictKind"),
    ("authority", "authority", "Exécutif", "FundingAuthority"),
    ("mission", "mission", "Mission", "Mission"),
)
WRITTEN: Final = {"agreed-with-conditions": "CONDITIONS"}
"""Values of enumerations whose names differ between events and the contract."""
OTHERS: Final = frozenset(
    {"axis", "criteria", "due", "excused", "mandate", "present", "represented", "request", "rules", "settings"}
)
"""Fields of a deeper form, which other clients rectify."""
PARTS: Final[Mapping[str, tuple[Part, ...]]] = dict(parts())
