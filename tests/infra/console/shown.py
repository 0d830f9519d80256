"""Addresses of pages over the demonstration."""

import re

from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.ids import operator_named
from efe_infra.samples.demo.poles import POLES
from efe_infra.samples.demo.projects import PROJECTS
from tests.infra.console.browser import Browser

AN_OPERATOR = f"/operateurs/{operator_named('Le Forem')}"
A_POLE = f"/poles/{POLES[0].id}"
A_PROJECT = f"/projets/{PROJECTS[0].id}"
CARRYING = f"/poles/{PROJECTS[0].carrier(Bassin.LIEGE)}"
OF_POLES = ("decisions", "reunions", "avis")

TRAIL = "/instances/liege/piste"
OWN_PAGES = [
    "/",
    "/a-faire",
    "/jetons",
    "/webhooks",
    "/instances/liege",
    "/instances/liege/operateurs",
    AN_OPERATOR,
    f"{AN_OPERATOR}/actes/reconnaitre",
    "/instances/liege/operateurs/actes/inscrire",
    "/instances/liege/axes",
    "/instances/liege/dossier-d-evaluation",
    "/instances/liege/personnes?q=a",
    "/instances/liege/axes/actes/rapprocher",
    TRAIL,
    f"{TRAIL}/133",
    f"{TRAIL}/133/preuve",
    "/instances/liege/comparer?de=136&a=260",
    "/instances/liege/actes/creer-un-pole",
    A_POLE,
    f"{A_POLE}/comparer?de=50&a=300",
    f"{A_POLE}/dossier-d-evaluation",
    f"{A_POLE}/actes/composer",
    f"{A_POLE}/actes/modalites",
    f"{A_POLE}/actes/designer",
    f"{A_POLE}/actes/evaluer",
    f"{A_POLE}/decisions/actes/proposer",
    f"{A_PROJECT}/contenus",
    f"{A_PROJECT}/actes/amender",
    f"{A_PROJECT}/actes/reviser/liege",
    "/calendrier?mois=2026-05",
    "/recherche?q=zq",
    "/instances/liege/acces",
    "/instances/liege/acces/invitations",
    "/rejoindre?cle=rien",
    "/instances/liege/corrections",
    "/instances/liege/documents",
    "/instances/liege/analyses",
    "/instances/liege/thematiques",
    "/instances/liege/organes",
    "/instances/liege/actes/reglement",
    "/instances/liege/actes/convoquer-une-serie",
    "/instances/liege/avis/rediger-un-avis",
    f"{TRAIL}/133/rectifier",
]
"""What the coordinator of Liège is shown: forms of one shape stand for each other."""
REFUSED = "/barometre?annee=1999"
"""Page that shows an error at its field, in each language."""
PAGES = [
    "/tableaux",
    "/barometre",
    REFUSED,
    "/barometre/decisions-adopted?annee=2026",
    "/",
    "/poles?q=soudeur&bassin=hainaut-sud",
    "/projets",
    "/decisions",
    "/decisions?sorte=avis&etat=answered",
    "/?a=2026-11-01&en-vigueur=2025-01-01",
    "/?a=rien",
    "/aide",
    "/aide/refus",
    "/aide/refus/NOT_LOCAL",
    "/aide/regles",
    "/aide/regles/PS-COMPO",
    "/docs/api",
    "/deconnexion/faite",
    "/actes/verification",
    "/instances/liege",
    "/instances/liege/operateurs",
    "/instances/liege/axes",
    "/nulle-part",
    "/donnees",
    "/recherche",
    "/recherche?q=soudure&sorte=poles",
    A_POLE,
    A_PROJECT,
]


def one_of_poles(browser: Browser, kind: str) -> str:
    """The address of a page to which the page of a pôle of Liège leads; `kind` is of `OF_POLES`."""
    pages = browser.get(A_POLE).text + browser.get(CARRYING).text
    return str(re.findall(rf'href="(/{kind}/[0-9a-f-]+)"', pages)[0])


def offers_acts(text: str) -> bool:
    """Whether a page links to a form of an act; papers, which are PDF files, have addresses that begin alike."""
    return re.search(r"/actes/(?!verification\b)(?![a-z-]+/[^\"/]+\.pdf)", text) is not None
