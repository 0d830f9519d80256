"""Form of a pôle's part of the work plan: a group of fields for each action of the content, and rows for money."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from efe_infra.console.forms import generated as documents
from efe_infra.console.forms.command_form import CommandForm, Field, FieldGroup, InvalidInput, Option, Options, Path
from efe_infra.console.forms.parsers import row_count
from efe_infra.console.language.translatable import Euros, tr
from efe_infra.console.project.generated import (
    PlanFormFunding,
    PlanFormPlanPart,
    PlanFormProjectAction,
    PlanFormProjectContentOfContents,
)
from efe_infra.console.register.labels import Label, label

BUDGET_KINDS: Final[Mapping[str, Label]] = {
    "EQUIPMENT": Label(tr("Équipement")),
    "STAFF": Label(tr("Personnel")),
    "SERVICES": Label(tr("Services")),
    "OTHER": Label(tr("Autre dépense")),
}
STATES: Final[Mapping[str, Label]] = {
    "RUNNING": Label(tr("En cours"), "wait"),
    "DONE": Label(tr("Réalisée"), "good"),
    "DROPPED": Label(tr("Abandonnée"), "bad"),
}
SPARE_ROWS: Final = 3
TO_FILL: Final = tr("Ce champ est à remplir.")
_ROW_FIELDS: Final = ("operatorIds", "starts", "ends", "expectedResult")
REPORTED_STATE: Final = CommandForm(
    slug="etat",
    title="Dire où en est une action",
    lead="Le rapport ne lie personne ; qui le consigne est montré.",
    rule="PS-PLAN",
    document=documents.REPORT_PROGRESS,
    own=(
        Field("action.number", "Contenu n°", "number", required=True),
        Field("action.rank", "Action n°", "number", required=True, codes=("NOT_PLANNED",)),
        Field("state", "État", "pick", required=True, codes=("NOT_STARTED", "PROJECT_IS_OVER", "ALREADY_REPORTED")),
        Field("report", "Rapport", "text"),
    ),
    button="Consigner cet état",
)


_REASON: Final = Field("reason", "Pourquoi la part change", "text", codes=("SAME_PLAN_PART",), kept=True)


def action_fields(rank: int) -> tuple[Field, ...]:
    row = f"actions.rang{rank}"
    return (
        Field(f"{row}.operatorIds", "Opérateurs responsables", "some_of", codes=("NOT_RESPONSIBLE",)),
        Field(f"{row}.starts", "Premier jour", "day", kept=True, codes=("OUTSIDE_THE_CONTENT",)),
        Field(f"{row}.ends", "Dernier jour", "day", kept=True),
        Field(f"{row}.expectedResult", "Résultat attendu", "text", kept=True),
    )


def _actions(content: PlanFormProjectContentOfContents) -> Iterator[FieldGroup]:
    for rank, action in enumerate(content.actions, 1):
        yield FieldGroup(
            title=tr("Action %(number)s", number=rank),
            fields=action_fields(rank),
            section=tr("Actions") if rank == 1 else "",
            quote=action_words(action),
        )


def action_words(action: PlanFormProjectAction) -> str:
    nature = tr(label(action.nature, "ActionNature"))
    return tr("%(nature)s : %(text)s", nature=nature, text=action.description)


def _budget(rows: int) -> Iterator[FieldGroup]:
    for nth in range(rows):
        row = f"budgetLines.{nth}"
        yield FieldGroup(
            title=tr("Dépense %(number)s", number=nth + 1),
            fields=(
                Field(f"{row}.what", "Ce qui est payé", kept=True),
                Field(f"{row}.kind", "Sorte de dépense", "pick"),
                Field(f"{row}.year", "Année", "number", kept=True),
                Field(f"{row}.amount", "Montant, en euros", "money", kept=True),
            ),
            section="" if nth else tr("Budget"),
            hint="" if nth else tr("Sans nom de personne ni d'opérateur. Une ligne vide n'est pas gardée."),
        )


def _financing(rows: int) -> Iterator[FieldGroup]:
    for nth in range(rows):
        row = f"financing.{nth}"
        yield FieldGroup(
            title=tr("Financement %(number)s", number=nth + 1),
            fields=(
                Field(f"{row}.fundingId", "Demande de financement", "pick", spare=True),
                Field(f"{row}.amount", "Montant, en euros", "money", kept=True),
            ),
            section="" if nth else tr("Financement"),
            hint="" if nth else tr("Sans demande : les moyens du pôle. Les soutiens des Instances n'en sont pas."),
        )


PART: Final = CommandForm(
    slug="plan",
    title="Écrire la part du pôle dans le plan de travail",
    lead="Le contenu que les Instances jugent reste ce qu'il est, et aucun verdict n'est rouvert. Une action que le"
    " pôle ne réalise pas reste vide.",
    rule="PS-PLAN",
    document=documents.WRITE_PLAN_PART,
    own=(_REASON,),
    button="Consigner cette part",
    groups=(FieldGroup("", action_fields(1)), *_budget(1), *_financing(1)),
)
"""Form for a content of one action; `plan_form` returns that of another one."""


def plan_form(content: PlanFormProjectContentOfContents, rows: int, *, replaced: bool) -> CommandForm:
    """Returns the form for the actions of a content, with that number of rows for each list of amounts.

    A part that is `replaced` needs a reason.
    """
    return replace(
        PART,
        own=(_REASON,) if replaced else (),
        groups=(*_actions(content), *_budget(rows), *_financing(rows)),
        shape=shape,
        check=incomplete_rows,
        locate=field_path,
    )


def plan_options(
    content: PlanFormProjectContentOfContents, rows: int, *, operators: Sequence[Option], fundings: Sequence[Option]
) -> Options:
    ranks = range(1, len(content.actions) + 1)
    kinds = [Option(value, each.words) for value, each in BUDGET_KINDS.items()]
    return {
        **{f"actions.rang{rank}.operatorIds": operators for rank in ranks},
        **{f"budgetLines.{nth}.kind": kinds for nth in range(rows)},
        **{f"financing.{nth}.fundingId": fundings for nth in range(rows)},
    }


def funding_option(funding: PlanFormFunding) -> Option:
    words = tr("%(procedure)s, %(amount)s", procedure=funding.procedure, amount=Euros(funding.amount))
    return Option(funding.id, words)


def shape(values: dict[str, Any]) -> dict[str, Any]:
    """Gives each action its rank, which the name of its row has."""
    rows = values.get("actions") or {}
    actions = [{"rank": int(row.removeprefix("rang")), **fields} for row, fields in rows.items()]
    return {**values, "actions": actions}


def incomplete_rows(values: dict[str, Any]) -> Iterator[InvalidInput]:
    """Yields what is missing in the row of an action that is begun."""
    for row, fields in (values.get("actions") or {}).items():
        yield from (InvalidInput(TO_FILL, f"actions.{row}.{name}") for name in _ROW_FIELDS if name not in fields)


def field_path(values: dict[str, Any], path: Path) -> Path:
    """Returns the path of the row of an action for its place in the command input."""
    match path:
        case ["actions", number, *below] if number.isdecimal() and int(number) < len(values.get("actions") or {}):
            return ["actions", [*values["actions"]][int(number)], *below]
    return path


def typed_rows(typed: Mapping[str, str], part: PlanFormPlanPart | None) -> int:
    """Returns the number of rows of money: those of the part and some more, or those of a sent form."""
    lines = max(len(part.budget_lines), len(part.financing)) if part else 0
    return row_count(typed, "budgetLines", initial=0, minimum=lines + SPARE_ROWS)


def initial_values(part: PlanFormPlanPart) -> Mapping[str, str]:
    """Returns the part as the initial values of the form; an action that is left over has no row any more."""
    values: dict[str, Any] = {}
    for action in part.actions:
        if action.current_rank:
            values |= {
                f"actions.rang{action.current_rank}.operatorIds": "\n".join(each.id for each in action.operators),
                f"actions.rang{action.current_rank}.starts": action.starts,
                f"actions.rang{action.current_rank}.ends": action.ends,
                f"actions.rang{action.current_rank}.expectedResult": action.expected_result,
            }
    for nth, line in enumerate(part.budget_lines):
        row = f"budgetLines.{nth}"
        values |= {f"{row}.what": line.what, f"{row}.kind": line.kind, f"{row}.year": line.year}
        values[f"{row}.amount"] = euros_typed(line.amount)
    for nth, source in enumerate(part.financing):
        values[f"financing.{nth}.fundingId"] = source.funding.id if source.funding else ""
        values[f"financing.{nth}.amount"] = euros_typed(source.amount)
    return {name: str(value) for name, value in values.items()}


def euros_typed(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def part_words(part: PlanFormPlanPart) -> Iterator[str]:
    """Yields the lines of a part, to compare with those of a form."""
    for action in part.actions:
        yield tr(
            "Action %(rank)s : %(result)s, du %(starts)s au %(ends)s",
            rank=action.rank,
            result=action.expected_result,
            starts=action.starts,
            ends=action.ends,
        )
    for line in part.budget_lines:
        yield tr("%(what)s, %(year)s : %(amount)s", what=line.what, year=str(line.year), amount=Euros(line.amount))
