"""Settings of an installation, read from `EFE_…` variables; `infra/SETTINGS.md` lists them."""

from efe_infra.settings.settings import SettingRefused, Settings
from efe_infra.settings.unknown import unknown_settings

__all__ = ["SettingRefused", "Settings", "unknown_settings"]
