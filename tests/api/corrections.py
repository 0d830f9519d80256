"""Rectifications and withdrawals as clients preview, propose and confirm them."""

from typing import Any

from tests.api.given import REFUSED, Client, day

PREVIEW = f"""
    query ($input: RectifyInput!) {{ previewRectification(input: $input) {{
        facts {{ version topic changed before after }}
        secondCoordinatorNeeded awaitsConfirmation documentNeeded hiddenConsequences
        consequences {{ entity {{ id }} findings rectified }}
        userErrors {{ {REFUSED} ... on RuleRefused {{ brokenVersion }} }}
    }} }}
"""
CONSTITUTED = 5
ACT, UNDONE = day(-30), "L'organe n'était pas en nombre."


def preview(by: Client, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = by.ask(PREVIEW, input=asked)["previewRectification"]
    return found


def of(pole: str, version: int, **patch: Any) -> dict[str, Any]:
    """Returns a rectification of one fact, or its annulment without a patch."""
    change = {"version": version, "patch": patch} if patch else {"version": version, "annul": True}
    return {"entityId": pole, "changes": [change], "reason": "Erreur matérielle."}


def propose_withdrawal(by: Client, pole: str) -> str:
    position: str = by.do("withdrawAct", entityId=pole, act=CONSTITUTED, reason=UNDONE)["position"]
    return position


def confirm_withdrawal(by: Client, pole: str) -> str:
    """Confirms the withdrawal that was proposed first."""
    position: str = by.do("confirmWithdrawal", entityId=pole, proposal=CONSTITUTED + 1)["position"]
    return position
