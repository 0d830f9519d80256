"""`/instances/{bassin}/actes/convoquer-une-serie`: meetings of one assembly on several days, in one form."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from efe_infra.console.assembly.choices import assembly_options
from efe_infra.console.assembly.generated import ASSEMBLIES
from efe_infra.console.forms.command_form import CommandForm, Field, FieldGroup, InvalidInput, Path, StepButton
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.parsers import row_count
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.forms import SERIES
from efe_infra.console.register.ids import global_id, kind_of
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.register.links import page_of
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at

pages = page_router(multilingual=True)
MEETINGS: Final = "meetings"
FIRST_ROWS: Final = 4
SHARED: Final = ("startsAt", "endsAt", "place", "remote")
"""Fields of all meetings of the series."""


@form_at(pages, "/instances/{bassin}/actes/convoquer-une-serie")
async def series_page(visit: PageRequest, bassin: str, form: Mapping[str, str]) -> CommandPage:
    """Builds the page of a series; `pole` is the key of the pôle that is selected initially."""
    name = bassin_at(bassin)
    answer = await visit.ask(ASSEMBLIES, bassin=name)
    pole, assembly = visit.query("pole"), form.get("assembly", "")
    return CommandPage(
        visit=visit,
        command=series_form(row_count(form, MEETINGS, initial=FIRST_ROWS)),
        frame=answer,
        subject_link=(BASSINS[name], f"/instances/{bassin}"),
        options={"assembly": await assembly_options(visit, answer, name)},
        bassin=name,
        initial={"assembly": global_id("Pole", pole)} if pole else {},
        next_url=page_of(assembly) if kind_of(assembly) == "Pole" else "/calendrier",
    )


def series_form(rows: int) -> CommandForm:
    days = tuple(
        Field(f"{MEETINGS}.{nth}.day", tr("Jour de la réunion %(number)s", number=nth + 1), "day", kept=True)
        for nth in range(rows)
    )
    group = FieldGroup(
        tr("Les jours"),
        days,
        hint=tr("Une ligne laissée vide ne compte pas."),
        anchor=MEETINGS,
        buttons=(StepButton(MEETINGS, tr("Ajouter un jour"), f"partie-{MEETINGS}"),),
    )
    return replace(SERIES, groups=(group,), check=repeated_days, shape=with_shared_fields, locate=field_path)


def repeated_days(values: dict[str, Any]) -> Iterator[InvalidInput]:
    known_days = set[str]()
    for nth, each in values.get(MEETINGS, {}).items():
        if each["day"] in known_days:
            yield InvalidInput(tr("Ce jour est déjà dans la liste."), f"{MEETINGS}.{nth}.day")
        known_days.add(each["day"])
    if not known_days:
        yield InvalidInput(tr("Un jour au moins est attendu."), f"{MEETINGS}.0.day")


def with_shared_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Gives each meeting the hours and the place of the series."""
    shared = {name: values.pop(name) for name in SHARED if name in values}
    return {**values, MEETINGS: [each | shared for each in values[MEETINGS]]}


def field_path(_: dict[str, Any], path: Path) -> Path:
    """Returns the field of the series for that of one meeting."""
    return [path[-1]] if path and path[-1] in SHARED else path
