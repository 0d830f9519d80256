"""Notice of the verdict of one Instance on a project, and agreement of all Instances on a joint project."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import Euros, tr, tr_join
from efe_infra.console.register.labels import BASSINS, SLUGS, label
from efe_infra.papers.declaration.blocks import (
    Block,
    heading,
    law,
    listing,
    paragraphs,
    quotation,
    rows,
    signatures,
    table,
)
from efe_infra.papers.declaration.paper import FileName, Paper, PaperInput
from efe_infra.papers.kinds.generated import (
    AGREEMENT_PAPER,
    VERDICT_PAPER,
    AgreementPaperResponse,
    ProjectPaper,
    ProjectPaperVerdict,
    VerdictPaperResponse,
)
from efe_infra.papers.kinds.pole_parts import meeting_words


def build_notice(answer: VerdictPaperResponse) -> PaperInput | None:
    """Returns None without a verdict of that Instance."""
    project, instance = answer.project, answer.instance
    verdicts = [each for each in last_verdicts(project) if instance and each.bassin == instance.bassin]
    if project is None or not verdicts:
        return None
    verdict = verdicts[0]
    return {
        "bassins": [verdict.bassin],
        "occasion": tr("Notification d'un verdict"),
        "title": project.title,
        "subtitle": carriers_of(project),
        "status": tr(label(verdict.kind, "VerdictKind")),
        "blocks": [
            paragraphs(
                tr(
                    "L'Instance bassin EFE %(bassin)s notifie aux pôles de synergies qui portent ce projet le verdict"
                    " qu'elle a donné le %(day)s.",
                    bassin=BASSINS[verdict.bassin],
                    day=verdict.given_on,
                )
            ),
            rows(
                [
                    (tr("Verdict"), tr(label(verdict.kind, "VerdictKind"))),
                    (tr("Donné le"), verdict.given_on),
                    (tr("Réunion"), meeting_words(verdict.sitting) or verdict.without_meeting),
                ]
            ),
            *reasons_of(verdict),
            law(Rule.PS_ACCORD),
            signatures(),
        ],
    }


def build_agreement(answer: AgreementPaperResponse) -> PaperInput | None:
    """Returns None unless every Instance that the joint project concerns has agreed."""
    project = answer.project
    if project is None or project.dossier is None or not project.joint or project.outcome != "AGREED_BY_ALL":
        return None
    verdicts = last_verdicts(project)
    return {
        "bassins": sorted(project.bassins, key=BASSINS.__getitem__),
        "occasion": tr("Accord sur un projet conjoint"),
        "title": project.title,
        "subtitle": carriers_of(project),
        "blocks": [
            paragraphs(
                tr(
                    "Les Instances bassin EFE %(bassins)s marquent leur accord sur ce projet conjoint, qui a été"
                    " soumis à chacune d'elles.",
                    bassins=names_of(project.bassins),
                )
            ),
            *project_facts(project),
            heading(tr("Verdicts")),
            table(
                tr("Verdicts"),
                [(tr("Instance"), 2), (tr("Verdict"), 3), (tr("Le"), 2), (tr("Réunion"), 3)],
                [
                    [
                        BASSINS[each.bassin],
                        tr(label(each.kind, "VerdictKind")),
                        each.given_on,
                        meeting_words(each.sitting) or "–",
                    ]
                    for each in verdicts
                ],
            ),
            *[block for each in verdicts for block in conditions_of(each)],
            law(Rule.PS_CONJOINT, Rule.PS_ACCORD),
            signatures(),
        ],
    }


def names_of(bassins: Sequence[str]) -> str:
    *others, last = sorted(BASSINS[each] for each in bassins)
    return tr("%(others)s et %(last)s", others=", ".join(others), last=last) if others else last


def last_verdicts(project: ProjectPaper | None) -> list[ProjectPaperVerdict]:
    """Returns the verdict in force of each Instance, by name."""
    verdicts = project.dossier.verdicts if project and project.dossier else ()
    standing = {each.bassin: each for each in sorted(verdicts, key=lambda one: one.number) if each.until is None}
    return [standing[each] for each in sorted(standing, key=BASSINS.__getitem__)]


def carriers_of(project: ProjectPaper) -> str:
    carriers = [each for each in (project.dossier.carriers if project.dossier else ()) if each.until is None]
    names = sorted(
        tr("Pôle « %(pole)s » (%(bassin)s)", pole=each.pole.name, bassin=BASSINS[each.bassin])
        for each in carriers
        if each.pole
    )
    return tr_join(", ", names)


def project_facts(project: ProjectPaper) -> Iterator[Block]:
    content = project.dossier.content if project.dossier else None
    if content is None:
        return
    yield rows(
        [
            (tr("Commence le"), content.starts),
            (tr("Finit le"), content.ends),
            (tr("Budget"), Euros(content.budget)),
            (tr("Communes"), ", ".join(each.name for each in content.communes)),
        ]
    )
    yield heading(tr("Buts"))
    yield quotation(content.aims)


def reasons_of(verdict: ProjectPaperVerdict) -> Iterator[Block]:
    if verdict.reasons:
        yield heading(tr("Motifs"))
        yield quotation(verdict.reasons)
    yield from conditions_of(verdict)


def conditions_of(verdict: ProjectPaperVerdict) -> Iterator[Block]:
    lines = condition_lines(verdict)
    if lines:
        yield heading(tr("Conditions de %(bassin)s", bassin=BASSINS[verdict.bassin]))
        yield listing(lines, ordered=len(lines) > 1)


def condition_lines(verdict: ProjectPaperVerdict) -> Sequence[str]:
    if not verdict.condition_list:
        return [verdict.conditions] if verdict.conditions else []
    return [
        tr("%(text)s (remplie le %(day)s)", text=each.text, day=each.met_on)
        if each.met_on
        else tr("%(text)s (pour le %(day)s)", text=each.text, day=each.due_on)
        if each.due_on
        else each.text
        for each in verdict.condition_list
    ]


def bassin_of_part(slug: str) -> Mapping[str, Any]:
    """Returns the Instance of an address. Raises `LookupError`."""
    return {"bassin": {each: name for name, each in SLUGS.items()}[slug]}


def notice_file_name(answer: VerdictPaperResponse) -> FileName:
    project, instance = answer.project, answer.instance
    days = [each.given_on for each in last_verdicts(project) if instance and each.bassin == instance.bassin]
    name = f"{BASSINS[instance.bassin]} {project.title}" if project and instance else ""
    return FileName(name, max(days, default=None))


def agreement_file_name(answer: AgreementPaperResponse) -> FileName:
    return FileName(answer.project.title if answer.project else "")


NOTICE: Final = Paper(
    kind="verdict",
    title="Notification d'un verdict",
    entity="Project",
    document=VERDICT_PAPER,
    build=build_notice,
    file="verdict",
    naming=notice_file_name,
    part=bassin_of_part,
)
AGREEMENT: Final = Paper(
    kind="agreement",
    title="Accord sur un projet conjoint",
    entity="Project",
    document=AGREEMENT_PAPER,
    build=build_agreement,
    file="accord",
    naming=agreement_file_name,
)
