"""Groups of kinds of acts by which the trail is filtered."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from efe_domain.shared.messages import KindWords, catalogue, in_language
from efe_infra.console.language.translatable import Translatable, tr, tr_plural


class KindGroup(NamedTuple):
    """Kinds of acts under one name; `topics` are beginnings of their topics."""

    words: Translatable
    topics: tuple[str, ...]

    @property
    def kinds(self) -> list[str]:
        """First version of each topic; a filter finds the later ones by it."""
        return [f"{topic}.v1" for topic in catalogue().sentences if topic.startswith(self.topics)]


GROUPS: Final[Mapping[str, KindGroup]] = {
    "poles": KindGroup(tr("Pôles et composition"), ("pole.",)),
    "decisions": KindGroup(tr("Décisions"), ("decision.",)),
    "reunions": KindGroup(tr("Réunions"), ("meeting.", "project.meeting-")),
    "projets": KindGroup(tr("Projets"), ("project.", "invitation.")),
    "verdicts": KindGroup(tr("Verdicts"), ("project.submitted", "project.verdict-", "project.condition-")),
    "financements": KindGroup(tr("Financements"), ("call.", "project.funding-")),
    "avis": KindGroup(tr_plural("Avis", "Avis", 2), ("opinion.",)),
    "analyses": KindGroup(tr("Analyses et thématiques"), ("analysis.", "themes.")),
    "operateurs": KindGroup(tr("Opérateurs"), ("operator.",)),
    "instance": KindGroup(
        tr("Organes et axes"), ("instance.body-", "instance.seat-", "instance.rules-", "instance.ax")
    ),
    "acces": KindGroup(tr("Accès"), ("instance.access-", "instance.pole-access-", "register.access-")),
}
"""Groups by their value in the address."""


def kinds_of(text: str) -> list[str]:
    """Returns the kinds that a value of the address names: a group, or one kind."""
    return GROUPS[text].kinds if text in GROUPS else [text]


def words_for(text: str) -> Translatable:
    """Returns the name of a group, or the words for one kind."""
    return GROUPS[text].words if text in GROUPS else kind_words(text)


def kind_words(kind: str) -> Translatable:
    """Returns the words for a kind of acts."""
    return Translatable(lambda locale: in_language(KindWords(kind), locale.language))
