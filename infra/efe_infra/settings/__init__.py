"""What an installation may choose, read from the environment; `infra/SETTINGS.md` lists it."""

from efe_infra.settings.chosen import Settings
from efe_infra.settings.refused import SettingRefused

__all__ = ["SettingRefused", "Settings"]
