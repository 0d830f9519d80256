"""Page as a person reads it: its links, and its forms with their controls and buttons, by their words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from tests.infra.console.browser import VOID

CHOICES: Final = frozenset({"radio", "checkbox"})
SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " "})
type Words = str | tuple[str, ...]
"""Beginning of the label of a control, after the beginnings of legends around it."""


@dataclass(frozen=True)
class Upload:
    """File that a person chooses."""

    content: bytes
    name: str = "PV.pdf"
    media: str = "application/pdf"


type Answer = str | list[str] | bool | Upload


@dataclass
class Control:
    """Control of a form: its label, the legends around it, and what it sends."""

    name: str
    kind: str
    value: str
    is_set: bool
    legends: tuple[str, ...]
    label: str = ""
    id: str = ""
    options: dict[str, str] = field(default_factory=dict)
    upload: Upload | None = None

    def has(self, words: Words) -> bool:
        """Tells whether the label, or the legend of the innermost group, begins with these words."""
        *legends, label = (words,) if isinstance(words, str) else words
        inside = all(any(legend.startswith(each) for legend in self.legends) for each in legends)
        return inside and any(each.startswith(label) for each in (self.label, *self.legends[-1:]))


@dataclass
class Button:
    """Button of a form. One that is hidden answers the enter key alone."""

    words: str
    name: str
    value: str
    action: str
    is_hidden: bool


@dataclass
class PageForm:
    """Form; `number` is its place among all forms of the page."""

    number: int
    action: str
    is_posted: bool
    controls: list[Control] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def button(self, words: str) -> Button | None:
        """Returns the first button with these words; without words, the one that sends the form."""
        shown = [each for each in self.buttons if not each.is_hidden]
        if words:
            return next((each for each in shown if each.words.startswith(words)), None)
        return next((each for each in shown if not each.name), next(iter(shown), None))

    def find(self, words: Words) -> list[Control]:
        return [each for each in self.controls if each.has(words)]

    @property
    def values(self) -> dict[str, list[str]]:
        """Values that the form sends as it stands, by the name of the control."""
        sent: dict[str, list[str]] = {}
        for each in self.controls:
            if each.is_set and each.kind != "file":
                sent.setdefault(each.name, []).append(each.value)
        return sent

    @property
    def files(self) -> Iterator[tuple[str, Upload]]:
        return ((each.name, each.upload) for each in self.controls if each.upload)


class Page(HTMLParser):
    """Links, forms and text of a page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[PageForm] = []
        self.markup = markup
        self._text = ""
        self._form: PageForm | None = None
        self._legends: list[str] = []
        self._labels: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str], str]] = []
        self._wrapped: Control | None = None
        self.feed(markup)
        for each in (control for form in self.forms for control in form.controls):
            each.label = (self._labels.get(each.id) or each.label).strip()

    @property
    def words(self) -> str:
        return plain(self._text)

    def form_with(self, button: str, labels: Iterator[Words]) -> tuple[PageForm, Button]:
        """Returns the first form with this button and all of these labels."""
        wanted = list(labels)
        for form in self.forms:
            pressed = form.button(button)
            is_command = button or any(each.name == "commandId" for each in form.controls)
            if pressed and is_command and all(form.find(each) for each in wanted):
                return form, pressed
        known = [(each.legends, each.label) for form in self.forms for each in form.controls if each.kind != "hidden"]
        raise AssertionError(f"no form with {button!r} and {wanted}: {known}, {self.words}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_posted = attributes.get("method") == "post"
            self._form = PageForm(len(self.forms), attributes.get("action", ""), is_posted)
            self.forms.append(self._form)
        if tag == "fieldset" or is_group(attributes):
            self._legends.append(plain(attributes.get("aria-label", "")))
        if self._form and (tag in {"textarea", "select"} or (tag == "input" and attributes.get("name"))):
            self._add(self._form, tag, attributes)
        if tag == "option" and self._wrapped and self._form and "selected" in attributes:
            self._form.controls[-1].value = attributes.get("value", "")
        if tag not in VOID:
            self._open.append((tag, attributes, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def _add(self, form: PageForm, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text") if tag == "input" else tag
        value = attributes.get("value", "on" if kind in CHOICES else "")
        is_set = kind not in CHOICES or "checked" in attributes
        legends, key = tuple(self._legends), attributes.get("id", "")
        self._wrapped = Control(attributes["name"], kind, value, is_set, legends, id=key)
        self._wrapped.label = plain(attributes.get("aria-label", ""))
        form.controls.append(self._wrapped)

    def handle_data(self, data: str) -> None:
        self._text += data
        self._open = [(tag, about, text + data) for tag, about, text in self._open]

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        opened, attributes, text = self._open.pop()
        assert opened == tag, tag
        words = plain(text)
        if tag == "fieldset" or is_group(attributes):
            self._legends.pop()
        match tag:
            case "a":
                self.links.append((words, attributes.get("href", "")))
            case "legend":
                self._legends[-1] = words
            case "label" if key := attributes.get("for"):
                self._labels[key] = words
            case "label" if self._wrapped:
                self._wrapped.label = words
            case "button" if self._form:
                name, value = attributes.get("name", ""), attributes.get("value", "")
                is_hidden = "tabindex" in attributes
                label = plain(attributes.get("aria-label", "")) or words
                self._form.buttons.append(Button(label, name, value, attributes.get("formaction", ""), is_hidden))
            case _:
                self._ended(tag, attributes, text)

    def _ended(self, tag: str, attributes: dict[str, str], text: str) -> None:
        match tag:
            case "option" if self._form and self._form.controls:
                self._form.controls[-1].options[plain(text)] = attributes.get("value", "")
            case "textarea" if self._form:
                self._form.controls[-1].value = text.removeprefix("\n")
            case "form":
                self._form = None


def is_group(attributes: dict[str, str]) -> bool:
    """Tells whether an element other than a `fieldset` groups controls under its label."""
    return attributes.get("role") == "radiogroup" and "aria-label" in attributes


def plain(text: str) -> str:
    return " ".join(text.split()).translate(SPACES)


def answer_in(controls: list[Control], answer: Answer) -> list[Control]:
    """Chooses the options with these words in each group, or writes the text in the first control."""
    first = controls[0]
    match answer:
        case bool():
            others = [each for each in controls if each.is_set != answer]
            for each in others:
                each.is_set = answer
            return others
        case Upload():
            first = next(each for each in controls if each.kind == "file")
            first.upload = answer
        case _ if first.kind in CHOICES:
            return [
                each for name in {each.name: None for each in controls} for each in chosen(controls, name, answer)
            ]
        case str() if first.kind == "select":
            found = [value for words, value in first.options.items() if words.startswith(answer)]
            assert found, (answer, list(first.options))
            first.value = found[0]
        case _:
            first.value = str(answer)
    return [first]


def chosen(controls: list[Control], name: str, answer: str | list[str]) -> list[Control]:
    """Chooses the options with these words in the group with a name; returns those that are to be pressed."""
    group = [each for each in controls if each.name == name]
    wanted = [answer] if isinstance(answer, str) else answer
    before = [each.is_set for each in group]
    for each in group:
        each.is_set = each.label.startswith(tuple(wanted))
    assert sum(each.is_set for each in group) == len(wanted), [each.label for each in group]
    return [each for each, was in zip(group, before, strict=True) if was != each.is_set]
