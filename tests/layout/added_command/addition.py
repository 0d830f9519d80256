"""What is written to add a command: `renamePole`, with an event, a right, a column, a refusal and its English."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

type Insertion = tuple[str, str]
"""A text of the file, and the text that takes its place."""

_EVENT = '''class PoleRenamed(Event):
    """The Instance gave the pôle another name, from that day."""

    TOPIC = "pole.renamed.v1"
    RULE = Rule.PS_NB
    SINCE = "9.9.9"

    name: str
    effective_on: date


type PoleEvent = (
'''
_METHOD = """    def rename(self, name: str, *, on: date) -> None:
        self._check_alive(on)
        if texts.name(name, "name") == self.name:
            raise Invalid("name", "Le pôle porte déjà ce nom.")
        self.record(PoleRenamed(name=texts.name(name, "name"), effective_on=on))

    def agree_modalities(
"""
_APPLY = """            case PoleRenamed(name=name):
                self.name = name
            case PoleDissolved(
""".rstrip("\n")
_COMMAND = """    @use_case
    def rename_pole(self, pole_id: UUID, name: str, *, on: date | None = None) -> CommandResult:
        pole = self.target(self.coordinated(pole_id))
        pole.rename(name, on=self.day(on))
        return self.record(pole)

    @use_case
    def agree_modalities(
"""
_INPUT = """@strawberry.input(description="Renommer le pôle (PS-NB).")
class RenamePoleInput(PoleCommandInput):
    name: str = field(description="Le nouveau nom.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.rename_pole(self.pole, self.name, on=self.effective_on)


@strawberry.input(description="Dissoudre le pôle
""".rstrip("\n")
_FOLD = """        case PoleRenamed(name=name, effective_on=on):
            return replace(row, name=name, sort_name=sort_key(name), renamed_on=on)
        case PoleDissolved(
""".rstrip("\n")

ADDITION: Final[Mapping[str, Sequence[Insertion]]] = {
    "domain/efe_domain/pole/events.py": [
        ("type PoleEvent = (\n", _EVENT),
        ("    | PoleDissolved\n", "    | PoleDissolved\n    | PoleRenamed\n"),
    ],
    "domain/efe_domain/pole/pole.py": [
        ("    PoleRenewed,\n", "    PoleRenamed,\n    PoleRenewed,\n"),
        ("    def agree_modalities(\n", _METHOD),
        ("            case PoleDissolved(", _APPLY),
    ],
    "domain/efe_domain/commands/pole_commands.py": [("    @use_case\n    def agree_modalities(\n", _COMMAND)],
    "domain/efe_domain/access/powers.py": [("register_person renew_pole", "register_person rename_pole renew_pole")],
    "projections/efe_projections/pole/rows.py": [
        ("    PoleRenewed,\n", "    PoleRenamed,\n    PoleRenewed,\n"),
        ("    dissolved_on: date | None\n", "    dissolved_on: date | None\n    renamed_on: date | None\n"),
        ("        case PoleDissolved(", _FOLD),
        ("        dissolved_on=None,\n", "        dissolved_on=None,\n        renamed_on=None,\n"),
    ],
    "graphql/efe_graphql/types/pole.py": [
        (
            "    published: bool = field(",
            '    renamed_on: date | None = field(description="Jour du dernier nom.")\n    published: bool = field(',
        )
    ],
    "graphql/efe_graphql/mutations/pole_mutations.py": [('@strawberry.input(description="Dissoudre le pôle', _INPUT)],
    "domain/efe_domain/data/english/poles.toml": [
        (
            '"Aucun membre désigné." =',
            '"Le pôle porte déjà ce nom." = "The pôle bears this name already."\n"Aucun membre désigné." =',
        )
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
