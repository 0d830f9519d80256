"""Why nothing is exported: one French line each."""


class ExportRefused(Exception):
    """Nothing was written."""


class NothingSealed(ExportRefused):
    """There is no signed checkpoint to prove anything by."""

    def __init__(self) -> None:
        super().__init__("Rien n'est encore scellé : « efe seal » d'abord.")


class TargetExists(ExportRefused):
    """A file is not overwritten without being told to."""

    def __init__(self, target: object) -> None:
        super().__init__(f"« {target} » existe déjà (--force pour le remplacer).")


class TargetUnwritable(ExportRefused):
    """The folder is missing or closed, or the disk is full."""

    def __init__(self, target: object, error: OSError) -> None:
        super().__init__(f"« {target} » ne peut être écrit : {error.strerror or error}.")
