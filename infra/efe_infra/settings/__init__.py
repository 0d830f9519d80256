"""Settings of an installation, read from the environment; `infra/SETTINGS.md` lists them."""

from efe_infra.settings.chosen import Settings
from efe_infra.settings.values import SettingRefused

__all__ = ["SettingRefused", "Settings"]
