"""Choices of many options: the form shows a search where a list would be long."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from efe_infra.console.forms.command_form import CommandForm, Field, Kind, Option
from efe_infra.console.forms.field_search import BEGINNINGS, search_among
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import Locale, tr
from efe_infra.console.web.form_body import Fields

MAX_LISTED: Final = 30
"""Options that a form lists. The folded ones do not count: they take no room."""
SEARCHED: Final[Mapping[Kind, Kind]] = {"one_of": "search_one", "pick": "search_one", "some_of": "search_some"}
"""Kinds of fields with a list, each with the kind that a search fills."""
LABEL: Final = tr("Chercher")


def with_searches[P: CommandPage](page: P, form: Fields) -> P:
    """Returns the page with a search for each field whose list would be long; all its options may be chosen."""
    locale = Locale(page.visit.language)
    searches = {
        each.name: search_among(form, each.name, LABEL, options, hint=BEGINNINGS, locale=locale)
        for each in page.command.fields
        if each.kind in SEARCHED and is_long(options := page.options.get(each.name, ()))
    }
    if not searches:
        return page
    return replace(page, command=searching(page.command, searches), searches={**page.searches, **searches})


def is_long(options: Sequence[Option]) -> bool:
    return sum(each.offered and not each.fold for each in options) > MAX_LISTED


def searching(command: CommandForm, names: Mapping[str, object]) -> CommandForm:
    """Returns the form with a search for the fields of these names."""

    def found(fields: Sequence[Field]) -> tuple[Field, ...]:
        return tuple(replace(each, kind=SEARCHED[each.kind]) if each.name in names else each for each in fields)

    groups = tuple(replace(each, fields=found(each.fields)) for each in command.groups)
    return replace(command, own=found(command.own), groups=groups)
