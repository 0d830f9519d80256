"""A person who has no mouse: what is reached by the tabulator alone, seen to be there, and pressed."""

from dataclasses import dataclass
from typing import Final

from tests.infra.console.chromium import Tab

STEPS: Final = 250
"""Presses of a key after which nobody goes on looking."""
NAME: Final = """
    (() => {
        const at = document.activeElement;
        const labels = [...(at.labels ?? [])].map((each) => each.innerText);
        const words = at.matches("select") ? "" : at.innerText;
        return [at.getAttribute("aria-label") ?? "", ...labels, words].join(" ").replace(/\\s+/g, " ");
    })()
"""
SEEN: Final = """
    (() => {
        const at = document.activeElement, box = at.getBoundingClientRect();
        const text = getComputedStyle(document.body).color;
        const drawn = [...at.querySelectorAll("path, rect")].some((each) => getComputedStyle(each).stroke === text);
        const shown = getComputedStyle(at).outlineStyle !== "none" || drawn;
        return shown && box.bottom > 0 && box.top < innerHeight && box.width > 0;
    })()
"""


@dataclass
class Keyboard:
    """Each place that is reached is in the window and shows that it has the focus."""

    tab: Tab

    def press(self, key: str) -> None:
        self.tab.page.keyboard.press(key)

    def reach(self, name: str, key: str = "Tab") -> None:
        """By its label or its words."""
        for _ in range(STEPS):
            self.press(key)
            if name in self.name:
                assert self.tab.run(SEEN), f"{self.name} has the focus, and nobody sees it"
                return
        raise AssertionError(f"{name} cannot be reached on {self.tab.page.url}")

    @property
    def name(self) -> str:
        return str(self.tab.run(NAME))

    def fill(self, name: str, text: str) -> None:
        self.reach(name)
        self.tab.page.keyboard.type(text)

    def fill_day(self, name: str, day: str) -> None:
        """Digits in the order of the browser's own language: English, where no other is installed."""
        year, month, number = day.split("-")
        self.fill(name, f"{month}{number}{year}")
        assert self.tab.run("document.activeElement.value") == day

    def choose(self, name: str) -> None:
        """One radio button of a group: the tabulator reaches one of it, arrows the others."""
        for _ in range(STEPS):
            self.press("Tab")
            if self.tab.run("document.activeElement.type === 'radio'"):
                break
        if name not in self.name:
            self.reach(name, "ArrowDown")
        self.press("Space")

    def follow(self, name: str) -> None:
        """A link or a button that leads to a page."""
        self.reach(name)
        with self.tab.page.expect_navigation():
            self.press("Enter")

    @property
    def heading(self) -> str:
        return self.tab.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        return self.tab.page.locator("body").inner_text().replace("\u00a0", " ").replace("\u202f", " ")
