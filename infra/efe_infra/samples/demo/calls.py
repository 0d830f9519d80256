"""Funding calls of the demonstration. All are illustrative: no authority launched them, and their names say so."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from efe_domain.funding.funding_call import CallTerms
from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.clock import Life
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.stage import Stage


class DemoCall(msgspec.Struct, frozen=True, kw_only=True):
    """Funding call that an Instance enters in the register, with the text that it deposits as the source."""

    bassin: Bassin
    registered: date
    name: str
    opens: date
    closes: date
    text: str = ""

    @property
    def id(self) -> UUID:
        return id_of("call", self.name)


CALLS: Final = (
    DemoCall(
        bassin=Bassin.LIEGE,
        registered=date(2026, 4, 20),
        name="Équipements partagés (exemple illustratif)",
        opens=date(2026, 5, 1),
        closes=date(2026, 12, 18),
        text="Appel à projets « Équipements partagés » : texte d'exemple, qu'aucune autorité n'a écrit.",
    ),
    DemoCall(
        bassin=Bassin.NAMUR,
        registered=date(2026, 5, 11),
        name="Mobilité des stagiaires (exemple illustratif)",
        opens=date(2026, 5, 18),
        closes=date(2026, 9, 30),
    ),
)
_EXECUTIVE: Final = "Autorité d'exemple (exemple illustratif)"
_REFERENCE: Final = "Texte d'exemple, écrit pour la démonstration."


def call_life(stage: Stage, call: DemoCall) -> Life:
    """Enters a call in the register."""
    yield call.registered
    document = stage.keep(call.text, call.bassin, "Appel d'exemple.txt") if call.text else None
    terms = CallTerms(
        name=call.name,
        executive=_EXECUTIVE,
        opens=call.opens,
        closes=call.closes,
        reference=_REFERENCE,
        document=document,
    )
    with stage.command(stage.coordinator(call.bassin), "call", call.name):
        stage.platform.open_funding_call(call.bassin, call.id, terms)
