"""Rows of the open data files. A field has its type, and the column that it fills.

No row has a person, an account or free text that people write about each other.
"""

from datetime import date
from typing import Annotated, NamedTuple

from efe_infra.console.language.translatable import tr
from efe_infra.console.open_data.columns import BASSIN, FileColumn

Identifier = Annotated[str, FileColumn("id", tr("Identifiant stable de l'objet, le même dans toutes les éditions."))]
PageAddress = Annotated[str, FileColumn("adresse", tr("Adresse de la page de l'objet."))]
InBassin = Annotated[str, FileColumn("bassin", tr("Bassin de l'Instance."), BASSIN)]
IsExample = Annotated[
    bool, FileColumn("exemple", tr("Vrai si la ligne est un exemple, écrit pour une démonstration."))
]
AxisKind = Annotated[str, FileColumn("axe_sorte", tr("Sorte de l'axe."), "AxisKind")]
AxisLabel = Annotated[str, FileColumn("axe", tr("Libellé de l'axe."))]
AxisKey = Annotated[str, FileColumn("axe_cle", tr("Clé de l'axe, la même pour le même axe dans tous les bassins."))]
Name = Annotated[str, FileColumn("nom", tr("Nom."))]
Title = Annotated[str, FileColumn("titre", tr("Titre."))]
PoleId = Annotated[str | None, FileColumn("pole_id", tr("Identifiant du pôle, s'il s'agit d'un pôle."))]
Pole = Annotated[str | None, FileColumn("pole", tr("Nom du pôle, s'il s'agit d'un pôle."))]
Since = Annotated[date, FileColumn("depuis_le", tr("Premier jour."))]
Until = Annotated[date | None, FileColumn("jusqu_au", tr("Jour de la fin, qui n'est plus compris."))]


class PublicInstance(NamedTuple):
    """Instance of a bassin."""

    id: Identifier
    page: PageAddress
    bassin: InBassin
    name: Name
    established_on: Annotated[date, FileColumn("etablie_le", tr("Jour de l'établissement de l'Instance."))]


class PublicAxis(NamedTuple):
    """Axis that an Instance identified."""

    id: Identifier
    page: PageAddress
    bassin: InBassin
    axis_key: AxisKey
    axis_kind: AxisKind
    axis: AxisLabel
    since: Since
    until: Until
    illustrative: IsExample


class PublicPole(NamedTuple):
    """Pôle de synergies."""

    id: Identifier
    page: PageAddress
    bassin: InBassin
    name: Name
    axis_key: AxisKey
    axis_kind: AxisKind
    axis: AxisLabel
    state: Annotated[str, FileColumn("etat", tr("État du pôle, le jour en droit de l'édition."), "PoleState")]
    created_on: Annotated[date, FileColumn("cree_le", tr("Jour de la création."))]
    constituted_on: Annotated[date | None, FileColumn("constitue_le", tr("Jour de la constitution."))]
    term_starts: Annotated[date | None, FileColumn("terme_du", tr("Premier jour du dernier terme."))]
    term_ends: Annotated[date | None, FileColumn("terme_au", tr("Dernier jour du dernier terme."))]
    dissolved_on: Annotated[date | None, FileColumn("dissous_le", tr("Jour de la dissolution."))]
    illustrative: IsExample


class PublicProject(NamedTuple):
    """Project, of one or several bassins."""

    id: Identifier
    page: PageAddress
    title: Title
    bassins: Annotated[
        tuple[str, ...], FileColumn("bassins", tr("Bassins dont l'Instance est concernée par le projet."), BASSIN)
    ]
    joint: Annotated[bool, FileColumn("conjoint", tr("Vrai si plusieurs Instances sont concernées."))]
    outcome: Annotated[str, FileColumn("issue", tr("Issue des verdicts des Instances."), "JointOutcome")]
    pending: Annotated[int, FileColumn("verdicts_attendus", tr("Nombre d'Instances dont le verdict est attendu."))]
    axis_key: AxisKey
    emerged_on: Annotated[date, FileColumn("emerge_le", tr("Jour où le projet a émergé."))]
    illustrative: IsExample


class PublicDecision(NamedTuple):
    """Decision of a pôle that was communicated to its Instance."""

    id: Identifier
    page: PageAddress
    bassin: InBassin
    pole_id: PoleId
    pole: Pole
    title: Title
    kind: Annotated[str, FileColumn("sorte", tr("Ce que le pôle décide."), "DecisionKind")]
    state: Annotated[str, FileColumn("etat", tr("État de la décision."), "DecisionState")]
    proposed_on: Annotated[date, FileColumn("proposee_le", tr("Jour de la proposition."))]
    adopted_on: Annotated[date | None, FileColumn("adoptee_le", tr("Jour de l'adoption."))]
    communicated_on: Annotated[
        date | None, FileColumn("communiquee_le", tr("Jour où le pôle l'a communiquée à l'Instance."))
    ]
    received_on: Annotated[date | None, FileColumn("recue_le", tr("Jour où l'Instance l'a reçue."))]
    contested: Annotated[bool, FileColumn("contestee", tr("Vrai si un membre la conteste."))]
    illustrative: IsExample


class PublicOpinion(NamedTuple):
    """Opinion that was sent to its addressee."""

    id: Identifier
    page: PageAddress
    bassin: InBassin
    pole_id: PoleId
    pole: Pole
    title: Annotated[str | None, FileColumn("titre", tr("Titre."))]
    kind: Annotated[str, FileColumn("sorte", tr("Sorte d'avis."), "OpinionKind")]
    state: Annotated[str, FileColumn("etat", tr("État de l'avis."), "OpinionState")]
    begun_on: Annotated[date, FileColumn("commence_le", tr("Jour où l'avis a été commencé."))]
    due_on: Annotated[date | None, FileColumn("a_rendre_le", tr("Jour où l'avis est attendu."))]
    adopted_on: Annotated[date | None, FileColumn("adopte_le", tr("Jour de l'adoption."))]
    transmitted_on: Annotated[date | None, FileColumn("transmis_le", tr("Jour de l'envoi au destinataire."))]
    acknowledged_on: Annotated[date | None, FileColumn("accuse_le", tr("Jour de l'accusé de réception."))]
    answer_due_on: Annotated[date | None, FileColumn("reponse_attendue_le", tr("Jour où la réponse est attendue."))]
    answered_on: Annotated[date | None, FileColumn("repondu_le", tr("Jour de la réponse."))]
    overdue: Annotated[
        bool,
        FileColumn("en_retard", tr("Vrai si l'avis ou sa réponse est en retard, le jour en droit de l'édition.")),
    ]
    illustrative: IsExample


class PublicOperator(NamedTuple):
    """Operator in the register."""

    id: Identifier
    page: PageAddress
    name: Name
    kind: Annotated[str, FileColumn("sorte", tr("Sorte d'opérateur."), "OperatorKind")]
    scheme: Annotated[str, FileColumn("numerotation", tr("De quel registre vient le numéro."), "NumberScheme")]
    number: Annotated[str, FileColumn("numero", tr("Numéro de l'opérateur."))]
    college: Annotated[str, FileColumn("college", tr("Collège où l'opérateur siège : A, B ou C."))]
    registered_on: Annotated[date, FileColumn("inscrit_le", tr("Jour de l'inscription au registre."))]
    illustrative: IsExample


class PublicCompetence(NamedTuple):
    """Competence of an operator that an Instance recognised."""

    id: Identifier
    page: PageAddress
    operator_id: Annotated[str, FileColumn("operateur_id", tr("Identifiant de l'opérateur."))]
    operator: Annotated[str, FileColumn("operateur", tr("Nom de l'opérateur."))]
    bassin: InBassin
    axis_key: AxisKey
    axis_kind: AxisKind
    axis: AxisLabel
    since: Since
    until: Until
    illustrative: IsExample


class PublicFundingCall(NamedTuple):
    """Funding call that an Instance entered."""

    id: Identifier
    page: PageAddress
    bassin: InBassin
    name: Name
    executive: Annotated[str, FileColumn("autorite", tr("Autorité qui lance l'appel."))]
    reference: Annotated[str, FileColumn("reference", tr("Texte qui fonde l'appel."))]
    opens: Annotated[date, FileColumn("ouvre_le", tr("Premier jour de l'appel."))]
    closes: Annotated[date | None, FileColumn("ferme_le", tr("Dernier jour de l'appel."))]
    registered_on: Annotated[date, FileColumn("inscrit_le", tr("Jour de l'inscription au registre."))]
    withdrawn_on: Annotated[date | None, FileColumn("retire_le", tr("Jour du retrait."))]
    illustrative: IsExample


class PublicTheme(NamedTuple):
    """Theme of a list of an Instance."""

    id: Identifier
    page: PageAddress
    bassin: InBassin
    list_id: Annotated[str, FileColumn("liste_id", tr("Identifiant de la liste."))]
    list_title: Annotated[str, FileColumn("liste", tr("Titre de la liste."))]
    label: Annotated[str, FileColumn("thematique", tr("Libellé de la thématique."))]
    orientation: Annotated[str, FileColumn("orientation", tr("Orientation à laquelle elle répond."))]
    axis_keys: Annotated[tuple[str, ...], FileColumn("axes", tr("Clés des axes de la thématique."))]
    adopted_on: Annotated[date | None, FileColumn("adoptee_le", tr("Jour de l'adoption."))]
    starts: Annotated[date | None, FileColumn("du", tr("Premier jour de la liste."))]
    ends: Annotated[date | None, FileColumn("au", tr("Dernier jour de la liste."))]
    illustrative: IsExample
