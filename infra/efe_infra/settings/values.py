"""Base of a group of settings, types of values in the environment, and the error for an invalid one."""

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

type Port = Annotated[int, Field(ge=0, le=65535)]


def split(text: object) -> object:
    """Splits a text at its commas; returns any other value as it is."""
    return [each.strip() for each in text.split(",")] if isinstance(text, str) else text


SPLIT: Final = BeforeValidator(split)
"""Validator of a tuple. It goes with `NoDecode`, since pydantic would expect JSON."""


class SettingsGroup(BaseModel):
    """Base of the settings of one subject. The text below a setting is its description in `infra/SETTINGS.md`."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class SettingRefused(Exception):
    """Raised for an invalid setting. The message is one French line, without the value, which may be a secret."""

    def __init__(self, name: str, why: str = "cette valeur n'est pas admise") -> None:
        super().__init__(f"réglage refusé, {name} : {why}.")
