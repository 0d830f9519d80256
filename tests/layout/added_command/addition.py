"""What is written to add a command: `chooseMotto`, with an event, a right, a column, a refusal and its words."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

type Insertion = tuple[str, str]
"""A text of the file, and the text that takes its place."""

_EVENT = '''class MottoChosen(Event):
    """The pôle chose a motto, from that day."""

    TOPIC = "pole.motto-chosen.v1"
    RULE = Rule.PS_NB
    SINCE = "9.9.9"

    motto: str
    effective_on: date


type PoleEvent = (
'''
_METHOD = """    def choose_motto(self, motto: str, *, on: date) -> None:
        self._check_alive(on)
        if texts.name(motto, "motto") == self.name:
            raise Invalid("motto", "La devise est le nom.")
        self.record(MottoChosen(motto=texts.name(motto, "motto"), effective_on=on))

    def propose_modalities(
""".rstrip("\n")
_APPLY = """            case MottoChosen():
                pass
            case PoleDissolved(
""".rstrip("\n")
_COMMAND = """    @use_case
    def choose_motto(self, pole_id: UUID, motto: str, *, on: date | None = None) -> CommandResult:
        pole = self.target(self.coordinated(pole_id))
        pole.choose_motto(motto, on=self.day(on))
        return self.record(pole)

    @use_case
    def agree_modalities(
"""
_INPUT = """@strawberry.input(description="Choisir la devise du pôle (PS-NB).")
class ChooseMottoInput(PoleCommandInput):
    motto: str = field(description="La devise.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.choose_motto(self.pole, self.motto, on=self.effective_on)


@strawberry.input(description="Dissoudre le pôle
""".rstrip("\n")
_FOLD = """        case MottoChosen(motto=motto):
            return replace(row, motto=motto)
        case PoleDissolved(
""".rstrip("\n")

_TEXTS = """\
[texts."La devise est le nom."]
en = "The motto is the name."
de = "Das Motto ist der Name."

[texts."Devise choisie"]
en = "Motto chosen"
de = "Motto gewählt"

[texts."Devise"]
en = "Motto"
de = "Motto"

[texts."Aucun membre désigné."]"""

ADDITION: Final[Mapping[str, Sequence[Insertion]]] = {
    "domain/efe_domain/pole/events.py": [
        ("type PoleEvent = (\n", _EVENT),
        ("    | PoleDissolved\n", "    | PoleDissolved\n    | MottoChosen\n"),
    ],
    "domain/efe_domain/pole/pole.py": [
        (
            "import Term, check_not_before\n",
            "import Term, check_not_before\nfrom efe_domain.shared.errors import Invalid\n",
        ),
        ("    ModalitiesProposed,\n", "    ModalitiesProposed,\n    MottoChosen,\n"),
        ("    def propose_modalities(", _METHOD),
        ("            case PoleDissolved(", _APPLY),
    ],
    "domain/efe_domain/commands/pole_commands.py": [("    @use_case\n    def agree_modalities(\n", _COMMAND)],
    "domain/efe_domain/access/powers.py": [
        ("create_pole dissolve_pole i", "choose_motto create_pole dissolve_pole i")
    ],
    "projections/efe_projections/pole/rows.py": [
        ("    ModalitiesAgreed,\n", "    ModalitiesAgreed,\n    MottoChosen,\n"),
        ("    dissolved_on: date | None\n", "    dissolved_on: date | None\n    motto: str | None\n"),
        ("        case PoleDissolved(", _FOLD),
        ("        dissolved_on=None,\n", "        dissolved_on=None,\n        motto=None,\n"),
    ],
    "graphql/efe_graphql/types/pole/pole.py": [
        (
            "    published: bool = field(",
            '    motto: str | None = field(description="Sa devise.")\n    published: bool = field(',
        )
    ],
    "graphql/efe_graphql/mutations/pole_mutations.py": [('@strawberry.input(description="Dissoudre le pôle', _INPUT)],
    "domain/efe_domain/data/words/poles.toml": [
        ('"pole.name-reserved" =', '"pole.motto-chosen" = "Devise choisie"\n"pole.name-reserved" ='),
        ("[labels]\n", '[labels]\nmotto = "Devise"\n'),
        ('[texts."Aucun membre désigné."]', _TEXTS),
    ],
}


def add_to(root: Path) -> None:
    """Raises `ValueError` where the tree is not what the addition expects."""
    for name, insertions in ADDITION.items():
        path = root / name
        text = path.read_text(encoding="utf-8")
        for old, new in insertions:
            if old not in text:
                raise ValueError(f"{name} has no {old!r}")
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
