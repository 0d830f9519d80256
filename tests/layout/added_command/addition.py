"""Every line that adds a command: `chooseMotto`, with an event, a right, a refusal and its words."""

import json
from typing import Final

from tests.layout.tree_copy import Addition

_EVENT = '''class MottoChosen(
    Event, topic="pole.motto-chosen.v1", command="chooseMotto", rule=Rule.PS_NB, since="9.9.9"
):
    """The pôle chose a motto, from that day."""

    motto: str
    effective_on: date


type PoleEvent = (
'''
_METHOD = """    def choose_motto(self, motto: str, *, on: date) -> None:
        self._check_alive(on)
        motto = texts.name(motto, "motto")
        if motto == self.motto:
            raise SameName("La devise est déjà celle-là.")
        self.record(MottoChosen(motto=motto, effective_on=on))

    def propose_modalities(
""".rstrip("\n")
_APPLY = """            case MottoChosen(motto=motto):
                self.motto = motto
            case PoleDissolved(
""".rstrip("\n")
_COMMAND = """@use_case
def choose_motto(uow: UseCases, pole_id: UUID, motto: str, *, on: date | None = None) -> CommandResult:
    pole = uow.target(coordinated(uow, pole_id))
    pole.choose_motto(motto, on=uow.day(on))
    return uow.record(pole)


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
_TEXTS = """\
[texts."La devise est déjà celle-là."]
en = "The motto is already this one."
de = "Das Motto ist bereits dieses."

[texts."Devise choisie"]
en = "Motto chosen"
de = "Motto gewählt"

[texts."{author} a choisi la devise du pôle[ « {pole} »]"]
en = "{author} chose the motto of the pôle[ “{pole}”]"
de = "{author} hat das Motto des Synergiepols[ „{pole}“] gewählt"

[texts."Aucun membre désigné."]"""
_ACT = """\
[acts]
"pole.motto-chosen" = "{author} a choisi la devise du pôle[ « {pole} »]"

[subjects]
"""
_METADATA = {
    "actor": "523d26be-aad7-593b-a095-a1f156b543a5",
    "command_id": "60e772f8-e6d6-546b-a667-e1f4947996bd",
    "illustrative": "yes",
}
_STATE = {
    "bassins": ["liege"],
    "effective_on": "2026-03-01",
    "metadata": _METADATA,
    "motto": "Chaleur",
    "originator_id": "ebc73211-3a89-507f-b7d5-23f73522e1b4",
    "originator_version": 7,
}
_STORED = json.dumps({"topic": "pole.motto-chosen.v1", "state": json.dumps(_STATE, separators=(",", ":"))}) + "\n"
PRODUCT: Final[Addition] = {
    "domain/efe_domain/pole/events.py": [
        ("type PoleEvent = (\n", _EVENT),
        ("    | PoleDissolved\n", "    | PoleDissolved\n    | MottoChosen\n"),
    ],
    "domain/efe_domain/pole/pole.py": [
        ("    ModalitiesProposed,\n", "    ModalitiesProposed,\n    MottoChosen,\n"),
        ("    def create(self, bassin", '    motto = ""\n\n    def create(self, bassin'),
        ("    def propose_modalities(", _METHOD),
        ("            case PoleDissolved(", _APPLY),
    ],
    "domain/efe_domain/commands/pole_commands.py": [("@use_case\ndef agree_modalities(\n", _COMMAND)],
    "domain/efe_domain/platform.py": [
        (
            "    agree_modalities =",
            "    choose_motto = pole_commands.choose_motto\n    agree_modalities =",
        )
    ],
    "domain/efe_domain/access/powers.py": [
        ("create_pole dissolve_pole i", "choose_motto create_pole dissolve_pole i")
    ],
    "graphql/efe_graphql/mutations/pole_mutations.py": [('@strawberry.input(description="Dissoudre le pôle', _INPUT)],
    "domain/efe_domain/data/words/poles.toml": [
        ('"pole.name-reserved" =', '"pole.motto-chosen" = "Devise choisie"\n"pole.name-reserved" ='),
        ("[subjects]\n", _ACT),
        ('[texts."Aucun membre désigné."]', _TEXTS),
    ],
}
TESTS: Final[Addition] = {
    "tests/domain/stored_events.jsonl": [("", _STORED)],
    "tests/api/isolation/policy_texts.py": [
        (
            '    "pole.renamed.v1":',
            '    "pole.motto-chosen.v1": {"motto": DOSSIER},\n    "pole.renamed.v1":',
        )
    ],
}
OWN_TEST: Final = "tests/api/test_added_command.py"
