"""`/a-faire/parole/{decision}/{member}`: the word of a person who no longer represents the member (PS-CONSENSUS)."""

from typing import Final
from uuid import UUID

from efe_infra.console.decision.forms import POSITION, STANCES
from efe_infra.console.decision.generated import LATE_WORDS, LateWordsLateWord
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.register.ids import at_present, global_id
from efe_infra.console.register.labels import LABELS
from efe_infra.console.web.navigation import TASKS
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused

pages = page_router(multilingual=True)
NO_LATE_WORD: Final = tr(
    "Vous n'avez plus à parler ici pour ce membre : votre parole est consignée, le délai est passé ou le pôle a"
    " remplacé sa décision."
)


@form_at(pages, "/a-faire/parole/{key:uuid}/{member:uuid}")
async def late_word_page(visit: PageRequest, key: UUID, member: UUID) -> CommandPage:
    """Builds the form of a word on an adopted decision. Raises `PageRefused`."""
    answer = await visit.ask(LATE_WORDS)
    key_and_member = global_id("Decision", str(key)), global_id("Operator", str(member))
    words = answer.viewer.late_words if answer.viewer else ()
    word = next(
        (each for each in words if (each.decision_id, each.member and at_present(each.member.id)) == key_and_member),
        None,
    )
    if word is None or word.member is None or word.pole is None:
        raise PageRefused(404, NO_LATE_WORD, code="NO_LATE_WORD")
    return CommandPage(
        visit=visit,
        command=POSITION,
        frame=answer,
        subject_link=(tr("À faire"), TASKS),
        fixed={"decisionId": word.decision_id, "contentHash": word.content_hash},
        options={"operatorId": [Option(key_and_member[1], word.member.name)], "stance": STANCES},
        bassin=word.pole.bassin,
        initial={"operatorId": key_and_member[1]},
        next_url=TASKS,
        quote=summary(word),
    )


def summary(word: LateWordsLateWord) -> str:
    """Returns the decision, its pôle and its text, with the last position of the member."""
    pole = word.pole.name if word.pole else ""
    lines = [
        word.title,
        tr("Décision du pôle « %(pole)s », adoptée le %(day)s.", pole=pole, day=word.adopted_on),
        word.text,
    ]
    if word.stance:
        stance = tr(LABELS["Stance"][word.stance].words)
        lines.append(tr("Dernière position du membre : %(stance)s.", stance=stance))
    if word.words:
        lines.append(tr("« %(words)s »", words=word.words))
    if not word.contests:
        lines.append(tr("Vous pouvez parler pour lui jusqu'au %(day)s.", day=word.late_until))
    return tr_join("\n\n", lines)
