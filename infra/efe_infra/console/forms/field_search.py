"""Search for the options of a field inside its form: the form is sent to search, and keeps all that was typed."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from efe_domain.shared.texts import slug
from efe_infra.console.forms.command_form import SEARCH, STEP, Option
from efe_infra.console.language.translatable import FRENCH, Locale, Translatable, tr
from efe_infra.console.web.form_body import Fields

ENTER: Final = "entree"
"""Step of the first button of the form, which browsers press for the enter key."""
ADD: Final = "ajouter"
CHOOSE: Final = "choisir"
REMOVE: Final = "retirer"
TEXT: Final = "cherche-"
"""Beginning of the name of a search box; the name of its field follows."""
LABELS: Final = "nom-"
"""Beginning of the name of the hidden fields with the labels of options that the form shows."""
MAX_TEXT: Final = 200
MAX_RESULTS: Final = 12
BEGINNINGS: Final = tr("Des débuts de mots, sans égard aux accents ni aux majuscules.")
"""Hint of a search box."""

type Find = Callable[[str], Awaitable[Sequence[Option]]]


@dataclass(frozen=True)
class FieldSearch:
    """Search of a field: its label, the typed text, and what it found; `results` is None before a search.

    `suggestions` are offered before a search. `options` are all that the form may send.
    """

    label: str
    hint: str
    text: str = ""
    results: Sequence[Option] | None = None
    suggestions: Sequence[Option] = ()
    options: Sequence[Option] = field(default=())

    @property
    def shown(self) -> Sequence[Option]:
        """Options that buttons add."""
        return self._offered[:MAX_RESULTS]

    @property
    def more(self) -> bool:
        """Tells whether there are more of them than the form shows."""
        return len(self._offered) > MAX_RESULTS

    @property
    def _offered(self) -> Sequence[Option]:
        candidates = self.suggestions if self.results is None else self.results
        return [each for each in candidates if each.offered]

    def words_of(self, value: str) -> str:
        return next((each.words for each in self.options if each.value == value), "")


async def search_field(
    form: Fields,
    name: str,
    label: str,
    find: Find,
    *,
    hint: str = "",
    choices: Sequence[Option] = (),
    suggestions: Sequence[Option] = (),
) -> FieldSearch:
    """Runs the search of a field. `choices` are options that it may have without a search."""
    text = typed_text(form, name)
    results = await find(text) if text else None
    sources = (shown_before(form, name), choices, suggestions, results or ())
    options = {each.value: each for source in sources for each in source}
    return FieldSearch(label, hint, text, results, suggestions, tuple(options.values()))


def search_among(
    form: Fields,
    name: str,
    label: str,
    options: Sequence[Option],
    *,
    hint: str = "",
    locale: Locale = FRENCH,
    suggests: bool = True,
) -> FieldSearch:
    """Returns the search of a field among options that are read already; the form may send no other one."""
    text = typed_text(form, name)
    results = matching(text, options, locale) if text else None
    return FieldSearch(label, hint, text, results, options if suggests else (), options)


def typed_text(form: Fields, name: str) -> str:
    """Returns the text in the search box of a field."""
    return form.get(f"{TEXT}{name}", "").strip()[:MAX_TEXT]


def with_first_search(form: Fields, name: str, text: str | None) -> Fields:
    """Returns the form with a text in its search box, if it has none yet: an address may name a first search."""
    box = f"{TEXT}{name}"
    return form if box in form else form.changed([], [(box, text or "")])


def options_found(searches: Mapping[str, FieldSearch]) -> dict[str, Sequence[Option]]:
    """Returns the options of the fields with a search."""
    return {name: each.options for name, each in searches.items()}


def shown_before(form: Fields, name: str) -> Iterator[Option]:
    """Yields the options that the sent form showed, by their label: another search may not find them."""
    for label in form.getlist(f"{LABELS}{name}"):
        value, _, words = label.partition(" ")
        yield Option(value, words[:MAX_TEXT])


def matching(text: str, options: Sequence[Option], locale: Locale = FRENCH) -> list[Option]:
    """Returns the options where each word begins a word of the label or the note, the earliest match first."""
    words = slug(text).split("-")
    keyed = [(each, f"-{slug(said(each.words, locale))}-{slug(said(each.note, locale))}") for each in options]
    hits = [(each, key) for each, key in keyed if all(f"-{word}" in key for word in words if word)]
    return [each for each, _ in sorted(hits, key=lambda hit: (hit[1].find(f"-{words[0]}"), hit[1]))]


def said(words: str, locale: Locale) -> str:
    return words.render(locale) if isinstance(words, Translatable) else words


def after_search_step(form: Fields) -> Fields:
    """Returns the form after the button of a search: an option is added or removed, and the step is `SEARCH`.

    The enter key searches if a search box has a text; else it sends the form.
    """
    step, _, rest = form.get(STEP, "").partition(":")
    name, _, value = rest.partition(":")
    chosen = form.getlist(name)
    if step == ENTER:
        texts = (text for each, text in form.multi_items() if each.startswith(TEXT))
        return form.changed([STEP], [(STEP, SEARCH)] if any(map(str.strip, texts)) else [])
    if step in {ADD, CHOOSE}:
        values = [*dict.fromkeys((*chosen, value))] if step == ADD else [value]
        return form.changed([STEP, name, f"{TEXT}{name}"], [(STEP, SEARCH), *((name, each) for each in values)])
    if step == REMOVE:
        return form.changed([STEP, name], [(STEP, SEARCH), *((name, each) for each in chosen if each != value)])
    return form
