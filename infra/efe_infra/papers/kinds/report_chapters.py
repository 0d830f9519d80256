"""Chapters of the evaluation report: a sentence of the law, then what the register holds about it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr, tr_join, tr_plural, tr_value
from efe_infra.console.pole.colleges import ABOUT
from efe_infra.console.register.labels import BASSINS, label
from efe_infra.papers.declaration.blocks import Block, heading, law, paragraphs, rows, table
from efe_infra.papers.kinds.generated import ReportDecision, ReportPole, ReportPoleTerm, ReportProject
from efe_infra.papers.kinds.report_lists import ReportLists
from efe_infra.papers.kinds.report_period import ReportPeriod

MAX_LINES: Final = 40
"""Lines of a table of the report; the tables of the file have all of them."""
NOTHING: Final = tr("Le registre ne contient rien à ce sujet pour cette période.")

type Cells = Sequence[object]


def chapter(title: str, *rules: Rule) -> Iterator[Block]:
    """Yields the heading with the keys of the rules, and their texts."""
    yield heading(tr("%(title)s (%(rules)s)", title=title, rules=", ".join(rules)))
    yield law(*rules)


def bounded(caption: str, columns: Sequence[tuple[str, int]], lines: Sequence[Cells], file: str) -> Iterator[Block]:
    """Yields a table of the first lines, and says how many more the file of that name has."""
    if not lines:
        yield paragraphs(NOTHING)
        return
    yield table(caption, columns, lines[:MAX_LINES])
    if (more := len(lines) - MAX_LINES) > 0:
        yield paragraphs(
            tr_plural(
                "Et %(count)s autre ligne, dans « %(file)s » du dossier.",
                "Et %(count)s autres lignes, dans « %(file)s » du dossier.",
                more,
                file=file,
            )
        )


def number(objects: Iterable[object]) -> str:
    return tr_value(sum(1 for _ in objects))


def poles(lists: ReportLists) -> Iterator[Block]:
    yield from chapter(tr("Pôles créés, et leur axe"), Rule.PS_NB, Rule.PS_AXE)
    created = [each for each in lists.poles if lists.period.has(each.created_on)]
    yield rows(
        [
            (tr("Pôles au registre"), number(lists.poles)),
            (tr("Créés dans la période"), number(created)),
            (
                tr("Dissous dans la période"),
                number(each for each in lists.poles if lists.period.has(each.dissolved_on)),
            ),
        ]
    )
    yield from bounded(
        tr("Pôles de l'Instance"),
        [(tr("Pôle"), 5), (tr("Axe"), 4), (tr("Créé le"), 3), (tr("État"), 3)],
        [
            [
                each.name,
                tr("%(kind)s : %(axis)s", kind=tr(label(each.axis.kind, "AxisKind")), axis=each.axis.label),
                each.created_on,
                tr(label(each.state, "PoleState")),
            ]
            for each in by_name(lists.poles)
        ],
        "tableaux/poles.csv",
    )


def members(lists: ReportLists) -> Iterator[Block]:
    yield from chapter(tr("Membres désignés, par collège"), Rule.PS_DESIGN, Rule.PS_COMPO)
    yield from bounded(
        tr("Membres en fonction au dernier jour, par collège"),
        [(tr("Pôle"), 5), *((title, 3) for title, _ in ABOUT.values())],
        [[each.name, *seats(each)] for each in by_name(lists.poles) if each.dossier],
        "tableaux/membres.csv",
    )


def seats(pole: ReportPole) -> list[str]:
    memberships = pole.dossier.memberships if pole.dossier else ()
    return [number(each for each in memberships if each.college == college) for college in ABOUT]


def terms(lists: ReportLists) -> Iterator[Block]:
    yield from chapter(tr("Termes, évaluations et renouvellements"), Rule.PS_3ANS, Rule.PS_EVAL)
    lines = [
        [each.name, term.starts, term.ends, evaluated(each, term) or "–"]
        for each in by_name(lists.poles)
        for term in terms_of(each)
        if term.starts <= lists.period.until and (lists.period.since is None or term.ends >= lists.period.since)
    ]
    yield from bounded(
        tr("Termes de la période"),
        [(tr("Pôle"), 5), (tr("Premier jour"), 3), (tr("Dernier jour"), 3), (tr("Évalué le"), 3)],
        lines,
        "tableaux/poles.csv",
    )
    renewed = [
        [each.name, later.decided_on, evaluated(each, earlier) or tr("pas au registre")]
        for each in by_name(lists.poles)
        for earlier, later in zip(terms_of(each), terms_of(each)[1:], strict=False)
        if lists.period.has(later.decided_on)
    ]
    if renewed:
        yield table(
            tr("Renouvellements de la période"),
            [(tr("Pôle"), 5), (tr("Renouvelé le"), 3), (tr("Terme précédent évalué le"), 4)],
            renewed[:MAX_LINES],
        )


def terms_of(pole: ReportPole) -> list[ReportPoleTerm]:
    return sorted(pole.dossier.terms if pole.dossier else (), key=lambda each: each.starts)


def evaluated(pole: ReportPole, term: ReportPoleTerm) -> date | None:
    """Returns the day of the last evaluation of a term."""
    evaluations = pole.dossier.evaluations if pole.dossier else ()
    return max((each.evaluated_on for each in evaluations if each.term_starts == term.starts), default=None)


def meetings(lists: ReportLists) -> Iterator[Block]:
    yield from chapter(tr("Réunions, et modalités concertées"), Rule.PS_REUNION)
    meeting_days: dict[str, list[date]] = {}
    for each in lists.meetings:
        if each.pole and each.held_on and lists.period.has(each.held_on):
            meeting_days.setdefault(each.pole.id, []).append(each.held_on)
    yield from bounded(
        tr("Réunions tenues dans la période"),
        [(tr("Pôle"), 5), (tr("Modalités"), 4), (tr("Tenues"), 2), (tr("Dernière le"), 3)],
        [
            [
                each.name,
                frequency(each),
                number(meeting_days.get(each.id, ())),
                max(meeting_days.get(each.id, ()), default="–"),
            ]
            for each in by_name(lists.poles)
        ],
        "tableaux/presences.csv",
    )


def frequency(pole: ReportPole) -> str:
    modalities = pole.dossier.modalities if pole.dossier else None
    if modalities is None:
        return tr("aucune au registre")
    return tr_plural("chaque mois", "tous les %(count)s mois", modalities.meeting_every_months)


def decisions(lists: ReportLists) -> Iterator[Block]:
    yield from chapter(tr("Décisions par consensus, et leur communication"), Rule.PS_CONSENSUS, Rule.PS_COM)
    period, all_decisions = lists.period, lists.decisions
    adopted = [each for each in all_decisions if period.has(each.adopted_on)]
    yield rows(
        [
            (tr("Proposées"), number(each for each in all_decisions if period.has(each.proposed_on))),
            (tr("Adoptées"), number(adopted)),
            (tr("Sans consensus"), number(each for each in all_decisions if period.has(each.closed_on))),
            (
                tr("Communiquées à l'Instance"),
                number(each for each in all_decisions if period.has(each.communicated_on)),
            ),
            (tr("Reçues par l'Instance"), number(each for each in all_decisions if period.has(each.received_on))),
            (tr("En discussion au dernier jour"), number(each for each in all_decisions if is_open(each, period))),
            (
                tr("Adoptées, pas encore communiquées au dernier jour"),
                number(
                    each
                    for each in all_decisions
                    if period.reached(each.adopted_on) and not period.reached(each.communicated_on)
                ),
            ),
        ]
    )
    newest = sorted(adopted, key=lambda each: (each.adopted_on or period.until, each.id), reverse=True)
    yield from bounded(
        tr("Décisions adoptées dans la période"),
        [(tr("Décision"), 5), (tr("Pôle"), 4), (tr("Adoptée le"), 3), (tr("Communiquée le"), 3)],
        [
            [each.title, each.pole.name if each.pole else "–", each.adopted_on, each.communicated_on or "–"]
            for each in newest
        ],
        "tableaux/decisions.csv",
    )


def is_open(decision: ReportDecision, period: ReportPeriod) -> bool:
    return period.reached(decision.proposed_on) and not (
        period.reached(decision.adopted_on) or period.reached(decision.closed_on)
    )


def opinions(lists: ReportLists) -> Iterator[Block]:
    yield from chapter(tr("Avis des pôles"), Rule.PS_AVIS, Rule.PS_AVIS_OBJET)
    period, of_poles = lists.period, [each for each in lists.opinions if each.pole]
    yield rows(
        [
            (tr("Demandés ou entamés"), number(each for each in of_poles if period.has(each.begun_on))),
            (tr("Rendus"), number(each for each in of_poles if period.has(each.adopted_on))),
            (tr("Transmis"), number(each for each in of_poles if period.has(each.transmitted_on))),
        ]
    )
    adopted = [each for each in of_poles if period.has(each.adopted_on)]
    yield from bounded(
        tr("Avis rendus dans la période"),
        [(tr("Avis"), 5), (tr("Pôle"), 4), (tr("Rendu le"), 3), (tr("Transmis le"), 3)],
        [
            [each.title or "–", each.pole.name if each.pole else "–", each.adopted_on, each.transmitted_on or "–"]
            for each in adopted
        ],
        "tableaux/avis.csv",
    )


def projects(lists: ReportLists) -> Iterator[Block]:
    yield from chapter(
        tr("Projets, accord et soutien de l'Instance"), Rule.PS_MISSION, Rule.PS_ACCORD, Rule.PS_SOUTIEN
    )
    own = lists.instance.bassin
    yield from bounded(
        tr("Projets en cours ou émergés dans la période"),
        [(tr("Projet"), 5), (tr("Émergé le"), 3), (tr("Verdict de l'Instance"), 3), (tr("Soutiens en cours"), 2)],
        [
            [
                each.title,
                each.emerged_on,
                verdict(each, own, lists.period),
                number(one for one in (each.dossier.supports if each.dossier else ()) if one.bassin == own),
            ]
            for each in under_way(lists)
        ],
        "tableaux/projets.csv",
    )


def under_way(lists: ReportLists) -> list[ReportProject]:
    """Returns the projects that had emerged by the last day and had not ended before the first one."""
    since = lists.period.since
    return [
        each
        for each in lists.projects
        if lists.period.reached(each.emerged_on)
        and not (since and each.dossier and each.dossier.ended_on and each.dossier.ended_on < since)
    ]


def verdict(project: ReportProject, bassin: str, period: ReportPeriod) -> str:
    """Returns the verdict of the Instance that held on the last day, with its day."""
    verdicts = project.dossier.verdicts if project.dossier else ()
    in_force = [
        each
        for each in verdicts
        if each.bassin == bassin and each.given_on <= period.until and not period.reached(each.until)
    ]
    if not in_force:
        return tr("aucun au registre")
    last = max(in_force, key=lambda each: each.given_on)
    return tr("%(verdict)s, le %(day)s", verdict=tr(label(last.kind, "VerdictKind")), day=last.given_on)


def joint_projects(lists: ReportLists) -> Iterator[Block]:
    yield from chapter(tr("Projets conjoints"), Rule.PS_CONJOINT)
    yield from bounded(
        tr("Projets conjoints de la période"),
        [(tr("Projet"), 5), (tr("Instances concernées"), 4), (tr("Où en sont les verdicts"), 4)],
        [
            [
                each.title,
                tr_join(", ", [BASSINS[one] for one in each.bassins]),
                tr(label(each.outcome, "JointOutcome")),
            ]
            for each in under_way(lists)
            if each.joint
        ],
        "tableaux/projets.csv",
    )


def by_name(those: Sequence[ReportPole]) -> list[ReportPole]:
    return sorted(those, key=lambda each: (each.name, each.id))


CHAPTERS: Final = (poles, members, terms, meetings, decisions, opinions, projects, joint_projects)
