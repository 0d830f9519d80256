"""`/decisions/{key}/actes/positions`: positions of several members on one basis, in one form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from efe_infra.console.decision.forms import ADOPTS, JOINING, POSITIONS, RECEIVES, STANCES
from efe_infra.console.decision.generated import (
    DECISION_POSITIONS,
    DecisionPositionsDecision,
    DecisionPositionsResponse,
)
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import (
    CommandForm,
    Field,
    FieldGroup,
    InvalidInput,
    Option,
    Options,
    Path,
    as_it_is,
)
from efe_infra.console.forms.follow_ups import ChainedPage, NextCommand
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.outcome import Done
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.held_meetings import basis_meetings
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.labels import LABELS
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)
ROWS: Final = "positions"
CARRYING: Final = "PROJECT"
"""Kind of a decision to carry a project."""
FLAGS: Final = frozenset({ADOPTS.name, JOINING.name, RECEIVES.name})
TO_CHOOSE: Final = tr("Un choix est à faire.")


@dataclass(frozen=True, kw_only=True)
class PositionsPage(ChainedPage):
    """Form of several positions, which the adoption may follow; its dry run names the members."""

    def follow_ups(self, _answer: Done, submission: Submission) -> Iterator[NextCommand]:
        typed = submission.variables(replace(self.command, shape=as_it_is), self.options)
        if not typed.get(ADOPTS.name):
            return
        days = {name: typed[name] for name in ("effectiveOn",) if name in typed}
        decision = {"decisionId": self.fixed["decisionId"], **days}
        meeting = {"meetingId": basis} if (basis := typed.get("basisMeetingId")) else {}
        joins = {"joins": True} if typed.get(JOINING.name) else {}
        yield NextCommand(commands.ADOPT_DECISION, {**decision, **meeting, **joins}, tr("Puis le texte est adopté."))
        words = tr("Puis la décision est communiquée à l'Instance.")
        yield NextCommand(commands.COMMUNICATE_DECISION, decision, words)
        if typed.get(RECEIVES.name):
            yield NextCommand(commands.RECEIVE_DECISION, decision, tr("Puis l'Instance la reçoit."))

    def notes(self, answer: Done, submission: Submission) -> Iterator[str]:
        for group in self.command.groups[:-1]:
            if stance := submission.typed[group.fields[0].name]:
                words = tr(LABELS["Stance"][stance].words)
                yield tr("%(member)s : %(stance)s.", member=group.title, stance=words)
        yield from super().notes(answer, submission)


@form_at(pages, "/decisions/{key:uuid}/actes/positions")
async def positions_page(visit: PageRequest, key: UUID) -> PositionsPage:
    answer = await visit.ask(DECISION_POSITIONS, id=global_id("Decision", str(key)))
    decision = require(answer.decision)
    check_may_record(answer, decision)
    return PositionsPage(
        visit=visit,
        command=positions_form(decision),
        frame=answer,
        subject_link=(decision.title, f"/decisions/{key}"),
        offers=Offers.of(decision.available_commands),
        fixed={"decisionId": decision.id},
        options={
            **stance_options(decision),
            "basisMeetingId": await basis_meetings(visit, decision.pole.id) if decision.pole else [],
            "sha256": await recent_documents(visit, decision.bassin),
        },
        bassin=decision.bassin,
        subject=decision.id,
        content_hash=decision.content_hash,
        quote=decision.text,
    )


def check_may_record(answer: DecisionPositionsResponse, decision: DecisionPositionsDecision) -> None:
    """Raises `NotTheirs`."""
    check_coordinates(answer.viewer, decision.bassin)


def positions_form(decision: DecisionPositionsDecision) -> CommandForm:
    """Returns the form with a row for each member who was consulted."""
    recorded_stances = dict(stances_of(decision))
    groups = []
    for each in decision.dossier.roster if decision.dossier else ():
        if operator := each.operator:
            row = f"{ROWS}.{key_of(operator.id)}"
            stance = Field(
                f"{row}.stance",
                tr("Ce qu'il dit"),
                "pick",
                recorded_stances.get(operator.id, ""),
                codes=("NO_BASIS", "OWN_WORD_STANDS", "SAME_POSITION"),
            )
            words = Field(
                f"{row}.words", tr("Motif"), hint=tr("Attendu pour une réserve ou une objection."), spare=True
            )
            title = tr("%(name)s (collège %(college)s)", name=operator.name, college=each.college)
            groups.append(FieldGroup(title, (stance, words)))
    flags = (ADOPTS, JOINING, RECEIVES) if decision.kind == CARRYING else (ADOPTS, RECEIVES)
    groups.append(FieldGroup(tr("Et ensuite"), flags, anchor="suite"))
    return replace(POSITIONS, groups=tuple(groups), check=faults_of, shape=positions_input, locate=field_path)


def stances_of(decision: DecisionPositionsDecision) -> Iterator[tuple[str, str]]:
    """Yields what each member already said on the current text."""
    for each in decision.dossier.positions if decision.dossier else ():
        if each.operator and each.content_hash == decision.content_hash:
            yield each.operator.id, tr("Déjà consigné : %(stance)s.", stance=tr(LABELS["Stance"][each.stance].words))


def stance_options(decision: DecisionPositionsDecision) -> Options:
    """Returns the stances of each member; each option names the member too."""
    roster = decision.dossier.roster if decision.dossier else ()
    return {
        f"{ROWS}.{key_of(each.operator.id)}.stance": [
            Option(option.value, option.words, {"operatorId": each.operator.id, "stance": option.value})
            for option in STANCES
        ]
        for each in roster
        if each.operator
    }


def faults_of(values: dict[str, Any]) -> Iterator[InvalidInput]:
    rows = values.get(ROWS, {})
    for key, each in rows.items():
        if "stance" not in each:
            yield InvalidInput(TO_CHOOSE, f"{ROWS}.{key}.stance")
    if not rows:
        yield InvalidInput(tr("Une position au moins est attendue."), "")


def positions_input(values: dict[str, Any]) -> dict[str, Any]:
    rows = values.pop(ROWS).values()
    values = {name: value for name, value in values.items() if name not in FLAGS}
    return {**values, ROWS: [{**each.pop("stance"), **each} for each in rows]}


def field_path(values: dict[str, Any], path: Path) -> Path:
    """Returns the path of the row of a member for that of the command input: `positions.2.words`."""
    match path:
        case ["positions", number, *below] if number.isdecimal():
            keys = [*values.get(ROWS, {})]
            return [ROWS, *keys[int(number) : int(number) + 1], *below]
    return path
