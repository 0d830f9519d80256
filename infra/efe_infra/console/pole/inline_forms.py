"""Forms on the page of a pôle in preparation: a member for each college without one, and the constitution."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import uuid4

from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.offers import NOW, Offers
from efe_infra.console.pole.colleges import CollegeColumn
from efe_infra.console.pole.composition import operators_of_bassin, seat_options
from efe_infra.console.pole.forms import COMPOSITION, CONSTITUTION, DESIGNATION
from efe_infra.console.pole.generated import Pole
from efe_infra.console.web.next_step import StepLine
from efe_infra.console.web.page_request import PageRequest


class CollegeRow(NamedTuple):
    """Row for a member of a college: the place of its fields in the form, and the operators that may sit there."""

    number: int
    column: CollegeColumn
    operators: Sequence[Option]


@dataclass(frozen=True)
class PoleForms:
    """Forms that the viewer may send today, each with its idempotency key."""

    rows: Sequence[CollegeRow] = ()
    may_constitute: bool = False
    composition_id: str = field(default_factory=lambda: str(uuid4()))
    constitution_id: str = field(default_factory=lambda: str(uuid4()))


NO_FORMS: Final = PoleForms()


async def inline_forms(visit: PageRequest, pole: Pole, offers: Offers, columns: Sequence[CollegeColumn]) -> PoleForms:
    """Returns the forms of a pôle that is not constituted yet; none on a page of the past."""
    if visit.moment.is_past or pole.dossier is None or pole.constituted_on:
        return NO_FORMS
    if any(each.possible == NOW for each in offers.of_form(CONSTITUTION).rows):
        return PoleForms(may_constitute=True)
    missing = [each for each in columns if not each.present]
    if not missing or not offers.of_form(COMPOSITION).possible.rows:
        return NO_FORMS
    operators = await operators_of_bassin(visit, pole.bassin, pole.axis.key)
    seated = {each.operator.id for each in pole.dossier.memberships if each.operator}
    free = [each for each in operators if each.id not in seated]
    return PoleForms(
        [
            CollegeRow(nth, column, seat_options([each for each in free if each.college == column.college]))
            for nth, column in enumerate(missing)
        ]
    )


def step_here(step: StepLine | None, here: str, forms: PoleForms) -> StepLine | None:
    """Returns the step with the anchor of its form, if the page shows it."""
    anchors = {CONSTITUTION.slug: "constituer"} if forms.may_constitute else {}
    if forms.rows:
        anchors = {COMPOSITION.slug: "composer", DESIGNATION.slug: "composer"}
    anchor = anchors.get(step.form.removeprefix(f"{here}/actes/")) if step and step.form else None
    return step._replace(form=f"{here}#{anchor}") if step and anchor else step
