"""Form of a project that emerges in a pôle, which may invite other pôles and propose to carry it at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, FieldGroup, InvalidInput, as_it_is
from efe_infra.console.forms.follow_ups import ChainedPage, NextCommand
from efe_infra.console.forms.outcome import Done, EmergedProject
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr
from efe_infra.console.project.forms import EMERGENCE
from efe_infra.console.project.generated import POLES_FOUND, PolesFoundPole
from efe_infra.console.project.wording import carrying_words
from efe_infra.console.web.page_request import PageRequest

INVITED: Final = Field(
    "invitedIds",
    tr("Pôles invités aussitôt"),
    "some_of",
    tr("Des pôles d'autres Instances autour du même axe. D'autres peuvent être invités ensuite, sur sa page."),
    codes=("OUTSIDE_THE_AXIS", "OUTSIDE_THE_ZONE", "TERM_OVER"),
)
ANSWER_BY: Final = Field("answerBy", tr("Dernier jour pour répondre"), "day")
PROPOSES: Final = Field(
    "proposes",
    tr("Proposer aussitôt à ses membres de porter ce contenu"),
    "flag",
    tr("La décision reprend le titre et les objectifs ; chacun prend ensuite position sur sa page."),
)
FOLLOWING: Final = (INVITED, ANSWER_BY, PROPOSES)
DAY_MISSING: Final = tr("Ce champ est à remplir.")


def faults_of(values: dict[str, Any]) -> Iterable[InvalidInput]:
    if values.get(INVITED.name) and ANSWER_BY.name not in values:
        yield InvalidInput(DAY_MISSING, ANSWER_BY.name)


def without_following(values: dict[str, Any]) -> dict[str, Any]:
    names = {each.name for each in FOLLOWING}
    return {name: value for name, value in values.items() if name not in names}


EMERGENCE_WITH_PARTNERS: Final[CommandForm] = replace(
    EMERGENCE,
    groups=(FieldGroup(tr("Et ensuite"), FOLLOWING, anchor="suite"),),
    shape=without_following,
    check=faults_of,
)


@dataclass(frozen=True, kw_only=True)
class EmergencePage(ChainedPage):
    """Emergence, then the invitations and the proposal to the members, of the same day."""

    def follow_ups(self, answer: Done, submission: Submission) -> Iterator[NextCommand]:
        typed = submission.variables(replace(self.command, shape=as_it_is), self.all_options)
        project = answer.done.made if isinstance(answer, EmergedProject) else None
        days = {name: typed[name] for name in ("effectiveOn",) if name in typed}
        if invited := typed.get(INVITED.name):
            invitation = {"projectId": project.id if project else "", "poleIds": invited}
            values: dict[str, Any] = {**invitation, "answerBy": typed[ANSWER_BY.name], **days}
            yield NextCommand(commands.INVITE_POLES, values, tr("Puis les pôles choisis sont invités."))
        if typed.get(PROPOSES.name):
            subject = (
                {"subjectId": project.id, "subjectHash": project.dossier.content_hash}
                if project and project.dossier
                else {}
            )
            words = carrying_words(typed["content"]["title"], 1, typed["content"]["aims"])
            wording = {name: str(each) for name, each in words.items()}
            values = {**self.fixed, "kind": "PROJECT", **subject, **wording, **days}
            yield NextCommand(commands.PROPOSE_DECISION, values, tr("Puis ses membres sont appelés à le porter."))


async def partner_poles(visit: PageRequest, pole: str, axis: str) -> list[PolesFoundPole]:
    """Returns the constituted pôles around an axis, but one."""
    poles = await visit.ask_all(POLES_FOUND, lambda answer: answer.poles, search=axis)
    return [each for each in poles if each.id != pole and each.axis.label == axis]
