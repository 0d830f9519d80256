"""Evaluation report of an Instance for a period: each sentence of the law on pôles, with what the register holds."""

from collections.abc import Mapping
from typing import Any, Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import at_present
from efe_infra.console.register.labels import BASSINS, bassin_of
from efe_infra.papers.declaration.blocks import Block, paragraphs, rows, signatures
from efe_infra.papers.declaration.paper import FileName, Gathering, Paper, PaperInput
from efe_infra.papers.kinds.generated import REPORT_PAPER, ReportPaperResponse
from efe_infra.papers.kinds.report_chapters import CHAPTERS
from efe_infra.papers.kinds.report_figures import chapter_of
from efe_infra.papers.kinds.report_lists import ReportLists, read_lists
from efe_infra.papers.kinds.report_period import ReportPeriod, since_of

ABOUT: Final = tr(
    "Ce rapport suit les phrases du texte que la plateforme applique, chacune avec la clé de sa règle, et dit ce que"
    " le registre contient à leur sujet. Le texte appliqué ne cite pas d'article 20 : rien n'est affirmé ici de ce"
    " que cet article demande."
)


def is_visible(answer: ReportPaperResponse) -> PaperInput | None:
    """Returns None for a reader without the dossiers of the Instance."""
    return {} if answer.instance and answer.instance.dossier else None


def build(lists: ReportLists) -> PaperInput:
    bassin = lists.instance.bassin
    return {
        "bassins": [bassin],
        "occasion": tr("Dossier d'évaluation"),
        "title": tr("Rapport de l'Instance bassin EFE %(bassin)s", bassin=BASSINS[bassin]),
        "subtitle": period_words(lists.period),
        "blocks": [
            paragraphs(ABOUT),
            rows(
                [
                    (tr("Instance établie le"), lists.instance.established_on),
                    (tr("Premier jour de la période"), lists.period.since),
                    (tr("Dernier jour de la période"), lists.period.until),
                ]
            ),
            *chapters(lists),
            *chapter_of(lists.figures),
            signatures(),
        ],
    }


def chapters(lists: ReportLists) -> list[Block]:
    return [block for each in CHAPTERS for block in each(lists)]


def period_words(period: ReportPeriod) -> str:
    if period.since is None:
        return tr("De l'établissement de l'Instance au %(until)s", until=period.until)
    return tr("Du %(since)s au %(until)s", since=period.since, until=period.until)


def bassin_named(slug: str) -> Mapping[str, Any]:
    """Returns the Instance of an address. Raises `LookupError`."""
    if (bassin := bassin_of(slug)) is None:
        raise LookupError(slug)
    return {"bassin": bassin}


def checked_day(text: str) -> Mapping[str, Any]:
    """Checks the first day in an address, which the lists are read by. Raises `LookupError`."""
    try:
        since_of(f".{text}")
    except ValueError:
        raise LookupError(text) from None
    return {}


def subjects(answer: ReportPaperResponse) -> list[str]:
    return [at_present(answer.instance.id)] if answer.instance else []


def file_name_of(answer: ReportPaperResponse) -> FileName:
    return FileName(BASSINS[answer.instance.bassin] if answer.instance else "")


PAPER: Final = Paper(
    kind="report",
    title="Rapport d'évaluation d'une Instance",
    entity="Instance",
    document=REPORT_PAPER,
    build=is_visible,
    gathering=Gathering(collect=read_lists, build=build),
    key_variables=bassin_named,
    part=checked_day,
    subjects=subjects,
    file="rapport",
    naming=file_name_of,
)
