"""Why nothing is exported: one French line each."""


class ExportRefused(Exception):
    """Nothing was written."""


class NothingSealed(ExportRefused):
    """There is no signed checkpoint to prove anything by."""

    def __init__(self) -> None:
        super().__init__("Rien n'est encore scellé : « efe seal » d'abord.")


class NothingOfInstance(ExportRefused):
    """An Instance without events has no tree."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Aucun événement scellé ne concerne encore l'Instance de {name}.")


class CheckpointUnknown(ExportRefused):
    """What the auditor kept is no checkpoint of this log: of another one, later, or of a past that was rewritten."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Ce point de contrôle n'est pas de ce journal : {why}.")


class TargetExists(ExportRefused):
    """A file is not overwritten without being told to."""

    def __init__(self, target: object) -> None:
        super().__init__(f"« {target} » existe déjà (--force pour le remplacer).")


class TargetUnwritable(ExportRefused):
    """The folder is missing or closed, or the disk is full."""

    def __init__(self, target: object, error: OSError) -> None:
        super().__init__(f"« {target} » ne peut être écrit : {error.strerror or error}.")
