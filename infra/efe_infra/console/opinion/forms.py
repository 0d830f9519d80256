"""Forms for opinions, from the request to the follow-up (PS-AVIS, M4)."""

from typing import Any, Final

from efe_infra.console.document.annex_forms import OPINION_DOCUMENT, OPINION_ERRATUM
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, by_slug
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import LABELS


def content(values: dict[str, Any]) -> dict[str, Any]:
    """Turns the completed criteria into the list that the command takes."""
    fields = values.get("content", {})
    criteria = [{"topic": topic, "finding": text} for topic, text in fields.pop("criteria", {}).items()]
    return values | {"content": fields | {"criteria": criteria}} if fields or criteria else values


def brief(values: dict[str, Any]) -> dict[str, Any]:
    """Replaces `author` by its fields in the brief. Raises `InvalidInput` unless there is exactly one subject."""
    request = values.pop("author") | values["brief"]
    if len(request.get("subject", {})) != 1:
        raise InvalidInput(
            tr("Un projet du registre, ou un dossier extérieur : l'un des deux."), "brief.subject.projectId"
        )
    if len(request.get("target", {"name": "", "kind": ""})) != 2:
        raise InvalidInput(tr("L'instance visée a un nom, et l'on dit ce qu'elle est."), "brief.target.name")
    return values | {"brief": request}


def initiative(values: dict[str, Any]) -> dict[str, Any]:
    """Returns the input of an opinion on the author's own initiative. Raises `InvalidInput`."""
    command_input = brief(content(values))
    return {"origin": {"initiative": command_input.pop("brief")}} | command_input


WORDING: Final = "Le texte"
FOLLOW_UP: Final = "Ce qu'il devient"
"""Titles under which the page of an opinion groups its forms."""
TOPICS: Final = tuple((topic, each) for topic, each in LABELS["CriterionTopic"].items() if topic != "OTHER")
"""Topics of criteria. `OTHER` is left out, since it would need a name."""
CRITERIA: Final = tuple(
    Field(f"content.criteria.{topic}", f"Critère : {each.words.lower()}", "text") for topic, each in TOPICS
)
CONTENT: Final = (
    Field("content.title", "Titre", required=True),
    Field(
        "content.impact",
        "Impact socio-économique sous-régional",
        "text",
        "Attendu d'un avis d'opportunité (PS-AVIS-OBJET).",
        codes=("NO_IMPACT",),
    ),
    *CRITERIA,
    Field("content.conclusion", "Conclusion", "text", required=True, codes=("SAME_OPINION",)),
    Field(
        "content.operatorKinds",
        "Sortes d'opérateurs à qui il s'adresse",
        "some_of",
        "Attendu de ce que l'Instance transmet (M4-DEST).",
        codes=("NO_ADDRESSEE", "NOT_AN_ADDRESSEE"),
    ),
)
BRIEF: Final = (
    Field(
        "author",
        "Qui le rend",
        "one_of",
        required=True,
        codes=("ONLY_A_POLE_GIVES", "ONLY_AN_INSTANCE_GIVES", "OWN_PROJECT"),
    ),
    Field("brief.kind", "Sorte", "one_of", "Un avis d'opportunité est celui d'un pôle.", required=True),
    Field(
        "brief.subject.projectId", "Projet du registre sur lequel il porte", "one_of", codes=("NO_PROJECT_JUDGED",)
    ),
    Field("brief.subject.file", "Ou un dossier extérieur", hint="Le nom du dossier, si aucun projet n'est choisi."),
    Field("brief.target.name", "Instance d'avis ou de décision visée", codes=("NO_TARGET",)),
    Field("brief.target.kind", "Cette instance est celle", "one_of"),
)
REQUESTING: Final = CommandForm(
    slug="demander-un-avis",
    title="Consigner une demande d'avis",
    lead="La demande est consignée par qui la reçoit et rendra l'avis ; l'échéance que le demandeur fixe la suit.",
    rule="PS-AVIS",
    document=commands.REQUEST_OPINION,
    own=(
        *BRIEF,
        Field("requester", "Qui le demande", hint="Un organisme, jamais une personne.", required=True),
        Field("dueOn", "Échéance fixée par le demandeur", "day"),
    ),
    button="Consigner la demande",
    shape=brief,
    occasion="Avis",
)
UNDERTAKING: Final = CommandForm(
    slug="rediger-un-avis",
    title="Rédiger un avis d'initiative",
    lead="Sans demande : l'auteur se saisit du sujet et rédige une première version, à adopter ensuite.",
    rule="PS-AVIS",
    document=commands.DRAFT_OPINION,
    own=(*BRIEF, *CONTENT),
    button="Enregistrer la version",
    shape=initiative,
    occasion="Avis",
)
DRAFTING: Final = CommandForm(
    slug="rediger",
    title="Rédiger l'avis",
    lead="Une première version, à adopter ensuite : par une décision du pôle, ou par l'Instance.",
    rule="PS-AVIS",
    document=commands.DRAFT_OPINION,
    own=CONTENT,
    shape=content,
    button="Enregistrer la version",
    occasion=WORDING,
)
OPINION_STEPS: Final = by_slug(
    DRAFTING,
    CommandForm(
        slug="amender",
        title="Amender l'avis",
        lead="Une nouvelle version remplace la précédente, tant que l'avis n'est pas adopté.",
        rule="PS-AVIS",
        document=commands.AMEND_OPINION,
        own=CONTENT,
        shape=content,
        button="Enregistrer la version",
        occasion=WORDING,
    ),
    CommandForm(
        slug="adopter",
        title="Adopter l'avis",
        lead="L'avis d'un pôle est adopté par une de ses décisions, qui porte sur ce texte même.",
        rule="PS-AVIS",
        document=commands.ADOPT_OPINION,
        own=(Field("decisionId", "Décision du pôle", "one_of", "D'un pôle seulement."),),
        irreversible=True,
        occasion=WORDING,
    ),
    CommandForm(
        slug="transmettre",
        title="Transmettre l'avis",
        lead="Transmis, l'avis ne change plus et tous le voient ; un autre peut lui faire suite.",
        rule="PS-AVIS",
        document=commands.TRANSMIT_OPINION,
        own=(Field("answerDueOn", "Réponse attendue pour le", "day"),),
        irreversible=True,
        occasion=FOLLOW_UP,
    ),
    CommandForm(
        slug="accuser-reception",
        title="Consigner l'accusé de réception",
        lead="L'instance visée, le demandeur ou un opérateur à qui l'avis s'adresse l'a reçu.",
        rule="M4",
        document=commands.ACKNOWLEDGE_OPINION,
        own=(Field("operatorId", "Opérateur", "one_of", "Sans lui : l'instance visée ou le demandeur."),),
        button="Consigner l'acte",
        occasion=FOLLOW_UP,
    ),
    CommandForm(
        slug="repondre",
        title="Consigner la réponse à l'avis",
        lead="Ce que l'instance visée, le demandeur ou un opérateur répond à l'avis transmis.",
        rule="M4",
        document=commands.ANSWER_OPINION,
        own=(
            Field("answer", "Réponse", "text", required=True, codes=("ALREADY_ANSWERED",)),
            Field("operatorId", "Opérateur", "one_of", "Sans lui : l'instance visée ou le demandeur."),
        ),
        button="Consigner l'acte",
        occasion=FOLLOW_UP,
    ),
    CommandForm(
        slug="effet",
        title="Consigner un effet observé",
        lead="Ce que l'avis a changé, tel qu'on peut le constater.",
        rule="M4",
        document=commands.OBSERVE_EFFECT,
        own=(Field("effect", "Effet observé", "text", required=True, codes=("SAME_EFFECT",)),),
        button="Consigner l'acte",
        occasion=FOLLOW_UP,
    ),
)
OPINION_COMMANDS: Final = {**OPINION_STEPS, **by_slug(OPINION_DOCUMENT, OPINION_ERRATUM)}
