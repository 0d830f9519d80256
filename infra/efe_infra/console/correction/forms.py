"""Forms of corrections: a coordinator rectifies a fact or withdraws an act, and another one confirms."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from efe_domain.law.rules import WITHDRAWAL_DAYS
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, by_slug
from efe_infra.console.forms.fact_fields import Part, parts_of
from efe_infra.console.language.translatable import tr

ANNUL: Final = "changes.0.annul"
REASON: Final = Field("reason", "Raison", "text", "Pourquoi, et d'où on le sait.", required=True)
MINUTES: Final = Field(
    "minutesMeetingId",
    "Réunion dont le procès-verbal adopté le dit",
    "search_one",
    "Sans second coordinateur, un administrateur ne confirme que ce qui cite un document.",
    codes=("MINUTES_NOT_ADOPTED",),
)
PROOF: Final = (
    Field(
        "documentSha256",
        "Document qui le montre",
        "document",
        "Il en faut un pour un contenu rectifié.",
        codes=("DOCUMENT_NEEDED",),
    ),
    MINUTES,
)


class CorrectableFields(msgspec.Struct, frozen=True):
    """Fields of a kind of fact that may be corrected, by their names in events."""

    fields: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    documented: tuple[str, ...] = ()
    annulled: bool = False
    withdrawn: bool = False

    @property
    def is_rectifiable(self) -> bool:
        return bool(self.fields) or self.annulled


class Fact(NamedTuple):
    """Fact as it was recorded; `kind` is the topic of its event, `state` the fields of the event by name."""

    kind: str
    version: int
    state: Mapping[str, Any]

    @property
    def may(self) -> CorrectableFields:
        return corrections().get(self.kind.rpartition(".v")[0], CorrectableFields())

    @property
    def parts(self) -> list[Part]:
        """Fields of its form; nested values are left to other clients."""
        return [part for name in self.may.fields for part in parts_of(self._subject, name)]

    @property
    def left_out(self) -> bool:
        return not all(parts_of(self._subject, name) for name in self.may.fields)

    @property
    def _subject(self) -> str:
        return self.kind.partition(".")[0]

    @property
    def typed(self) -> dict[str, str]:
        """Recorded values as the initial values of the form."""
        return {part.field.name: part.text(self.state) for part in self.parts}


@cache
def corrections() -> Mapping[str, CorrectableFields]:
    """Returns the correctable fields by topic; `efe schema` generates them."""
    content = (Path(__file__).parent / "correctable_fields.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, CorrectableFields])


def rectification(fact: Fact) -> CommandForm:
    annul = Field(
        ANNUL, tr("Annuler ce fait : il n'a pas eu lieu"), "flag", tr("Les autres champs restent alors tels quels.")
    )
    return CommandForm(
        slug="rectifier",
        title=tr("Rectifier un fait"),
        lead=tr("Une erreur matérielle : le registre dit autre chose que l'acte. L'acte lui-même ne change pas."),
        rule="REGISTRE",
        document=commands.RECTIFY,
        own=(*(part.field for part in fact.parts), *((annul,) if fact.may.annulled else ()), REASON, *PROOF),
        button=tr("Voir ce qui s'ensuit"),
        dated=False,
        shape=lambda values: corrected(values, fact),
    )


def corrected(values: dict[str, Any], fact: Fact) -> dict[str, Any]:
    """Returns the values that differ from the recorded ones; a removed one is null. Raises `InvalidInput`."""
    [change] = values.pop("changes", [{}])
    form_values, annulled = change.get("patch", {}), change.get("annul", False)
    patch = {}
    for part in fact.parts:
        if (value := form_values.get(part.name)) != part.value(fact.state):
            patch[part.name] = value
    if annulled == bool(patch):
        first = fact.parts[0].field.name if fact.parts else ANNUL
        both = tr("Un fait est annulé ou reçoit d'autres valeurs : l'un des deux.")
        words = both if annulled else tr("Rien n'est changé.")
        raise InvalidInput(words, ANNUL if annulled else first)
    change_input = {"annul": True} if annulled else {"patch": patch}
    return values | {"changes": [{"version": fact.version, **change_input}]}


WITHDRAWAL: Final = CommandForm(
    slug="retirer",
    title="Retirer un acte irrégulier",
    lead=tr(
        "Dans les %(days)s jours, un acte irrégulier qui a créé des droits est retiré : il est alors sans effet.",
        days=WITHDRAWAL_DAYS,
    ),
    rule="REGISTRE-RETRAIT",
    document=commands.WITHDRAW_ACT,
    own=(REASON, *PROOF),
    button="Proposer le retrait",
    irreversible=True,
    dated=False,
)
ANSWERS: Final = by_slug(
    CommandForm(
        slug="confirmer",
        title="Confirmer la rectification",
        lead="Par un autre coordinateur que celui qui l'a proposée. Le registre se lit autrement dès lors.",
        rule="REGISTRE",
        document=commands.CONFIRM_RECTIFICATION,
        button="Confirmer",
        irreversible=True,
        dated=False,
    ),
    CommandForm(
        slug="abandonner",
        title="Abandonner la rectification",
        lead="Le fait reste tel qu'il est ; la proposition et la raison restent consignées.",
        rule="REGISTRE",
        document=commands.DROP_RECTIFICATION,
        own=(REASON,),
        button="Abandonner",
        dated=False,
    ),
    CommandForm(
        slug="confirmer-le-retrait",
        title="Confirmer le retrait",
        lead="Par un autre coordinateur que celui qui l'a proposé. L'acte est sans effet dès lors.",
        rule="REGISTRE-RETRAIT",
        document=commands.CONFIRM_WITHDRAWAL,
        irreversible=True,
        dated=False,
    ),
    CommandForm(
        slug="abandonner-le-retrait",
        title="Abandonner le retrait",
        lead="L'acte reste ; la proposition et la raison restent consignées.",
        rule="REGISTRE-RETRAIT",
        document=commands.DROP_WITHDRAWAL,
        own=(REASON,),
        button="Abandonner",
        dated=False,
    ),
    CommandForm(
        slug="maintenir",
        title="Maintenir ce qui est mis en question",
        lead="Une rectification ou un retrait le touche : il a été revu, et reste tel quel.",
        rule="REGISTRE",
        document=commands.CONFIRM_FACT,
        own=(REASON,),
        button="Maintenir",
        dated=False,
    ),
)
REPLIES: Final[Mapping[str, tuple[str, ...]]] = {
    "PROPOSED": ("confirmer", "abandonner"),
    "WITHDRAWAL_PROPOSED": ("confirmer-le-retrait", "abandonner-le-retrait"),
    "QUESTIONED": ("maintenir",),
}
"""Answers to a correction, by its kind."""
