"""Check of the free texts of many lines: none may name a person of the vault or of the file itself."""

from collections.abc import Iterable, Sequence
from typing import Any

from efe_domain.shared.errors import Invalid, Refusal
from efe_domain.shared.texts import trimmed
from efe_graphql.mutations.free_texts import LONGEST_TOGETHER, NAMES_SOMEBODY, texts_in
from efe_infra.people import name_matching
from efe_infra.people.vault import PersonVault, StoredPerson

CHUNK = 200
"""Number of texts in one search."""


class NameCheck:
    """Detector of names of persons: those of the vault, and those of the file."""

    def __init__(self, vault: PersonVault, persons: Iterable[StoredPerson]) -> None:
        self._vault = vault
        self._seen: dict[str, bool] = {}
        self._givens: dict[str, set[str]] = {}
        self._emails: set[str] = set()
        for person in persons:
            self._givens.setdefault(name_matching.name_key(person.family_name), set()).update(
                name_matching.given_keys(person.given_name)
            )
            if person.email and (email := name_matching.email_key(person.email)):
                self._emails.add(email)

    def look(self, texts: Sequence[str]) -> None:
        """Searches many texts at once, and each text only once."""
        new = [each for each in dict.fromkeys(texts) if each not in self._seen]
        for start in range(0, len(new), CHUNK):
            self._look(new[start : start + CHUNK])

    def check(self, command_input: Any) -> None:
        """Raises `Invalid` for the first text that names a person."""
        texts = [(path, trimmed(text, path)) for path, text in texts_in(command_input)]
        if sum(len(text) for _, text in texts) > LONGEST_TOGETHER:
            raise Invalid("input", "Les textes dépassent ensemble {longest} caractères.", longest=LONGEST_TOGETHER)
        self.look([text for _, text in texts])
        for path, text in texts:
            if self._seen[text]:
                raise Invalid(path, NAMES_SOMEBODY)

    def _look(self, texts: Sequence[str]) -> None:
        rest = list(texts)
        while rest:
            place = self._vault.naming(rest)
            clear = rest if place is None else rest[:place]
            self._seen.update((text, self._in_file(text)) for text in clear)
            if place is not None:
                self._seen[rest[place]] = True
            rest = [] if place is None else rest[place + 1 :]

    def _in_file(self, text: str) -> bool:
        if not self._givens:
            return False
        return bool(self._emails & name_matching.emails_in(text)) or any(
            candidates.names(self._givens) for candidates in name_matching.candidates_in(text)
        )


def texts_of(command_inputs: Iterable[Any]) -> list[str]:
    """Returns the texts that can be searched; the others are refused where they are checked."""
    texts = []
    for each in command_inputs:
        for path, text in texts_in(each):
            try:
                texts.append(trimmed(text, path))
            except Refusal:
                continue
    return texts
