"""Settings of an installation, read from `EFE_…` variables; `infra/SETTINGS.md` lists them."""

from efe_infra.settings.settings import SettingRefused, Settings

__all__ = ["SettingRefused", "Settings"]
