"""Tasks grouped by deadline; alike tasks of a group stand together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from efe_infra.console.home.generated import TasksTask
from efe_infra.console.language.translatable import Translatable, tr, tr_plural

WEEK: Final = timedelta(days=7)
ALIKE_WORDS: Final[Mapping[str, Callable[[int], Translatable]]] = {
    "DECISION_TO_COMMUNICATE": lambda count: tr_plural(
        "Communiquer %(count)s décision adoptée", "Communiquer %(count)s décisions adoptées", count
    ),
    "DECISION_TO_RECEIVE": lambda count: tr_plural(
        "Recevoir %(count)s décision communiquée", "Recevoir %(count)s décisions communiquées", count
    ),
    "MEETING_TO_RECORD": lambda count: tr_plural(
        "Consigner %(count)s réunion", "Consigner %(count)s réunions", count
    ),
    "MINUTES_TO_ADOPT": lambda count: tr_plural(
        "Adopter %(count)s procès-verbal", "Adopter %(count)s procès-verbaux", count
    ),
    "POLE_MUST_MEET": lambda count: tr_plural("Convoquer %(count)s pôle", "Convoquer %(count)s pôles", count),
    "POSITION_TO_TAKE": lambda count: tr_plural(
        "Prendre position sur %(count)s texte", "Prendre position sur %(count)s textes", count
    ),
    "VERDICT_TO_GIVE": lambda count: tr_plural("Donner %(count)s verdict", "Donner %(count)s verdicts", count),
}
"""Words of several tasks of one kind, for kinds that often come together."""


class AlikeTasks(NamedTuple):
    """Tasks of one kind; `words` say how many if they are several."""

    tasks: list[TasksTask]
    words: Translatable | None


class DueGroup(NamedTuple):
    """Tasks of one time; `anchor` is the id of the section."""

    anchor: str
    title: Translatable
    size: int
    rows: list[AlikeTasks]


def task_groups(tasks: Sequence[TasksTask], on: date) -> list[DueGroup]:
    """Returns the groups that have tasks, the overdue ones first and those without a deadline last."""
    groups: dict[str, list[TasksTask]] = {}
    for each in tasks:
        groups.setdefault(time_of(each.due, on), []).append(each)
    return [
        DueGroup(anchor, title, len(groups[anchor]), list(alike_tasks(groups[anchor])))
        for anchor, title in (
            ("retard", tr("En retard")),
            ("semaine", tr("Cette semaine")),
            ("mois", tr("Ce mois-ci")),
            ("plus-tard", tr("Plus tard")),
            ("sans-delai", tr("Sans délai")),
        )
        if anchor in groups
    ]


def time_of(due: date | None, on: date) -> str:
    """Returns the anchor of the group of a deadline."""
    if due is None:
        return "sans-delai"
    if due < on:
        return "retard"
    if due < on + WEEK:
        return "semaine"
    return "mois" if (due.year, due.month) == (on.year, on.month) else "plus-tard"


def alike_tasks(tasks: Sequence[TasksTask]) -> Iterator[AlikeTasks]:
    """Yields the tasks of a group in their order, tasks of one kind together at the place of the first one."""
    kinds = {each.kind: nth for nth, each in reversed([*enumerate(tasks)])}
    for kind, alike in groupby(sorted(tasks, key=lambda each: kinds[each.kind]), key=lambda each: each.kind):
        several = list(alike)
        if len(several) > 1 and kind in ALIKE_WORDS:
            yield AlikeTasks(several, ALIKE_WORDS[kind](len(several)))
        else:
            yield from (AlikeTasks([each], None) for each in several)
