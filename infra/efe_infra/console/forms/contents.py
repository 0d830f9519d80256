"""Table of contents of a long form: its parts, each with its state."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from efe_infra.console.forms.command_form import CommandForm, Field, FieldGroup
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr, tr_plural

MIN_GROUPS: Final = 2
MAX_PARTS: Final = 14
"""Largest table that is still read at a glance; a longer form has none."""
OWN_FIELDS: Final = "partie-acte"


class FormPart(NamedTuple):
    """Part of a form: its element and title, and the tone and words of its state."""

    id: str
    title: str
    tone: str = ""
    words: str = ""


def contents_of(command: CommandForm, submission: Submission) -> Sequence[FormPart]:
    """Returns the parts of a form; none of a short one."""
    if len(command.groups) < MIN_GROUPS:
        return ()
    parts = list(_parts(command, submission))
    return (*parts, FormPart("envoi", tr("Relire et consigner"))) if len(parts) <= MAX_PARTS else ()


def _parts(command: CommandForm, submission: Submission) -> Iterator[FormPart]:
    if command.own:
        yield FormPart(OWN_FIELDS, tr("Pour commencer"), *state_of(command.own, submission))
    for groups in sections_of(command.groups):
        fields = [field for each in groups for field in each.fields]
        yield FormPart(
            groups[0].id,
            tr(groups[0].section) if groups[0].section else groups[0].title,
            *state_of(fields, submission),
        )


def sections_of(groups: Sequence[FieldGroup]) -> Iterator[list[FieldGroup]]:
    """Yields the groups under each heading; a group before the first heading stands alone."""
    section: list[FieldGroup] = []
    for each in groups:
        if section and (each.section or not section[0].section):
            yield section
            section = []
        section.append(each)
    if section:
        yield section


def state_of(fields: Iterable[Field], submission: Submission) -> tuple[str, str]:
    """Returns the tone and the words of the state of some fields."""
    fields = list(fields)
    if errors := sum(len(submission.errors_of(each.name)) for each in fields):
        return "bad", tr_plural("%(count)s à revoir", "%(count)s à revoir", errors)
    typed = [each for each in fields if submission.typed.get(each.name)]
    if any(each.required and each not in typed for each in fields):
        return "rest", tr("à remplir")
    return ("good", tr("complet")) if typed else ("rest", tr("facultatif"))
