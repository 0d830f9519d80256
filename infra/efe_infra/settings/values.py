"""Values as the environment writes them."""

from typing import Annotated, Final

from pydantic import BeforeValidator, Field

type Port = Annotated[int, Field(ge=0, le=65535)]


def split(text: object) -> object:
    """What commas separate; what is no text has been split already."""
    return [each.strip() for each in text.split(",")] if isinstance(text, str) else text


SPLIT: Final = BeforeValidator(split)
"""For a tuple, which goes with `NoDecode`: pydantic would want JSON."""
