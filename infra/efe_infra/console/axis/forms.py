"""Forms of the axes of an Instance: identification, withdrawal, and matches with axes of other Instances."""

from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug

MATCHED_AXIS: Final = "otherAxisKey"
MAX_CODES: Final = 2
_AXES: Final = "Pôles et axes"
_MATCHES: Final = "Axes d'autres Instances"


def _code_fields() -> tuple[Field, ...]:
    """Returns the fields of the codes; each may stay empty."""
    return tuple(
        field
        for nth in range(MAX_CODES)
        for field in (
            Field(f"axis.codes.{nth}.system", "Nomenclature", "pick"),
            Field(f"axis.codes.{nth}.code", "Code de l'axe dans cette nomenclature"),
        )
    )


FIRST_POLE: Final = Field(
    "firstPole",
    "Nom du pôle à créer aussitôt autour de cet axe",
    hint="Sans nom, aucun pôle n'est créé maintenant.",
    codes=("NAME_TAKEN",),
)


def _without_pole(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != FIRST_POLE.name}


IDENTIFICATION: Final = CommandForm(
    slug="identifier",
    title="Identifier un axe",
    lead="L'Instance crée ses pôles autour des secteurs, des filières et des métiers qu'elle a identifiés.",
    rule="PS-NB",
    document=commands.IDENTIFY_AXIS,
    own=(
        Field("axis.kind", "Sorte", "one_of", required=True),
        Field("axis.label", "Libellé", required=True, codes=("AXIS_ALREADY_IDENTIFIED",)),
        *_code_fields(),
        Field("meetingId", "Réunion qui en a décidé", "one_of"),
        FIRST_POLE,
    ),
    shape=_without_pole,
    button="Identifier l'axe",
    occasion=_AXES,
)
WITHDRAWAL: Final = CommandForm(
    slug="retirer",
    title="Retirer un axe",
    lead="À partir du jour de l'acte, l'Instance ne crée plus de pôle autour de cet axe ; ceux qui vivent restent.",
    rule="PS-NB",
    document=commands.WITHDRAW_AXIS,
    own=(Field("axisKey", "Axe", "one_of", required=True, codes=("AXIS_NOT_IDENTIFIED",)),),
    button="Retirer l'axe",
    occasion=_AXES,
)
MATCHING: Final = CommandForm(
    slug="rapprocher",
    title="Tenir deux axes pour un seul",
    lead="Deux libellés peuvent dire le même axe. Ils n'en font qu'un une fois que les deux Instances en ont décidé.",
    rule="PS-FILIERE",
    document=commands.MATCH_AXES,
    own=(
        Field("axisKey", "Axe de l'Instance", "one_of", required=True, codes=("AXIS_NOT_IDENTIFIED",)),
        Field(MATCHED_AXIS, "Axe d'une autre Instance", "search_one", required=True, codes=("AXES_ALREADY_MATCHED",)),
        Field("basis", "Décision qui le dit", "text", required=True),
    ),
    button="Tenir ces deux axes pour un seul",
    occasion=_MATCHES,
)
SEPARATION: Final = CommandForm(
    slug="separer",
    title="Ne plus tenir deux axes pour un seul",
    lead="À partir du jour de l'acte, ce sont de nouveau deux axes, même si l'autre Instance en juge autrement.",
    rule="PS-FILIERE",
    document=commands.UNMATCH_AXES,
    own=(Field(MATCHED_AXIS, "Axes", "one_of", required=True, codes=("AXES_NOT_MATCHED",)),),
    button="Les séparer",
    occasion=_MATCHES,
)
AXIS_COMMANDS: Final = by_slug(IDENTIFICATION, WITHDRAWAL, MATCHING, SEPARATION)
