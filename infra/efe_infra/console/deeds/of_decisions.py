"""What members, and coordinators for them, do with a decision."""

from collections.abc import Mapping
from typing import Final

from efe_infra.console.deeds.deed import Deed, Field, Option
from efe_infra.console.deeds.outcome import Done
from efe_infra.console.documents import Document
from efe_infra.console.labels import LABELS

TAKE_POSITION: Final = Document("take_position", Done)
ADOPT: Final = Document("adopt_decision", Done)

POSITION: Final = Deed(
    slug="position",
    title="Prendre position",
    lead="Chaque membre du pôle se prononce sur le texte. Une objection dit pourquoi ; le pôle y répond.",
    rule="PS-CONSENSUS",
    document=TAKE_POSITION,
    own=(
        Field("operatorId", "Au nom de", "one_of", required=True, codes=frozenset({"NOT_ON_THE_ROSTER"})),
        Field("stance", "Position", "one_of", required=True, codes=frozenset({"SAME_POSITION"})),
        Field("words", "Motif", "text", "Attendu pour une réserve ou une objection : il est montré tel quel."),
    ),
    button="Prendre position",
)
ADOPTION: Final = Deed(
    slug="adopter",
    title="Constater le consensus et adopter",
    lead="Chacun consulté, les trois collèges entendus, un accord au moins et aucune objection qui tienne.",
    rule="PS-CONSENSUS",
    document=ADOPT,
    button="Adopter le texte",
    grave=True,
)
STANCES: Final = tuple(Option(value, each.words) for value, each in LABELS["Stance"].items())
DECISION_DEEDS: Final[Mapping[str, Deed]] = {each.slug: each for each in (POSITION, ADOPTION)}
