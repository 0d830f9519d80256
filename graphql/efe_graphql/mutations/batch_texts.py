"""Free texts of an atomic batch: searched together, once nothing else refuses the batch."""

from collections.abc import Mapping

from efe_domain.shared.errors import Invalid, Refusal
from efe_graphql.limits.name_guesses import Guesses
from efe_graphql.mutations.free_texts import NAMES_SOMEBODY, FreeTexts, spend_guess
from efe_graphql.request.context import Context

BATCH_NAMES_SOMEBODY = (
    "Un texte de ce lot contient le nom ou l'adresse d'une personne : le registre n'en garde aucun. Les mêmes "
    "commandes, une à une, disent lequel."
)


class TextsRefused(Exception):
    """Refusals of commands of a batch, by number from 0, for their texts."""

    def __init__(self, refusals: Mapping[int, Refusal]) -> None:
        self.refusals = refusals
        super().__init__(len(refusals))


class BatchTexts:
    """Texts that the last attempt of a batch would record.

    A batch that is refused records none of its texts. If its answer told the texts with names from those without, it
    would be a hundred guesses. It discloses at most as many texts as it holds guesses of its account; for a larger
    batch only that one of its texts names a person, which counts as one guess.
    """

    def __init__(self, guesses: Guesses, context: Context) -> None:
        self._context = context
        self._guesses = guesses
        self._pending: dict[int, FreeTexts] = {}
        self._searched: list[FreeTexts] = []

    def begin(self, number: int) -> None:
        """Forgets the texts of a command that is decided again."""
        self._pending.pop(number, None)

    def defer(self, number: int, words: FreeTexts) -> None:
        """Notes texts to search. Raises `Invalid` for a text that is too long."""
        if words.register_texts:
            self._pending[number] = words

    def check(self) -> None:
        """Searches all texts. Raises `TextsRefused`, and as `Guesses.check`."""
        if not self._pending:
            return
        self._guesses.check()
        paths = {number: words.naming_path for number, words in self._pending.items()}
        self._searched = list(self._pending.values())
        if refusals := self._refusals({number: path for number, path in paths.items() if path is not None}):
            for words in self._searched:
                words.report()
            self._searched = []
            raise TextsRefused(refusals)

    def count_misses(self, *, is_lost_race: bool) -> None:
        """Counts a search whose batch was refused afterwards: it disclosed that no text has a name."""
        if self._searched:
            spend_guess(self._guesses, self._context, is_lost_race=is_lost_race)
            for words in self._searched:
                words.report()

    def _refusals(self, naming_paths: Mapping[int, str]) -> Mapping[int, Refusal]:
        if not naming_paths:
            return {}
        if len(self._pending) > self._guesses.count:
            self._guesses.spend()
            return {number: Invalid("input", BATCH_NAMES_SOMEBODY) for number in self._pending}
        first = min(naming_paths)
        self._guesses.spend(sum(number <= first for number in self._pending))
        return {first: Invalid(naming_paths[first], NAMES_SOMEBODY)}
