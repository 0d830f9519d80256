"""Settings of an installation, read from the environment; `infra/SETTINGS.md` lists them."""

from efe_infra.settings.chosen import SettingRefused, Settings

__all__ = ["SettingRefused", "Settings"]
