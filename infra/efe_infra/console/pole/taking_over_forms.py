"""Form that takes over a pôle older than the register."""

from typing import Final

from efe_domain.law.rules import MAX_TERM_YEARS
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.forms import REPRESENTATIVE_REFUSALS

TAKING_OVER: Final = CommandForm(
    slug="reprendre-un-pole",
    title="Reprendre un pôle antérieur au registre",
    lead="Un pôle qui existait avant le registre entre tel qu'un document l'atteste ce jour-là : son axe, ses membres"
    " des trois collèges et son terme en cours.",
    rule="PS-NB",
    document=commands.TAKE_OVER_POLE,
    own=(
        Field("sha256", "Document qui l'atteste", "document", required=True, codes=("NOT_FOUND",)),
        Field("axis", "Axe identifié par l'Instance", "one_of", required=True, codes=("AXIS_NOT_IDENTIFIED",)),
        Field("name", "Nom du pôle", hint="Le nom que tous verront.", required=True, codes=("NAME_TAKEN",)),
        Field("starts", "Premier jour du terme en cours", "day", required=True, codes=("NOT_IN_TERM",)),
        Field(
            "ends",
            "Dernier jour de ce terme",
            "day",
            tr("Sans lui : %(years)s ans après le premier jour.", years=MAX_TERM_YEARS),
        ),
    ),
    button="Reprendre le pôle",
    occasion="Pôles et axes",
)
"""Form without its rows, which `pole/taking_over.py` adds."""


def taken_over_fields(number: int) -> tuple[Field, ...]:
    """Returns the fields of one member of a pôle that is taken over."""
    member = f"members.{number}"
    return (
        Field(
            f"{member}.operatorId", tr("Opérateur"), "pick", codes=("NOT_LOCAL", "NOT_COMPETENT", "ALREADY_MEMBER")
        ),
        Field(
            f"{member}.representativeId",
            tr("Représenté par"),
            hint=tr("Prénom et nom d'une personne inscrite."),
            spare=True,
            codes=REPRESENTATIVE_REFUSALS,
        ),
    )
