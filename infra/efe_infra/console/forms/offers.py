"""Commands that the contract lists for an object (`availableCommands`), and the forms that send them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Self

from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.register.documents import pascal_case
from efe_infra.console.register.ids import kind_of
from efe_infra.console.web.generated import CommandOffer, PartyOffer, PartyOfferNode
from efe_infra.console.web.refusals import CommandImpossible, NotTheirs

NO: Final = "NO"
NOW: Final = "NOW"
NOT_YOURS: Final = tr("Cet acte revient à d'autres, ou n'a pas d'objet ici pour le moment.")


class CommandLink(NamedTuple):
    """Form that a page offers, the path of its page, and the parameters of that."""

    form: CommandForm
    path: str
    params: Mapping[str, str] = {}


class Impossible(NamedTuple):
    """Forms whose commands one refusal forbids on every day."""

    reason: str
    code: str
    forms: list[CommandForm]


class ActGroup(NamedTuple):
    """Forms of one occasion, and why others of it are not offered."""

    title: str
    links: list[CommandLink]
    impossible: list[Impossible]


class CommandMenu(NamedTuple):
    """Forms that a page offers, and why others are not offered."""

    links: list[CommandLink]
    impossible: list[Impossible]

    def link_to(self, form: CommandForm) -> CommandLink | None:
        """Returns the link to a form of the section; None if it is not offered."""
        return next((each for each in self.links if each.form.document is form.document), None)

    @property
    def groups(self) -> list[ActGroup]:
        """The same by occasion, in the order of the forms."""
        titles = [each.form.occasion for each in self.links]
        titles += [form.occasion for each in self.impossible for form in each.forms]
        return [self._group(each) for each in dict.fromkeys(titles)]

    def _group(self, title: str) -> ActGroup:
        links = [each for each in self.links if each.form.occasion == title]
        impossible = [
            each._replace(forms=forms)
            for each in self.impossible
            if (forms := [form for form in each.forms if form.occasion == title])
        ]
        return ActGroup(title, links, impossible)


def party_of(row: CommandOffer) -> PartyOfferNode | None:
    """Returns the party of a command, on a page that asks for it."""
    return row.party if isinstance(row, PartyOffer) else None


def id_of_party(row: CommandOffer) -> str:
    party = party_of(row)
    return party.id if party else ""


@dataclass(frozen=True)
class Offers:
    """Commands that the viewer may send about an object, each with its possibility; none for a visitor."""

    rows: Sequence[CommandOffer]

    @classmethod
    def of(cls, rows: Sequence[CommandOffer] | None) -> Self:
        return cls(rows or ())

    def where(self, accepts: Callable[[CommandOffer], bool]) -> "Offers":
        return Offers(tuple(filter(accepts, self.rows)))

    def for_party(self, party_id: str) -> "Offers":
        """Returns the commands in the name of a party, or about a part of the object."""
        return self.where(lambda row: id_of_party(row) == party_id)

    def of_form(self, form: CommandForm) -> "Offers":
        name = pascal_case(form.listed or form.document.name)
        own = self.where(lambda row: row.name == name[0].lower() + name[1:])
        if not form.party:
            return own
        return own.where(lambda row: kind_of(id_of_party(row)) == form.party)

    @property
    def possible(self) -> "Offers":
        """Commands that are possible today or on another day."""
        return self.where(lambda row: row.possible != NO)

    @property
    def refused(self) -> set[str]:
        """Names of the commands that are possible for no party."""
        return {row.name for row in self.rows} - {row.name for row in self.possible.rows}

    @property
    def parties(self) -> list[str]:
        return list(dict.fromkeys(filter(None, map(id_of_party, self.rows))))

    def open_forms(self, forms: Iterable[CommandForm]) -> list[CommandForm]:
        """Returns the forms whose command is possible for some party."""
        return [each for each in forms if self.of_form(each).possible.rows]

    def menu(self, links: Iterable[CommandLink]) -> CommandMenu:
        """Returns the links to forms whose command is possible, and the reasons against the others."""
        links = list(links)
        refused: dict[tuple[str, str], list[CommandForm]] = {}
        for each in links:
            for refusal in self.of_form(each.form).refusals():
                refused.setdefault(refusal, []).append(each.form)
        possible = [each for each in links if self.of_form(each.form).possible.rows]
        return CommandMenu(possible, [Impossible(*refusal, forms) for refusal, forms in refused.items()])

    def refusals(self) -> Iterator[tuple[str, str]]:
        """Yields the reason and the code of a refusal, if none of the commands is possible."""
        if self.rows and not self.possible.rows:
            yield self.rows[0].reason or "", self.rows[0].code or ""

    def check_any(self) -> None:
        """Raises `NotTheirs` if the viewer has no right to any command."""
        if not self.rows:
            raise NotTheirs(NOT_YOURS)

    def dated(self, form: CommandForm) -> CommandForm:
        """Returns the form with the reason why the command needs another day, if it does.

        Raises `NotTheirs` if the viewer never has a right to it, or `CommandImpossible`.
        """
        self.check_any()
        for reason, code in self.refusals():
            raise CommandImpossible(tr_join("", [reason]), code)
        if any(row.possible == NOW for row in self.rows):
            return form
        reason = next(row.reason or "" for row in self.possible.rows)
        other_day = tr("Aujourd'hui, il est refusé : %(reason)s Indiquez le jour de l'acte.", reason=reason)
        return replace(form, needs_day=True, lead=tr_join(" ", (tr(form.lead), other_day)))


def links_to(path: str, forms: Mapping[str, CommandForm]) -> list[CommandLink]:
    """Returns links to forms on the page of an object, by the end of their address."""
    return [CommandLink(form, f"{path}/actes/{slug}") for slug, form in forms.items()]
