"""The text of each rule, its legal basis and the interpretation of the platform."""

from collections.abc import Mapping
from typing import Final

from efe_domain.law.rules import MAX_TERM_YEARS, WITHDRAWAL_DAYS, Basis, Reading, Rule, RuleText

VERSION: Final = "2026-11-26"
"""Day of the last comparison of this table with its sources."""
NUMBERS: Final[Mapping[int, str]] = {MAX_TERM_YEARS: "trois", WITHDRAWAL_DAYS: "soixante"}
"""French words of the figures that texts name."""

ACCORD: Final = Basis(
    key="ACCORD-2014-03-20",
    title="Accord de coopération du 20 mars 2014 relatif à la mise en œuvre des bassins"
    " Enseignement qualifiant – Formation – Emploi",
    numac="2014203910",
    verified=True,
)
QUOTED: Final = Basis(
    key="TEXTE-POLES",
    title="Décret du 20 avril 2014 portant assentiment à l'accord de coopération du 20 mars 2014"
    " (date citée par la source ; aucun décret de cette date n'a été retrouvé)",
    verified=False,
)
PLATFORM: Final = Basis(key="PLATEFORME", title="Règle de tenue du registre, propre à la plateforme", verified=True)
BASES: Final = {basis.key: basis for basis in (ACCORD, QUOTED, PLATFORM)}

_TEXTS: Final = (
    RuleText(
        Rule.M1,
        "Permettre un dialogue et une concertation permanente entre les interlocuteurs sociaux et les acteurs"
        " locaux de l'enseignement qualifiant, de la formation professionnelle, de l'emploi et de l'insertion.",
        QUOTED,
    ),
    RuleText(
        Rule.M2,
        "Assurer de manière permanente le recueil, la synthèse, le croisement et la mise en contexte des analyses.",
        QUOTED,
    ),
    RuleText(
        Rule.M3,
        "Établir une liste de thématiques communes aux filières professionnelles et métiers et la diffuser"
        " auprès des opérateurs.",
        QUOTED,
    ),
    RuleText(
        Rule.M4,
        "Transmettre des informations, rendre des avis, formuler des orientations aux opérateurs.",
        QUOTED,
    ),
    RuleText(
        Rule.M5,
        "Développer des pôles de synergies afin de permettre l'émergence de projets communs visant à"
        " l'amélioration des dispositifs locaux.",
        QUOTED,
    ),
    RuleText(Rule.M6, "Intégrer et assurer le bon fonctionnement des chambres de l'Instance bassin.", QUOTED),
    RuleText(
        Rule.M7,
        "Mettre en œuvre toute autre chambre visant à accueillir une nouvelle mission confiée aux Instances"
        " bassin par les parties signataires.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_NB,
        "L'Instance bassin détermine combien et quels pôles de synergies elle crée, en fonction des secteurs"
        " d'activité, filières professionnelles et métiers qu'elle a identifiés.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_AXE,
        "Un pôle de synergies est obligatoirement constitué autour d'un secteur d'activité, d'une filière"
        " professionnelle, ou d'un métier.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_DESIGN,
        "L'Instance bassin désigne les membres de chaque pôle de synergies qu'elle crée.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_COMPO,
        "Un pôle de synergies rassemble obligatoirement des représentants d'entreprises locales, d'intercommunales"
        " de développement économique ou de partenaires sociaux locaux, d'opérateurs locaux de l'emploi, de la"
        " formation ou de l'insertion, et d'opérateurs d'enseignement qualifiant.",
        QUOTED,
        Reading.INTERPRETATION,
        "« Des représentants » est lu ainsi : à la constitution et au renouvellement ne comptent que les membres"
        " pour qui une personne parle ce jour-là.",
    ),
    RuleText(
        Rule.PS_LOCAL,
        "Les membres d'un pôle de synergies sont situés sur le bassin EFE.",
        QUOTED,
        Reading.INTERPRETATION,
        "« Situés sur le bassin » est lu ainsi : au moins un site ouvert dans une commune du bassin ce jour-là ou,"
        " pour une intercommunale ou un partenaire social, un ressort consigné qui couvre le bassin.",
    ),
    RuleText(
        Rule.PS_COMPETENT,
        "Les membres sont compétents dans le secteur d'activité, la filière professionnelle ou le métier visé.",
        QUOTED,
        Reading.INTERPRETATION,
        "La compétence est reconnue au registre des opérateurs, pour l'axe même du pôle, par l'Instance du bassin"
        " et pour lui seul ; reconnue avant la version 0.3.0, elle l'est pour les dix.",
    ),
    RuleText(
        Rule.PS_3ANS,
        "Le pôle est créé pour une durée limitée à trois années maximum.",
        QUOTED,
        Reading.INTERPRETATION,
        "Les {years} ans courent du premier jour de la constitution, les deux jours compris.",
        {"years": MAX_TERM_YEARS},
    ),
    RuleText(
        Rule.PS_EVAL,
        "Le pôle est renouvelable après évaluation de son fonctionnement par l'Instance bassin.",
        QUOTED,
        Reading.INTERPRETATION,
        "L'évaluation est celle du terme renouvelé. Le texte ne dit pas combien de temps avant la fin le pôle se"
        " renouvelle : c'est au règlement d'ordre intérieur de le dire, et rien n'est exigé où il se tait.",
    ),
    RuleText(
        Rule.PS_REUNION,
        "Un pôle de synergies se réunit de manière régulière et selon des modalités concertées avec"
        " l'Instance bassin.",
        QUOTED,
        Reading.INTERPRETATION,
        "« Concertées » est lu ainsi : le pôle les décide et l'Instance marque son accord sur les mêmes ; la"
        " fréquence, le quorum et l'accord de chaque collège sont fixés par elles, jamais par la plateforme.",
    ),
    RuleText(
        Rule.PS_CONSENSUS,
        "Le pôle de synergies prend ses décisions par consensus.",
        QUOTED,
        Reading.INTERPRETATION,
        "Consensus : chaque membre du jour où le texte est proposé, et qui l'est encore, est consulté (il a pris"
        " position, ou s'est tu au-delà du délai annoncé, quorum des modalités de l'ouverture atteint) ; les trois"
        " collèges sont entendus, chacun par un membre qui compte ce jour-là ; quelqu'un marque son accord, fût-ce"
        " avec réserve ; aucune objection qui ne soit retirée. Ce qu'un membre a dit lui-même n'est changé que par"
        " lui, ou par un document qu'il a signé.",
    ),
    RuleText(
        Rule.PS_COM,
        "Les pôles de synergies communiquent les décisions prises et les orientations à l'Instance bassin concernée.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_MISSION,
        "Favoriser l'émergence de projets associant le plus largement possible les forces vives d'un secteur"
        " porteur.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_AVIS,
        "Les pôles de synergies peuvent remettre des avis d'opportunité, de leur propre initiative ou à la demande.",
        QUOTED,
        Reading.INTERPRETATION,
        "Impartialité, que le texte ne dit pas : un pôle ne rend pas d'avis sur un projet qu'il pilote ou qu'il"
        " porte.",
    ),
    RuleText(
        Rule.PS_SOUTIEN,
        "Le pôle de synergies bénéficie du soutien matériel et humain de l'Instance bassin.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_ACCORD,
        "Pour obtenir le support de l'Instance bassin, chaque projet est soumis par le pôle compétent à l'accord"
        " de celle-ci.",
        QUOTED,
        Reading.INTERPRETATION,
        "L'accord est lu ainsi : donné dans une réunion tenue d'un organe de l'Instance, ou hors réunion pour une"
        " raison dite ; révisable, pour la suite ; ses conditions sont suivies jusqu'à ce qu'elles soient remplies.",
    ),
    RuleText(
        Rule.PS_FIN,
        "Les projets sont financés dans le cadre des procédures de sélection existantes et des moyens budgétaires"
        " prévus par les Gouvernements wallon et de la Communauté française et par le Collège de la COCOF.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_ADD,
        "Un projet vise obligatoirement le développement d'actions de type additionnel, innovant ou émergent.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_FILIERE,
        "Les actions s'inscrivent dans la filière professionnelle ou le métier autour duquel s'articule le pôle.",
        QUOTED,
        Reading.INTERPRETATION,
        "Chaque pôle porteur s'articule autour de l'axe du projet, qui est celui du pôle où il a émergé. Deux"
        " libellés sont un seul axe par la même clé, par un même code SFMQ ou REM, ou quand les deux Instances en"
        " décident ; ni le code NACE ni la commission paritaire n'y suffisent.",
    ),
    RuleText(
        Rule.PS_ASPECT,
        "Un projet développe un ou plusieurs aspects spécifiques ; la liste du texte est ouverte (« notamment »).",
        QUOTED,
    ),
    RuleText(Rule.PS_PUBLIC, "Un projet vise un ou plusieurs des publics énumérés par le texte.", QUOTED),
    RuleText(
        Rule.PS_CONJOINT,
        "Des pôles de différents bassins peuvent collaborer à des projets conjoints ; le projet est alors soumis à"
        " chaque Instance bassin concernée.",
        QUOTED,
        Reading.INTERPRETATION,
        "Le texte : soumis à chaque Instance concernée, ce qui est lu ainsi : avant de démarrer. « Collaborer » est"
        " lu ainsi : le pôle pilote invite l'autre en lui montrant le contenu, que celui-ci décide de porter.",
    ),
    RuleText(
        Rule.PS_ESM,
        "Les Instances de Namur et de Hainaut Sud collaborent dans la zone interbassin Entre-Sambre-et-Meuse.",
        ACCORD,
    ),
    RuleText(
        Rule.M2_SUJETS,
        "Les analyses portent sur les besoins d'emploi, l'offre existante et les ressources disponibles ; elles"
        " viennent des administrations, des opérateurs et des experts.",
        QUOTED,
    ),
    RuleText(
        Rule.M3_CADRE,
        "Les thématiques sont communes aux filières et métiers, dans le cadre des grandes orientations"
        " socio-économiques de la Région.",
        QUOTED,
        Reading.INTERPRETATION,
        "« Communes » est lu ainsi : à toutes les filières ou à tous les métiers, ou à deux d'entre eux au moins.",
    ),
    RuleText(
        Rule.M4_DEST,
        "Informations, avis et orientations s'adressent aux opérateurs d'enseignement qualifiant (CEFA compris),"
        " de formation professionnelle et d'insertion.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_AVIS_OBJET,
        "L'avis d'opportunité porte sur l'impact socio-économique sous-régional des projets soumis aux instances"
        " des pôles de compétitivité et autres mécanismes de financement existants.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_PHASES,
        "Le soutien de l'Instance sert à analyser, faire émerger et accompagner le développement d'un projet.",
        QUOTED,
    ),
    RuleText(
        Rule.PS_CREDITS,
        "Les projets sont financés dans les limites des crédits budgétaires disponibles.",
        QUOTED,
        Reading.INTERPRETATION,
        "Un montant accordé au-delà de la demande est consigné avec sa raison ; les crédits sont décidés ailleurs.",
    ),
    RuleText(
        Rule.PS_PORTEUR,
        "Le pôle œuvre dans un secteur porteur.",
        QUOTED,
        Reading.DECLARED,
        "Montré, non imposé : le texte ne dit pas comment un secteur est reconnu porteur.",
    ),
    RuleText(
        Rule.PS_LARGE,
        "Les projets associent le plus largement possible les forces vives du secteur.",
        QUOTED,
        Reading.DECLARED,
        "Montré, non imposé : les partenaires par collège sont affichés sur le projet.",
    ),
    RuleText(
        Rule.PS_TERRITOIRE,
        "Un projet conjoint agit sur les territoires des différents bassins EFE concernés.",
        QUOTED,
        Reading.INTERPRETATION,
        "Soumis, il agit dans une commune au moins de chaque bassin concerné, et dans aucune d'un autre.",
    ),
    RuleText(Rule.ART_3, "Les Instances bassin (article 3).", ACCORD),
    RuleText(Rule.ART_6, "Les chambres de l'Instance bassin (article 6).", ACCORD),
    RuleText(
        Rule.ART_7,
        "Le règlement d'ordre intérieur de l'Instance bassin (article 7).",
        ACCORD,
        Reading.INTERPRETATION,
        "Ce que le texte ne fixe pas, le règlement le fixe : quorums, majorités, combien de jours avant la fin un"
        " pôle se renouvelle, au bout de combien de jours un fait ne se consigne plus sans source, quels organes"
        " donnent les verdicts. Où il se tait, rien n'est exigé.",
    ),
    RuleText(Rule.ART_18, "La zone interbassin (article 18).", ACCORD),
    RuleText(
        Rule.REGISTRE,
        "Le registre consigne des faits datés : ni dans le futur, ni avant ce dont ils dépendent, une seule fois.",
        PLATFORM,
    ),
    RuleText(
        Rule.REGISTRE_BASSIN,
        "Chaque Instance bassin tient au registre des opérateurs ce qui est de son bassin : sites, compétences,"
        " ressorts.",
        PLATFORM,
        Reading.INTERPRETATION,
        "Le texte exige des membres situés sur le bassin et compétents ; il ne dit pas qui le constate.",
    ),
    RuleText(
        Rule.REGISTRE_RETRAIT,
        "Un acte irrégulier qui a créé des droits est retiré par un acte propre et motivé, dans les {days} jours.",
        PLATFORM,
        Reading.INTERPRETATION,
        "Le texte ne parle pas du retrait : les actes qui créent des droits, les {days} jours, comptés du jour de"
        " l'acte, et le second coordinateur, dont le procès-verbal adopté d'un organe tient lieu, sont fixés par la"
        " plateforme. L'Instance motive l'irrégularité, la plateforme n'en juge pas. L'acte retiré est sans effet,"
        " comme s'il n'avait pas eu lieu ; le registre garde qu'il fut consigné, puis retiré.",
        {"days": WITHDRAWAL_DAYS},
    ),
)
RULES: Final = {text.key: text for text in _TEXTS}
