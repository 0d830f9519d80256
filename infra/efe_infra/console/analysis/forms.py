"""Forms for analyses: data requests, reminders, contributions, syntheses (M2)."""

from typing import Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import EFFECTIVE_ON, CommandForm, Field, by_slug

_DATA: Final = "Demande et réponse"
_SYNTHESIS: Final = "Synthèse"
REQUEST: Final = CommandForm(
    slug="demander-des-donnees",
    title="Demander des données",
    lead="L'Instance demande des données à une administration, à un opérateur ou à un expert. Sans réponse à temps,"
    " le rappel vient dans ce qui est à faire.",
    rule="M2-SUJETS",
    document=commands.REQUEST_DATA,
    occasion="Analyses et thématiques",
    own=(
        Field("provider", "À qui", hint="Le nom de l'organisme, par exemple : Le Forem.", required=True),
        Field("question", "Ce qui est demandé", "text", required=True),
        Field("subject", "Sur quoi porte l'analyse", "one_of", required=True),
        Field("source", "De qui viennent les données", "one_of", required=True),
        Field("dueOn", "Réponse attendue pour le", "day", required=True),
        Field("remindOn", "Rappel à faire à partir du", "day", "Sans ce jour : le jour où la réponse est attendue."),
        EFFECTIVE_ON,
        Field(
            "lateSource",
            "Ce qui l'atteste",
            hint="Pour une demande consignée tard, si le règlement le demande : une pièce, une raison.",
            codes=("LATE_WITHOUT_SOURCE",),
        ),
    ),
    button="Consigner la demande",
    dated=False,
)
REMINDER: Final = CommandForm(
    slug="rappeler",
    title="Consigner un rappel",
    lead="Le fournisseur n'a encore rien remis. Le rappel se fait par courriel, par téléphone ou par lettre ; il se"
    " consigne ici.",
    rule="M2",
    document=commands.RECORD_REMINDER,
    occasion=_DATA,
    own=(
        Field("note", "Ce qui a été fait", "text", required=True),
        Field(
            "remindOn",
            "Rappeler à nouveau à partir du",
            "day",
            "Sans ce jour : un rappel est à faire dès que l'échéance est passée.",
        ),
    ),
    button="Consigner le rappel",
)
RECEIPT: Final = CommandForm(
    slug="recevoir",
    title="Recevoir une contribution",
    lead="Ce que le fournisseur a remis, et sous quelle référence l'Instance le cite.",
    rule="M2",
    document=commands.RECEIVE_CONTRIBUTION,
    occasion=_DATA,
    own=(
        Field("sha256", "Document reçu", "document", required=True, codes=("SAME_CONTRIBUTION",)),
        Field("reference", "Référence sous laquelle il est cité", required=True),
    ),
    button="Consigner la réception",
)
SYNTHESIS: Final = CommandForm(
    slug="synthese",
    title="Écrire la synthèse",
    lead="Ce que l'Instance tire des données reçues. Une nouvelle version remplace la précédente, qui reste au"
    " registre.",
    rule="M2",
    document=commands.WRITE_SYNTHESIS,
    occasion=_SYNTHESIS,
    own=(
        Field("text", "Texte", "text", required=True, codes=("SAME_SYNTHESIS", "NOTHING_TO_SYNTHESISE")),
        Field("crossesIds", "Autres analyses que la synthèse croise", "some_of", "Celles qui ont des données."),
    ),
    button="Enregistrer la version",
)
ADOPTION: Final = CommandForm(
    slug="adopter-la-synthese",
    title="Adopter la synthèse",
    lead="L'Instance adopte la dernière version. Des thématiques communes peuvent alors reposer sur cette analyse.",
    rule="M2",
    document=commands.ADOPT_SYNTHESIS,
    occasion=_SYNTHESIS,
)
ANALYSIS_COMMANDS: Final = by_slug(REMINDER, RECEIPT, SYNTHESIS, ADOPTION)
