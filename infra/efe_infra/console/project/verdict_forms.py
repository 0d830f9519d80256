"""Forms for the verdict and the support of an Instance on a submitted project."""

from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug

_SAID: Final = (
    Field(
        "verdict",
        "L'Instance dit",
        "one_of",
        required=True,
        codes=("NOT_SUBMITTED", "VERDICT_ALREADY_GIVEN", "NO_VERDICT_YET", "SAME_VERDICT"),
    ),
    Field("conditionList", "Conditions", "lines", "D'un accord sous conditions : une par ligne, chacune est suivie."),
    Field("conditionDueOn", "Conditions à remplir au plus tard le", "day", "S'il y a une échéance."),
    Field("reasons", "Raisons", "text", "Un refus en a."),
    Field(
        "meetingId",
        "Réunion de l'Instance où elle s'est prononcée",
        "pick",
        "Tenue par un organe qui peut se prononcer. Sans réunion, dire pourquoi ci-dessous.",
        codes=("MEETING_NOT_HELD", "BODY_DOES_NOT_JUDGE", "QUORUM_NOT_REACHED"),
    ),
    Field("withoutMeeting", "Pourquoi sans réunion", hint="Une procédure écrite, par exemple."),
)


def with_due_days(values: dict[str, Any]) -> dict[str, Any]:
    """Gives the day of the form to each condition."""
    day = values.get("conditionDueOn")
    others = {name: value for name, value in values.items() if name != "conditionDueOn"}
    return {**others, "conditionDueOn": [day] * len(values.get("conditionList") or ())} if day else others


VERDICT: Final = CommandForm(
    slug="verdict",
    title="Donner le verdict de l'Instance",
    lead="Chaque Instance concernée se prononce sur le contenu qui lui est soumis, et sur lui seul.",
    rule="PS-ACCORD",
    document=commands.GIVE_VERDICT,
    own=_SAID,
    shape=with_due_days,
    button="Donner ce verdict",
)
REVISION: Final = CommandForm(
    slug="reviser",
    title="Réviser le verdict",
    lead="L'Instance dit autre chose du même contenu, à partir de ce jour ; ce qu'elle disait avant est gardé.",
    rule="PS-ACCORD",
    document=commands.REVISE_VERDICT,
    shape=with_due_days,
    own=(*_SAID, Field("why", "Pourquoi le réviser", "text", required=True)),
)
EXPECTATION: Final = CommandForm(
    slug="annoncer",
    title="Annoncer le jour du verdict",
    lead="L'Instance dit jusqu'à quel jour les autres attendent son verdict.",
    rule="PS-ACCORD",
    document=commands.EXPECT_VERDICT,
    own=(
        Field(
            "expectedOn",
            "Au plus tard le",
            "day",
            required=True,
            codes=("SAME_EXPECTATION", "VERDICT_ALREADY_GIVEN", "NOT_SUBMITTED"),
        ),
    ),
    button="Annoncer ce jour",
)
CONDITION: Final = CommandForm(
    slug="condition",
    title="Consigner une condition remplie",
    lead="L'Instance dit d'une condition de son accord qu'elle est remplie, et comment.",
    rule="PS-ACCORD",
    document=commands.MEET_CONDITION,
    own=(
        Field("condition", "Condition", "one_of", required=True, codes=("CONDITION_ALREADY_MET", "NO_VERDICT_YET")),
        Field("finding", "Comment elle est remplie", "text", required=True),
    ),
    button="Consigner la condition remplie",
)
SUPPORTING: Final = CommandForm(
    slug="soutenir",
    title="Apporter un soutien",
    lead="L'Instance qui a donné son accord soutient le projet par des moyens, pour une de ses phases.",
    rule="PS-SOUTIEN",
    document=commands.GRANT_SUPPORT,
    own=(
        Field("kind", "Sorte", "one_of", required=True, codes=("SUPPORT_HELD", "NOT_AGREED")),
        Field("phase", "Phase", "one_of", required=True),
        Field("description", "En quoi il consiste", "text", required=True),
        Field("hours", "Heures prévues en tout", "number"),
        Field("starts", "Premier jour prévu", "day"),
        Field("ends", "Dernier jour prévu", "day"),
    ),
    button="Apporter ce soutien",
)
ENDING: Final = CommandForm(
    slug="fin-de-soutien",
    title="Mettre fin à un soutien",
    lead="Le soutien prend fin le jour de l'acte ; le verdict de l'Instance reste.",
    rule="PS-SOUTIEN",
    document=commands.END_SUPPORT,
    own=(
        Field("supportId", "Soutien", "one_of", required=True, codes=("SUPPORT_IS_ENDED",)),
        Field("reason", "Raison", "text", required=True),
    ),
    button="Mettre fin au soutien",
)
INSTANCE_COMMANDS: Final = by_slug(VERDICT, EXPECTATION, CONDITION, REVISION, SUPPORTING, ENDING)
