"""Content of a project: its facts for a page, two contents compared, and the initial values of a form."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from efe_infra.console.language.translatable import Euros, tr, tr_join, tr_value
from efe_infra.console.project.generated import Content, ContentOperator
from efe_infra.console.project.text_diff import Piece, differ_throughout, sides
from efe_infra.console.register.labels import label


class Partner(Protocol):
    """Operator in a response."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def number(self) -> str: ...


class ContentFact(NamedTuple):
    """Field of a content: the elements of a list, or one text; a text is compared by words unless it is `whole`."""

    label: str
    values: tuple[str, ...]
    listed: bool = False
    whole: bool = False

    @property
    def words(self) -> str:
        if len(self.values) == 1:
            return tr("%(label)s : %(value)s", label=self.label, value=self.values[0])
        head = tr("%(label)s :", label=self.label)
        return tr_join("\n", (head, *(tr_join("", ("• ", each)) for each in self.values)))


def partner_name(partner: Partner) -> str:
    return partner.name if partner.number == partner.name else f"{partner.name}, {partner.number}"


def partners_of(content: Content) -> list[ContentOperator]:
    return [operator for college in content.partners for operator in college.operators]


def content_facts(content: Content) -> Iterator[ContentFact]:
    actions = (
        tr("%(nature)s : %(text)s", nature=tr(label(each.nature, "ActionNature")), text=each.description)
        for each in content.actions
    )
    aspects = (*(tr(label(each, "Aspect")) for each in content.aspects), *content.other_aspects)
    yield ContentFact(tr("Titre"), (content.title,))
    yield ContentFact(tr("Objectifs"), (content.aims,))
    yield ContentFact(tr("Actions"), tuple(actions), listed=True)
    yield ContentFact(tr("Aspects"), aspects, listed=True)
    yield ContentFact(tr("Publics"), tuple(tr(label(each, "Public")) for each in content.publics), listed=True)
    yield ContentFact(tr("Communes"), tuple(each.name for each in content.communes), listed=True)
    yield ContentFact(tr("Partenaires"), tuple(map(partner_name, partners_of(content))), listed=True)
    yield ContentFact(tr("Budget"), (tr_value(Euros(content.budget)),), whole=True)
    yield ContentFact(tr("Premier jour prévu"), (tr_value(content.starts),) if content.starts else (), whole=True)
    yield ContentFact(tr("Dernier jour prévu"), (tr_value(content.ends),) if content.ends else (), whole=True)
    yield ContentFact(tr("Zone interbassin"), (tr("Oui"),) if content.zone else (tr("Non"),))


def content_words(content: Content) -> str:
    """Returns the whole content as one text."""
    return tr_join("\n\n", (each.words for each in content_facts(content) if each.values))


def form_values(content: Content) -> Mapping[str, str]:
    """Returns the content as the initial values of a form."""
    values: dict[str, Any] = {
        "title": content.title,
        "aims": content.aims,
        "aspects": "\n".join(content.aspects),
        "otherAspects": "\n".join(content.other_aspects),
        "publics": "\n".join(content.publics),
        "communes": "\n".join(each.name for each in content.communes),
        "partnerIds": "\n".join(each.id for each in partners_of(content)),
        "budget": f"{content.budget // 100},{content.budget % 100:02}",
        "starts": content.starts or "",
        "ends": content.ends or "",
        "zone": "oui" if content.zone else "non",
    }
    for nth, action in enumerate(content.actions):
        values |= {f"actions.{nth}.nature": action.nature, f"actions.{nth}.description": action.description}
    return {f"content.{name}": str(value) for name, value in values.items()}


class Compared(NamedTuple):
    """Fact of two contents: the pieces of each side, one list for each element."""

    label: str
    before: list[list[Piece]]
    after: list[list[Piece]]
    listed: bool
    changed: bool
    throughout: bool
    """Whether two texts have no part in common."""


def compared(before: Content, after: Content) -> list[Compared]:
    return [compared_fact(one, other) for one, other in zip(content_facts(before), content_facts(after), strict=True)]


def compared_fact(one: ContentFact, other: ContentFact) -> Compared:
    before, after = both(one, other)
    texts = not (one.listed or one.whole) and bool(one.values and other.values)
    throughout = texts and one.values != other.values and differ_throughout(before[0], after[0])
    return Compared(one.label, before, after, one.listed, one.values != other.values, throughout)


def both(one: ContentFact, other: ContentFact) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Returns the pieces of both sides: lists are compared by element, texts by word."""
    if one.values and other.values and not (one.listed or one.whole):
        left, right = sides(one.values[0], other.values[0])
        return [left], [right]
    return (
        [[Piece(each, "" if each in other.values else "del")] for each in one.values],
        [[Piece(each, "" if each in one.values else "ins")] for each in other.values],
    )
