"""Objects of the eight kinds in Liège, under names that a search of French words tells apart."""

from tests.api.decisions import a_deciding_pole, propose
from tests.api.given import CREATED, LONG_AGO, Client, day
from tests.api.meetings import a_body, convened
from tests.api.opinions import SAYING, a_list, a_theme, an_analysis, an_opinion
from tests.api.projects import CONTENT, emerge

POLES = {
    "Soudeurs de la Meuse": ("METIER", "Soudeur"),
    "Menuiserie et charpente": ("METIER", "Menuisier"),
    "Numérique liégeois": ("SECTEUR", "Technologies de l'information"),
    "Boulangerie-pâtisserie": ("METIER", "Boulanger"),
    "Maçons": ("METIER", "Maçon"),
    "Électricité du bâtiment": ("METIER", "Électricien"),
    "Coiffure": ("FILIERE", "Soins du corps"),
}
OPERATORS = {
    "École d'hôtellerie de Spa": "0123.456.789",
    "CEFA Agri-Liège": "5501",
    "Institut du Sacré-Cœur": "5502",
    "Soudain Départ": "5503",
    "Athénée Royal": "5504",
    "Infirmières solidaires": "5505",
}
PROJECT = "Plateau technique de peinture industrielle"
DECISIONS = {
    "Achat d'un four à pain": "Les boulangers du pôle mutualisent un four.",
    "Adhésion de l'Athénée": "L'usinage de précision rejoint le pôle.",
    "Stages d'été": "Le pôle organise vingt places de stage en carrelage.",
}
LIST = "Thématiques 2026"
LABELS = ("Langues étrangères", "Métiers de l'eau")
OPINION = "Ouverture d'une option de chauffagiste"
MEETING = "Bilan des travaux"


def build(by: Client) -> None:
    """Records the objects; the pôle that decides and leads the project is « Chauffage »."""
    for name, (kind, label) in POLES.items():
        axis = {"kind": kind, "label": label}
        by.done("identifyAxis", "instance { id }", bassin="LIEGE", axis=axis, effectiveOn=LONG_AGO.isoformat())
        by.done("createPole", "pole { id }", bassin="LIEGE", axis=axis, name=name, effectiveOn=CREATED)
    for name, number in OPERATORS.items():
        asked = {"bassin": "LIEGE", "scheme": "REGISTER", "number": number, "name": name, "kind": "CEFA"}
        by.done("registerOperator", "operator { id }", **asked, effectiveOn=CREATED)
    pole, _ = a_deciding_pole(by)
    emerge(by, pole, {**CONTENT, "title": PROJECT})
    for title, text in DECISIONS.items():
        propose(by, pole, kind="DECISION", title=title, text=text)
    analysis = an_analysis(by, adopted=True)
    a_list(by, *(a_theme(analysis, label=label) for label in LABELS), title=LIST)
    an_opinion(by, subject={"file": "Dossier 2026-17"})
    content = {**SAYING, "title": OPINION, "conclusion": "Favorable, avec une réserve sur l'outillage."}
    brief = {"kind": "INFORMATION", "bassin": "LIEGE", "subject": {"file": "Option de qualification"}}
    by.done(
        "draftOpinion",
        "opinion { id }",
        origin={"initiative": brief},
        content=content,
        effectiveOn=day(-10),
    )
    meeting = convened(by, a_body(by), -3, place="Salle Grétry")
    by.done(
        "setAgenda",
        "meeting { id }",
        meetingId=meeting,
        items=[MEETING, "Logistique du matériel"],
        effectiveOn=day(-3),
    )
