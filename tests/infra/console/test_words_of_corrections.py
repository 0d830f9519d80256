"""Findings and refusals of corrections, as pages show them: sentences, without field names, topics or codes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_domain.catalogue import CORRECTIONS
from efe_domain.shared.codec import decode
from efe_domain.shared.correction import NotRectifiable, check_rectifiable
from efe_domain.shared.effective_facts import ENVELOPE
from efe_domain.shared.errors import DomainError, Refusal
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.messages import KindWords, Language, in_language
from efe_domain.shared.record_events import Patch, RecordEvent
from efe_domain.shared.replay_decisions import CorrectionBreaks, name_broken_fact
from efe_domain.shared.withdrawal import NotWithdrawable, plan_withdrawal
from efe_infra.console.correction.findings import finding_words
from efe_infra.console.home.refusal_help import sentences
from efe_infra.console.language.translatable import Locale
from tests.domain.corrections import Ledger
from tests.domain.given import TODAY

STORED = Path(__file__).parents[2] / "domain" / "stored_events.jsonl"
TECHNICAL = re.compile(
    r"[a-z]+_[a-z]|\b[A-Z]{2,}_[A-Z]|\b[A-Z]{5,}\b|\b[a-z]+\.[a-z-]+\b|\.v\d|\{|\}|%\(|\b[a-z]+[A-Z]"
)
"""A name with an underscore, a code, a topic, a version of one, a value that is not filled in, a name of the API."""
WORDS = {"REGISTRE"}


def technical(text: str) -> list[str]:
    """The words of a text that are none of a sentence."""
    return [each for each in text.split() if TECHNICAL.search(each) and each.strip("«».,()") not in WORDS]


def facts() -> Iterator[Event]:
    """One stored fact of each kind that corrections know."""
    for line in STORED.read_text("utf-8").splitlines():
        row = json.loads(line)
        fact = decode(row["topic"], row["state"].encode())
        if row["topic"].partition(".")[0] in CORRECTIONS and not isinstance(fact, RecordEvent):
            yield fact


FACTS = [*{type(each): each for each in facts()}.values()]


def refused(fact: Event) -> Iterator[DomainError]:
    """Yields the refusals that a correction of the fact may meet."""
    correctable = CORRECTIONS[fact.TOPIC.partition(".")[0]]
    version, names = fact.originator_version, [each for each in fact.__struct_fields__ if each not in ENVELOPE]
    for fields in () if correctable.is_companion(fact) else (None, dict.fromkeys(names, "x")):
        try:
            check_rectifiable(correctable, [fact], {version: Patch(version, fields)}, documented=True)
        except DomainError as refusal:
            yield refusal
    acts = correctable.withdrawable.acts if correctable.withdrawable else ()
    if correctable.withdrawable and type(fact) not in acts:
        day = effective_on(fact) or TODAY
        with pytest.raises(NotWithdrawable) as caught:
            plan_withdrawal(correctable, fact.originator_id, [fact], version, Ledger([]), on=day)
        yield caught.value
    yield name_broken_fact(fact, NotRectifiable("Rien ne se rectifie."))
    yield name_broken_fact(fact, Refusal("Rien ne se rectifie."))


@pytest.mark.parametrize("fact", FACTS, ids=lambda each: each.TOPIC)
@pytest.mark.parametrize("language", Language)
def test_a_refusal_of_a_correction_is_a_sentence(fact: Event, language: Language) -> None:
    refusals = [*refused(fact)]
    texts = [in_language(each, language) for refusal in refusals for each in (refusal.message, *refusal.reasons)]

    assert CorrectionBreaks in map(type, refusals)
    assert {each: found for each in texts if (found := technical(each))} == {}
    assert str(KindWords(fact.TOPIC)) != fact.TOPIC


@pytest.mark.parametrize("language", Language)
def test_a_finding_is_a_sentence(language: Language) -> None:
    names = {name for fact in FACTS for name in fact.__struct_fields__ if name not in ENVELOPE}
    locale = Locale(language)
    words = [each.words.render(locale) for name in (*sorted(names), *sentences()) for each in finding_words([name])]

    assert len(words) == len(names) + len(sentences())
    assert [each for each in words if technical(each)] == []
    assert finding_words(["college", "effective_on", "missing"])[-1].words.render(Locale(Language.FRENCH)) == (
        "ceci serait autre : Collège, Jour en droit, Collèges sans membre représenté"
    )
