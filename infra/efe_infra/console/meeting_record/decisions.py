"""Decisions in the record of a meeting: those that are open, and those that are proposed at the meeting itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from efe_infra.console.forms.command_form import Field, FieldGroup, Option, Options, StepButton
from efe_infra.console.forms.parsers import row_count
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting_record.attendance import members_of
from efe_infra.console.meeting_record.forms import (
    COORDINATORS_OUTCOME,
    JOINING_OUTCOMES,
    OUTCOMES,
    STANCES,
    outcome_fields,
    position_fields,
    proposal_fields,
)
from efe_infra.console.meeting_record.generated import OPEN_DECISIONS, MeetingRecordResponse, OpenDecisionsDecision
from efe_infra.console.pole.generated import POLE_PROPOSAL
from efe_infra.console.pole.subjects import read_subjects, subject_options
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import require

OPEN: Final = "ouvertes"
"""Hidden field with the open decisions that the form shows, each with the hash of the text that was read."""
CARRYING: Final = "PROJECT"
"""Kind of a decision to carry a project."""
PROPOSALS: Final = "propositions"
"""Value of the button that adds a proposal."""
MAX_DECISIONS: Final = 20
FIRST_PROPOSALS: Final = 2
"""Rows for proposals in an empty form."""


class OpenDecision(NamedTuple):
    """Open decision; `read_hash` is that of the text that the form showed, `content_hash` that of the current one."""

    key: str
    read_hash: str
    content_hash: str
    title: str
    text: str
    carries: bool


@dataclass(frozen=True)
class DecisionRows:
    """Groups of fields of the decisions, their options, and hidden fields that keep their order.

    `left_out` tells whether there are more open decisions than rows.
    """

    groups: tuple[FieldGroup, ...]
    options: Options
    hidden: Mapping[str, str]
    left_out: bool = False


async def decision_rows(
    visit: PageRequest, answer: MeetingRecordResponse, form: Mapping[str, str], *, is_coordinator: bool
) -> DecisionRows:
    """Returns the rows of the decisions of a pôle; nothing for another assembly."""
    pole = require(answer.meeting).pole
    if pole is None:
        return DecisionRows((), {}, {})
    open_page = (await visit.ask(OPEN_DECISIONS, pole=pole.id)).decisions
    open_rows = open_decisions(open_page.nodes, form)
    proposal = await visit.ask(POLE_PROPOSAL, id=pole.id)
    about = [
        Option(each.value, each.words, dict(each.command_input))
        for each in subject_options(require(proposal.pole), await read_subjects(visit, pole.id))
    ]
    count = len(open_rows) + proposal_count(form, len(open_rows))
    groups: list[FieldGroup] = []
    options: dict[str, list[Option]] = {}
    may_carry = any(each.sends["kind"] == CARRYING for each in about)
    speakers = speaker_options(answer, is_coordinator=is_coordinator)
    for number in range(count):
        is_open = number < len(open_rows)
        judged = {"decision": {"open": opened(open_rows[number])}} if is_open else {}
        fields = outcome_fields(number) if is_open else proposal_fields(number)
        positions = [
            position_fields(number, nth)
            for nth in range(row_count(form, f"decisions.{number}.positions", initial=0, minimum=0))
        ]
        title = open_rows[number].title if is_open else proposal_title(number - len(open_rows))
        quote = open_rows[number].text if is_open else ""
        groups.append(group(number, title, quote, fields, positions, is_last=number == count - 1))
        carries = open_rows[number].carries if is_open else may_carry
        options[f"decisions.{number}.outcome"] = [
            Option(value, words, {**sends, **judged})
            for value, words, sends in outcomes(is_coordinator=is_coordinator, carries=carries)
        ]
        options[f"decisions.{number}.decision.proposed.about"] = about
        for operator, stance, _ in positions:
            options |= {operator.name: speakers, stance.name: list(STANCES)}
    hashes = " ".join(f"{each.key}={each.content_hash}" for each in open_rows)
    return DecisionRows(tuple(groups), options, {OPEN: hashes}, open_page.total_count > MAX_DECISIONS)


def outcomes(*, is_coordinator: bool, carries: bool) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yields the value, the words and the input of each outcome, those that join a project last."""
    for value, words in OUTCOMES.items():
        if is_coordinator or value != COORDINATORS_OUTCOME:
            yield value, words, {"outcome": value}
    for value, words in JOINING_OUTCOMES.items() if carries else ():
        if is_coordinator or value != COORDINATORS_OUTCOME:
            yield f"{value}_JOINING", words, {"outcome": value, "joins": True}


def opened(decision: OpenDecision) -> dict[str, str]:
    return {"decisionId": global_id("Decision", decision.key), "contentHash": decision.read_hash}


def open_decisions(decisions: Iterable[OpenDecisionsDecision], form: Mapping[str, str]) -> list[OpenDecision]:
    """Returns the open decisions; of a form that is sent, those that it showed, in their order."""
    current = {key_of(each.id): each for each in decisions}
    if not form:
        pairs = [(key, each.content_hash) for key, each in current.items()]
    else:
        pairs = [
            (key, read_hash) for key, _, read_hash in (each.partition("=") for each in form.get(OPEN, "").split())
        ]
    return [
        OpenDecision(
            key,
            read_hash,
            current[key].content_hash if key in current else read_hash,
            current[key].title if key in current else tr("Décision qui n'est plus ouverte"),
            current[key].text if key in current else "",
            key in current and current[key].kind == CARRYING,
        )
        for key, read_hash in pairs[:MAX_DECISIONS]
    ]


def proposal_count(form: Mapping[str, str], first: int) -> int:
    """Returns the number of proposals: their rows follow those of the open decisions."""
    rows = [nth for nth in range(first, MAX_DECISIONS) if f"decisions.{nth}.decision.proposed.title" in form]
    adds = form.get("etape") == PROPOSALS
    return min((len(rows) if form else FIRST_PROPOSALS) + adds, MAX_DECISIONS - first)


def speaker_options(answer: MeetingRecordResponse, *, is_coordinator: bool) -> list[Option]:
    """Returns the members that the viewer may speak for: all of them for a coordinator."""
    person = answer.viewer.account.person if answer.viewer else None
    return [
        Option(each.operator.id, each.operator.name)
        for each in members_of(answer)
        if each.operator
        and (is_coordinator or (person and each.representative and each.representative.id == person.id))
    ]


def group(
    number: int,
    title: str,
    quote: str,
    fields: tuple[Field, ...],
    positions: list[tuple[Field, ...]],
    *,
    is_last: bool,
) -> FieldGroup:
    return FieldGroup(
        title,
        (*fields, *(each for position in positions for each in position)),
        quote=quote,
        anchor=f"decisions.{number}",
        section=tr("Décisions") if number == 0 else "",
        buttons=tuple(buttons(number, is_last=is_last)),
    )


def proposal_title(nth: int) -> str:
    if nth == 0:
        return tr("Une décision proposée à la réunion même")
    return tr("Une autre décision proposée à la réunion même (n° %(number)s)", number=nth + 1)


def buttons(number: int, *, is_last: bool) -> Iterator[StepButton]:
    here = f"partie-decisions-{number}"
    yield StepButton(f"decisions.{number}.positions", tr("Ajouter la position d'un membre"), here)
    if is_last:
        yield StepButton(PROPOSALS, tr("Ajouter une décision proposée à la réunion"), here)
