"""What a règlement d'ordre intérieur may set beside its bodies (ART-7). Nothing is set where it is silent."""

from typing import Final

from msgspec.structs import asdict

from efe_domain.instance.events import OrderSettings
from efe_domain.shared.errors import Invalid

NO_SETTINGS: Final = OrderSettings()
MAX_PERIOD_DAYS: Final = 36_500
"""One hundred years."""


def check_settings(settings: OrderSettings) -> None:
    """Raises `Invalid`."""
    for days in asdict(settings).values():
        if days is not None and not 0 < days <= MAX_PERIOD_DAYS:
            raise Invalid("settings", "Un délai se compte en jours, de 1 à 36 500.")
