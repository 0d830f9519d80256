"""Free texts of an atomic batch: searched together, once nothing else refuses the batch."""

from collections.abc import Mapping

from efe_domain.shared.errors import Invalid, Refusal
from efe_graphql.mutations.free_texts import NAMES_SOMEBODY, FreeTexts
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
    would be a hundred guesses. It discloses at most as many texts as the account has guesses left; for a larger
    batch only that one of its texts names a person, which counts as one guess.
    """

    def __init__(self, context: Context) -> None:
        self._limit = context.ports.named_texts
        self._account = str(context.viewer.account)
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
        """Searches all texts. Raises `TextsRefused` or `TooManyNamedTexts`."""
        if not self._pending:
            return
        self._limit.check(self._account)
        paths = {number: words.naming_path for number, words in self._pending.items()}
        self._searched = list(self._pending.values())
        if refusals := self._refusals({number: path for number, path in paths.items() if path is not None}):
            for words in self._searched:
                words.report()
            self._searched = []
            raise TextsRefused(refusals)

    def count_misses(self) -> None:
        """Counts a search whose batch was refused afterwards: it disclosed that no text has a name."""
        if self._searched:
            self._limit.count(self._account)
            for words in self._searched:
                words.report()

    def _refusals(self, naming_paths: Mapping[int, str]) -> Mapping[int, Refusal]:
        if not naming_paths:
            return {}
        if len(self._pending) > self._limit.remaining(self._account):
            self._limit.count(self._account)
            return {number: Invalid("input", BATCH_NAMES_SOMEBODY) for number in self._pending}
        first = min(naming_paths)
        self._limit.count(self._account, sum(number <= first for number in self._pending))
        return {first: Invalid(naming_paths[first], NAMES_SOMEBODY)}
