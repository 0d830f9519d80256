"""A command that is refused for want of a power names the powers that open it, and the rule that it carries out."""

import pytest

from efe_domain.access.powers import OPENED, RULES, Standing
from efe_domain.shared.errors import Forbidden
from efe_domain.shared.messages import Language, in_language
from tests.infra.commands.every_command import COMMANDS
from tests.infra.commands.stage import NOBODY, Stage, by


def test_every_command_that_is_open_to_somebody_has_its_rule() -> None:
    assert set(RULES) == {command for commands in OPENED.values() for command in commands}


@pytest.mark.parametrize(
    ("command", "who", "english", "rule"),
    [
        (
            "adopt_decision",
            "un coordinateur de l'Instance concernée ou qui représente un membre du pôle concerné",
            "a coordinator of the Instance concerned or a representative of a member of the pôle concerned",
            "PS-CONSENSUS",
        ),
        (
            "constitute_pole",
            "un coordinateur de l'Instance concernée",
            "a coordinator of the Instance concerned",
            "PS-3ANS",
        ),
        (
            "grant_access",
            "un coordinateur de l'Instance concernée ou un administrateur de la plateforme",
            "a coordinator of the Instance concerned or an administrator of the platform",
            "REGISTRE",
        ),
    ],
)
def test_who_may_not_is_told_who_may_and_by_which_rule(
    still_stage: Stage, command: str, who: str, english: str, rule: str
) -> None:
    with by(NOBODY), pytest.raises(Forbidden) as refused:
        COMMANDS[command](still_stage)

    told = in_language(refused.value.message, Language.ENGLISH)
    assert str(refused.value).endswith(f" Cet acte est ouvert à {who} (règle {rule}).")
    assert told.endswith(f" This act is open to {english} (rule {rule}).")


def test_a_standing_that_opens_nothing_is_not_named() -> None:
    assert not OPENED[Standing.AUDITOR] | OPENED[Standing.READER] | OPENED[Standing.SITTING]
