"""Upcasters that several events of a project share, or that are longer than a line."""

from collections.abc import Mapping
from typing import Any


def upcast_without_decision(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Upcasts an act of a pôle that was recorded before 0.5.0."""
    return {**fields, "decision": None}


def upcast_without_call(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Upcasts an application that was recorded before 0.6.0."""
    return {**fields, "call": None, "call_name": None, "call_closes": None}


def upcast_without_plan(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Upcasts a support that was recorded before 0.6.0."""
    return {**fields, "hours": None, "starts": None, "ends": None}
