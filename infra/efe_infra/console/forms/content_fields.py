"""Fields of a project's content, and their options."""

from collections.abc import Collection
from typing import Final

from efe_domain.shared.bassins import Commune, communes
from efe_domain.shared.texts import slug
from efe_infra.console.forms.command_form import Field, Option
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import BASSINS, LABELS

ACTIONS: Final = "content.actions"
MAX_ACTIONS: Final = 30
SPARE_ACTIONS: Final = 3
YES, NO = "oui", "non"


def options_of(enumeration: str) -> list[Option]:
    return [Option(value, tr(each.words)) for value, each in LABELS[enumeration].items()]


def actions(many: int) -> tuple[Field, ...]:
    return tuple(
        field
        for nth in range(min(many, MAX_ACTIONS))
        for field in (
            Field(f"{ACTIONS}.{nth}.description", tr("Action %(number)s", number=nth + 1), "text"),
            Field(
                f"{ACTIONS}.{nth}.nature",
                tr("En quoi l'action %(number)s ajoute à l'existant", number=nth + 1),
                "pick",
                required=nth == 0,
            ),
        )
    )


def content_fields(many: int = SPARE_ACTIONS) -> tuple[Field, ...]:
    """Returns the fields of a content with this number of actions."""
    first, *others = actions(many)
    return (
        Field("content.title", "Titre", required=True),
        Field("content.aims", "Objectifs", "text", required=True),
        Field(first.name, first.label, "text", "Une action au moins.", required=True, codes=("NO_ACTION",)),
        *others,
        Field(
            "content.aspects",
            "Aspects développés",
            "some_of",
            "Un au moins, de cette liste ou d'autres.",
            codes=("NO_ASPECT",),
        ),
        Field("content.otherAspects", "Autres aspects", "lines", "Un par ligne."),
        Field("content.publics", "Publics visés", "some_of", "Un au moins.", required=True),
        Field(
            "content.communes",
            "Communes où il agit",
            "named",
            "Cochez-les dans les listes ci-dessous, ou écrivez leurs noms, un par ligne. Un projet soumis agit dans"
            " chaque bassin concerné, et dans aucun autre.",
            required=True,
            codes=("OUTSIDE_THE_TERRITORY", "OUTSIDE_THE_ZONE"),
        ),
        Field("content.partnerIds", "Opérateurs partenaires", "search_some"),
        Field("content.budget", "Budget, en euros", "money", required=True),
        Field("content.starts", "Premier jour prévu", "day"),
        Field("content.ends", "Dernier jour prévu", "day"),
        Field("content.zone", "Travail conjoint dans la zone interbassin Entre-Sambre-et-Meuse", "one_of"),
    )


def content_options(many: int = SPARE_ACTIONS, *, bassins: Collection[str] = ()) -> dict[str, list[Option]]:
    """Returns the options of a content, without the partners, which the register knows.

    The communes of these bassins are listed; others are typed by name.
    """
    natures = options_of("ActionNature")
    return {
        "content.aspects": options_of("Aspect"),
        "content.publics": options_of("Public"),
        "content.communes": [commune_option(each, bassins) for each in sorted(communes().values(), key=by_name)],
        "content.zone": [Option(NO, tr("Non"), sends=False), Option(YES, tr("Oui"), sends=True)],
        **{each.name: natures for each in actions(many) if each.kind == "pick"},
    }


def by_name(commune: Commune) -> str:
    return slug(commune.name)


def commune_option(commune: Commune, bassins: Collection[str]) -> Option:
    """Returns a commune by its name, under the heading of its bassin if that is one of `bassins`."""
    bassin = commune.bassin.name
    fold = tr("Communes du bassin de %(name)s", name=BASSINS[bassin]) if bassin in bassins else ""
    return Option(commune.name, commune.name, commune.nis, fold=fold)
