"""Check of free texts: none may hold the name or the address of a person of the vault."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cached_property
from hashlib import sha256

from strawberry.utils.str_converters import to_camel_case

from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid, Refusal
from efe_graphql.limits.name_guesses import PERIOD, Guesses
from efe_graphql.mutations.text_search import TextSearch
from efe_graphql.request.context import Context
from efe_graphql.types.user_errors import without_numbers

NAMES_SOMEBODY = "Ce texte contient le nom ou l'adresse d'une personne : le registre n'en garde aucun."
NAMED_TEXT = "NAMED_TEXT"
"""Code under which monitoring counts texts that name a person."""
SEARCHED_TEXT = "TEXT_SEARCHED"
"""Code of texts that name nobody, in a command that is not recorded: guesses of names leave this trace."""
LONGEST_TOGETHER = 200_000
"""Limit in characters of the texts of one input: a search costs up to ten microseconds a character."""


class FreeTexts:
    """Free texts of one command, searched once even if the command is decided several times.

    A dry run spends a guess, since no recorded command keeps its texts. The guess is given back once the same texts
    are recorded. Until then another dry run of them is not searched, and no limit stops their command.
    """

    def __init__(
        self, context: Context, command_input: object, tell: Callable[[str], None], *, is_dry: bool = False
    ) -> None:
        self._is_dry = is_dry
        self._context = context
        self._limit = context.ports.named_texts
        self._account = str(context.viewer.account)
        self._command_input = command_input
        self._tell = tell

    @contextmanager
    def guessing(self) -> Iterator[None]:
        """Holds a guess while a command with texts is decided. A refusal spends it, if a search came before.

        Raises `Timeout`.
        """
        with self._limit.guesses(self._account, int(self.has_texts)) as self._guesses:
            try:
                yield
            except Refusal as refusal:
                self.count_miss(is_lost_race=refusal.is_lost_race)
                raise

    def check(self) -> None:
        """Raises `Invalid` for a text with the name or the address of a person, and as `Guesses.check`."""
        if self._refusal:
            raise self._refusal

    @property
    def has_texts(self) -> bool:
        """True if the command has a text for the register."""
        return next(self._untrimmed(), None) is not None

    @cached_property
    def register_texts(self) -> Sequence[tuple[str, str]]:
        """Path and text of each text for the register. Raises `Invalid`."""
        register_texts = [(path, texts.trimmed(text, path)) for path, text in self._untrimmed()]
        if sum(len(text) for _, text in register_texts) > LONGEST_TOGETHER:
            raise Invalid("input", "Les textes dépassent ensemble {longest} caractères.", longest=LONGEST_TOGETHER)
        return register_texts

    @cached_property
    def naming_path(self) -> str | None:
        """Path of the first text that names a person; None without one."""
        index = TextSearch(self._context).named([text for _, text in self.register_texts])
        return None if index is None else self.register_texts[index][0]

    def report(self) -> None:
        """Reports a search whose command is not recorded."""
        if self.naming_path is None:
            self._tell(SEARCHED_TEXT)
        else:
            self._context.observed.named_texts += 1
            self._tell(NAMED_TEXT)

    def forgive(self) -> None:
        """Gives back the guess of a dry run of the same texts: the command is recorded."""
        if self.register_texts:
            self._limit.forgive(self._account, self._fingerprint)

    def count_miss(self, *, is_lost_race: bool = False) -> None:
        """Counts a search without a name, if there was one: the command is refused for another reason, or tried."""
        if "naming_path" in vars(self) and self.naming_path is None:
            spend_guess(self._guesses, self._context, is_lost_race=is_lost_race)
            self.report()
            if self._is_dry:
                self._limit.note_plan(self._account, self._fingerprint)

    @cached_property
    def _fingerprint(self) -> bytes:
        return sha256("\0".join(text for _, text in self.register_texts).encode("utf-8", "replace")).digest()

    def _untrimmed(self) -> Iterator[tuple[str, str]]:
        kept_out: frozenset[str] = getattr(self._command_input, "OF_VAULT", frozenset())
        return ((path, text) for path, text in texts_in(self._command_input) if without_numbers(path) not in kept_out)

    @cached_property
    def _refusal(self) -> Refusal | None:
        try:
            self._look()
        except Refusal as refusal:
            return refusal
        return None

    def _look(self) -> None:
        if not self.register_texts:
            return
        is_planned = self._limit.is_planned(self._account, self._fingerprint)
        if is_planned and self._is_dry:
            return
        if not is_planned:
            self._guesses.check()
        if self.naming_path is not None:
            self._guesses.spend()
            self.report()
            raise Invalid(self.naming_path, NAMES_SOMEBODY)


def spend_guess(guesses: Guesses, context: Context, *, is_lost_race: bool) -> None:
    """Spends a guess on texts that were searched and not recorded, unless a lost race gives it back."""
    if is_lost_race:
        guesses.lose_race(context.ports.platform.acts_of(str(context.viewer.account), PERIOD))
    else:
        guesses.spend()


def names_persons(command_input: object) -> bool:
    """Tells whether an input, or one within it, has a text that is stored in the vault of persons alone."""
    if isinstance(command_input, list):
        return any(map(names_persons, command_input))
    if not is_dataclass(command_input):
        return False
    of_vault: frozenset[str] = getattr(command_input, "OF_VAULT", frozenset())
    if any(without_numbers(path) in of_vault for path, _ in texts_in(command_input)):
        return True
    return any(names_persons(getattr(command_input, each.name)) for each in fields(command_input))


def texts_in(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yields every free text with its dotted path; enumerations and ids are not free texts."""
    if type(value) is str:
        yield path, value
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from texts_in(item, f"{path}.{n}")
    elif is_dataclass(value):
        for each in fields(value):
            if not each.name.endswith("_id"):
                yield from texts_in(getattr(value, each.name), f"{path}.{to_camel_case(each.name)}".lstrip("."))
