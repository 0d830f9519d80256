"""Person who follows links by their words and fills forms by their labels, and types no identifier."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.infra.console.browser import VOID, Browser

CHOICES = {"radio", "checkbox"}
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
type Answer = str | list[str] | bool


@dataclass
class Control:
    """Control of a form: its label, the legend of its group, and what it sends."""

    name: str
    kind: str
    value: str
    is_set: bool
    legends: tuple[str, ...]
    label: str = ""
    id: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """Its label and the legend of its innermost group."""
        return (self.label, *self.legends[-1:])


class FormReader(HTMLParser):
    """Controls of the command form of a page, and the links of the page by their words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.controls: list[Control] = []
        self.links: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str]] = []
        self.text = ""
        self._legends: list[str] = []
        self._labels: dict[str, str] = {}
        self._texts: list[tuple[str, str, str]] = []
        self._is_inside = False
        self._wrapped: Control | None = None
        self.feed(text)
        for each in self.controls:
            each.label = (self._labels.get(each.id) or each.label).strip().translate(SPACES)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = "command" in given.get("class", "").split()
        if tag == "fieldset":
            self._legends.append("")
        if self._is_inside and (tag in {"textarea", "select"} or (tag == "input" and given.get("name"))):
            self._add(tag, given)
        if tag == "button" and "aria-label" in given:
            self.buttons.append((given["aria-label"].translate(SPACES), given.get("value", "")))
        if tag not in VOID:
            self._texts.append((tag, given.get("href", given.get("for", given.get("value", ""))), ""))
        if tag == "option" and self._is_inside and "selected" in given:
            self.controls[-1].value = given.get("value", "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._texts.pop()

    def _add(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        is_set = kind not in CHOICES or "checked" in given
        legends = tuple(self._legends)
        control = Control(given["name"], kind, given.get("value", ""), is_set, legends, id=given.get("id", ""))
        self.controls.append(control)
        self._wrapped = control

    def handle_data(self, data: str) -> None:
        self.text += data
        self._texts = [(tag, about, text + data) for tag, about, text in self._texts]

    def handle_endtag(self, tag: str) -> None:
        opened, about, text = self._texts.pop()
        assert opened == tag, tag
        words = " ".join(text.split()).translate(SPACES)
        match tag:
            case "a":
                self.links.append((words, about))
            case "legend":
                self._legends[-1] = words
            case "label" if about:
                self._labels[about] = words
            case "label" if self._wrapped:
                self._wrapped.label = words
            case "option" if self._is_inside:
                self.controls[-1].options[words] = about
            case "textarea" if self._is_inside:
                self.controls[-1].value = text.removeprefix("\n")
            case "fieldset":
                self._legends.pop()
            case "form":
                self._is_inside = False


@dataclass
class Walker:
    """Signed-in person on a page."""

    browser: Browser
    path: str = "/"
    text: str = ""
    pages: int = 0

    def open(self, path: str) -> "Walker":
        response = self.browser.follow(self.browser.get(path))
        assert response.status_code == 200, (path, response.status_code)
        return self._at(response.request.url.raw_path.decode(), response.text)

    def _at(self, path: str, text: str) -> "Walker":
        self.path, self.text, self.pages = path, text, self.pages + 1
        return self

    @property
    def words(self) -> str:
        return " ".join(FormReader(self.text).text.split()).translate(SPACES)

    def links(self, words: str) -> list[str]:
        return [href for text, href in FormReader(self.text).links if words in text]

    def follow(self, words: str) -> "Walker":
        """Follows the first link with these words."""
        found = self.links(words)
        assert found, (words, [text for text, _ in FormReader(self.text).links])
        return self.open(found[0].partition("#")[0])

    def send(self, answers: dict[str, Answer], *, status: int = 303, step: str = "") -> "Walker":
        """Fills the form of the page by the beginnings of its labels, sends it and follows where it leads."""
        fields = self.filled(answers) | ({"etape": [step]} if step else {})
        response = self.browser.post(self.path, fields)
        assert response.status_code == status, (response.status_code, FormReader(response.text).text)
        if response.is_redirect:
            target = urlsplit(response.headers["location"])
            return self.open(f"{target.path}?{target.query}")
        return self._at(self.path, response.text)

    def choose(self, words: str) -> "Walker":
        """Presses the button of a search with these words."""
        button, *_ = [value for text, value in FormReader(self.text).buttons if text == words]
        return self.send({}, status=200, step=button)

    def filled(self, answers: dict[str, Answer]) -> dict[str, list[str]]:
        """Returns what the form sends with these answers, by the name of the control."""
        controls = FormReader(self.text).controls
        for label, answer in answers.items():
            found = [each for each in controls if any(words.startswith(label) for words in each.words)]
            assert found, (label, [(each.label, each.legends) for each in controls])
            answer_in(found, answer)
        sent: dict[str, list[str]] = {}
        for each in controls:
            if each.is_set and each.kind != "file":
                sent.setdefault(each.name, []).append(each.value)
        return sent


def answer_in(controls: list[Control], answer: Answer) -> None:
    """Chooses the options with these words, or writes the text in the first control."""
    first = controls[0]
    match answer:
        case bool():
            first.is_set = answer
        case _ if first.kind in CHOICES:
            wanted = [answer] if isinstance(answer, str) else answer
            for each in controls:
                each.is_set = each.label.startswith(tuple(wanted))
            assert sum(each.is_set for each in controls) == len(wanted), [each.label for each in controls]
        case str() if first.kind == "select":
            first.value = next(value for words, value in first.options.items() if words.startswith(answer))
        case _:
            first.value = str(answer)
