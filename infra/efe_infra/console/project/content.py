"""The content of a project: as pages show it, as two of them are compared, as a form is filled with it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from efe_infra.console.language.translatable import Euros, tr, tr_join, tr_value
from efe_infra.console.project.text_diff import Piece, sides
from efe_infra.console.register.answers import Answers
from efe_infra.console.register.labels import label


class Action(Answers, frozen=True):
    nature: str
    description: str


class Commune(Answers, frozen=True):
    name: str


class Partner(Answers, frozen=True):
    id: str
    name: str
    number: str

    @property
    def words(self) -> str:
        return self.name if self.number == self.name else f"{self.name}, {self.number}"


class College(Answers, frozen=True):
    college: str
    operators: tuple[Partner, ...]


class Fact(NamedTuple):
    """`values` are the elements of a list, or one text, whose words are compared unless it is `whole`."""

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


class Content(Answers, frozen=True):
    title: str
    aims: str
    actions: tuple[Action, ...]
    aspects: tuple[str, ...]
    other_aspects: tuple[str, ...]
    publics: tuple[str, ...]
    communes: tuple[Commune, ...]
    partners: tuple[College, ...]
    budget: int
    starts: date | None
    ends: date | None
    zone: bool

    @property
    def facts(self) -> Iterator[Fact]:
        yield Fact(tr("Titre"), (self.title,))
        yield Fact(tr("Objectifs"), (self.aims,))
        actions = (
            tr("%(nature)s : %(text)s", nature=tr(label(each.nature, "ActionNature")), text=each.description)
            for each in self.actions
        )
        yield Fact(tr("Actions"), tuple(actions), listed=True)
        aspects = (*(tr(label(each, "Aspect")) for each in self.aspects), *self.other_aspects)
        yield Fact(tr("Aspects"), aspects, listed=True)
        yield Fact(tr("Publics"), tuple(tr(label(each, "Public")) for each in self.publics), listed=True)
        yield Fact(tr("Communes"), tuple(each.name for each in self.communes), listed=True)
        yield Fact(tr("Partenaires"), tuple(each.words for each in self.partnering), listed=True)
        yield Fact(tr("Budget"), (tr_value(Euros(self.budget)),), whole=True)
        yield Fact(tr("Premier jour prévu"), (tr_value(self.starts),) if self.starts else (), whole=True)
        yield Fact(tr("Dernier jour prévu"), (tr_value(self.ends),) if self.ends else (), whole=True)
        yield Fact(tr("Zone interbassin"), (tr("Oui"),) if self.zone else (tr("Non"),))

    @property
    def partnering(self) -> list[Partner]:
        return [operator for each in self.partners for operator in each.operators]

    @property
    def words(self) -> str:
        """All of it as one text."""
        return tr_join("\n\n", (each.words for each in self.facts if each.values))

    @property
    def typed(self) -> Mapping[str, str]:
        """What a form of this content is filled with."""
        plain: dict[str, Any] = {
            "title": self.title,
            "aims": self.aims,
            "aspects": "\n".join(self.aspects),
            "otherAspects": "\n".join(self.other_aspects),
            "publics": "\n".join(self.publics),
            "communes": "\n".join(each.name for each in self.communes),
            "partnerIds": "\n".join(each.words for each in self.partnering),
            "budget": f"{self.budget // 100},{self.budget % 100:02}",
            "starts": self.starts or "",
            "ends": self.ends or "",
            "zone": "oui" if self.zone else "non",
        }
        for nth, each in enumerate(self.actions):
            plain |= {f"actions.{nth}.nature": each.nature, f"actions.{nth}.description": each.description}
        return {f"content.{name}": str(value) for name, value in plain.items()}


class Compared(NamedTuple):
    """One fact of two contents: the pieces of each side, one list an element."""

    label: str
    before: list[list[Piece]]
    after: list[list[Piece]]
    listed: bool
    changed: bool


def compared(before: Content, after: Content) -> list[Compared]:
    return [
        Compared(one.label, *both(one, other), one.listed, one.values != other.values)
        for one, other in zip(before.facts, after.facts, strict=True)
    ]


def both(one: Fact, other: Fact) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Of a list, an element is there or not; of a text, its words are compared."""
    if one.values and other.values and not (one.listed or one.whole):
        left, right = sides(one.values[0], other.values[0])
        return [left], [right]
    return (
        [[Piece(each, "" if each in other.values else "del")] for each in one.values],
        [[Piece(each, "" if each in one.values else "ins")] for each in other.values],
    )
