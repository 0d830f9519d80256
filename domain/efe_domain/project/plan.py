"""Work plan of a project: the part of each carrying pôle, and the names that actions keep through amendments."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.content import ActionName, ActionNature, ProjectContent, check_amount
from efe_domain.project.plan_events import BudgetLine, FinancingLine, PlannedAction, PlanPartWritten
from efe_domain.project.refusals import NotPlanned, NotResponsible, OutsideTheContent, PlanMoved, SamePlanPart
from efe_domain.shared import texts
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid
from efe_domain.shared.messages import Message

MAX_PLAN_LINES: Final = 60
MAX_PLAN_TEXT: Final = 500
MAX_RESPONSIBLE: Final = 20
FIRST_YEAR, LAST_YEAR = 2000, 2100

type Wording = tuple[ActionNature, str, int]
"""Nature and description of an action, and how many equal ones its content has before it."""


class WorkPlan:
    """Parts in force, one a pôle at most, and the lasting name of each action of each content.

    An action keeps the name that it had in the first content with that nature and description.
    """

    def __init__(self) -> None:
        self._names: dict[Wording, ActionName] = {}
        self._contents: dict[int, tuple[ActionName, ...]] = {}
        self._parts: dict[UUID, PlanPartWritten] = {}
        self._counts = Counter[UUID]()

    def part_of(self, pole: UUID) -> PlanPartWritten | None:
        return self._parts.get(pole)

    def name_of(self, pole: UUID, action: ActionName) -> ActionName:
        """Returns the lasting name of an action that the part of the pôle plans. Raises `NotPlanned`."""
        names, part = self._contents.get(action.number, ()), self.part_of(pole)
        name = names[action.rank - 1] if 0 < action.rank <= len(names) else None
        if part is None or name not in part.action_names:
            raise NotPlanned("La part de ce pôle dans le plan de travail ne prévoit pas cette action.")
        return name

    def next_part(self, part: PlanPartWritten) -> PlanPartWritten:
        """Returns the part with its rank and the names of its actions.

        Raises `PlanMoved`, `TooEarly` or `SamePlanPart`.
        """
        current = self.part_of(part.pole)
        if part.replaces != (current.part if current else None):
            raise PlanMoved("Une autre part du plan a été écrite entre-temps pour ce pôle : relisez-la.")
        names = self._contents[part.number]
        part = replace(
            part,
            part=self._counts[part.pole] + 1,
            action_names=tuple(names[action.rank - 1] for action in part.actions),
        )
        if current:
            check_not_before(part.effective_on, current.effective_on, "la part du plan qui précède")
            if _lines(current) == _lines(part):
                raise SamePlanPart("Cette part du plan de travail est déjà celle du pôle.")
        return part

    def hold(self, number: int, content: ProjectContent) -> None:
        """Names the actions of a content."""
        self._contents[number] = tuple(
            self._names.setdefault(wording, ActionName(number=number, rank=rank))
            for rank, wording in enumerate(wordings(content), 1)
        )

    def write(self, part: PlanPartWritten) -> None:
        self._parts[part.pole] = part
        self._counts[part.pole] += 1

    def leave(self, pole: UUID) -> None:
        """Ends the part of a pôle that no longer carries the project."""
        self._parts.pop(pole, None)


def wordings(content: ProjectContent) -> Iterator[Wording]:
    """Yields what tells each action of a content apart, in their order."""
    counts = Counter[tuple[ActionNature, str]]()
    for action in content.actions:
        wording = action.nature, action.description
        yield *wording, counts[wording]
        counts[wording] += 1


def _lines(part: PlanPartWritten) -> tuple[object, ...]:
    return part.number, part.actions, part.budget_lines, part.financing


def clean(part: PlanPartWritten, content: ProjectContent) -> PlanPartWritten:
    """Returns the part with trimmed texts and sorted operators. Raises `Invalid`."""
    if len(part.actions) + len(part.budget_lines) + len(part.financing) > MAX_PLAN_LINES:
        raise Invalid("actions", "Une part du plan compte {most} lignes au plus.", most=MAX_PLAN_LINES)
    ranks = [action.rank for action in part.actions]
    actions = [_clean_action(nth, action, content, ranks[:nth]) for nth, action in enumerate(part.actions)]
    return replace(
        part,
        actions=tuple(sorted(actions, key=lambda action: action.rank)),
        budget_lines=tuple(_clean_line(nth, line) for nth, line in enumerate(part.budget_lines)),
        reason=_text(part.reason, "reason") if part.reason or part.replaces else "",
    )


def _clean_action(nth: int, action: PlannedAction, content: ProjectContent, before: list[int]) -> PlannedAction:
    path, operators = f"actions.{nth}", tuple(sorted(set(action.operators)))
    if not 0 < action.rank <= len(content.actions):
        raise Invalid(f"{path}.rank", "Le contenu du projet n'a pas d'action de ce rang.")
    if action.rank in before:
        raise Invalid(f"{path}.rank", "Une part du plan ne prévoit chaque action qu'une fois.")
    if not operators:
        raise Invalid(f"{path}.operatorIds", "Une action a un opérateur responsable au moins.")
    if len(operators) > MAX_RESPONSIBLE:
        raise Invalid(f"{path}.operatorIds", "Il y en a {most} au plus.", most=MAX_RESPONSIBLE)
    _check_year(action.starts.year, f"{path}.starts")
    _check_year(action.ends.year, f"{path}.ends")
    if action.ends < action.starts:
        raise Invalid(f"{path}.ends", "L'action se termine avant de commencer.")
    return replace(
        action, operators=operators, expected_result=_text(action.expected_result, f"{path}.expectedResult")
    )


def _clean_line(nth: int, line: BudgetLine) -> BudgetLine:
    path = f"budgetLines.{nth}"
    _check_year(line.year, f"{path}.year")
    check_amount(line.amount_cents, f"{path}.amount", least=1)
    return replace(line, what=_text(line.what, f"{path}.what"))


def _check_year(year: int, path: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(path, "Une année se situe entre {first} et {last}.", first=FIRST_YEAR, last=LAST_YEAR)


def _text(value: str, path: str) -> str:
    return texts.text(value, path, longest=MAX_PLAN_TEXT)


def check_financing(lines: Sequence[FinancingLine], applications: Collection[UUID]) -> None:
    """Checks amounts, and that each application is one of the pôle. Raises `Invalid`."""
    for nth, line in enumerate(lines):
        check_amount(line.amount_cents, f"financing.{nth}.amount", least=1)
        if line.application and line.application not in applications:
            raise Invalid(
                f"financing.{nth}.fundingId", "Cette demande de financement n'est pas de ce pôle pour ce projet."
            )


def check_responsible(part: PlanPartWritten, responsible: AbstractSet[UUID]) -> None:
    """Checks that each action has members of the pôle, or partners, in charge. Raises `NotResponsible`."""
    strange = [action.rank for action in part.actions if not responsible >= set(action.operators)]
    if strange:
        raise NotResponsible(
            "Une action a pour responsables des membres du pôle ou des partenaires du projet, et eux seuls.",
            *(Message("Action {rank} : un opérateur n'est ni l'un ni l'autre.", rank=rank) for rank in strange),
        )


def check_days(part: PlanPartWritten, content: ProjectContent) -> None:
    """Checks days and years against those of the content, where it has any. Raises `OutsideTheContent`."""
    first, last = content.starts or date.min, content.ends or date.max
    late = [action.rank for action in part.actions if action.starts < first or action.ends > last]
    years = sorted({line.year for line in part.budget_lines if not first.year <= line.year <= last.year})
    if late or years:
        raise OutsideTheContent(
            "Les jours et les années du plan restent dans la période du contenu jugé.",
            *(Message("Action {rank} : hors de cette période.", rank=rank) for rank in late),
            *(Message("Budget : l'année {year} est hors de cette période.", year=str(year)) for year in years),
        )
