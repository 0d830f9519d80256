"""Why nothing is backed up or restored: one French line each, by a stable code."""


class BackupRefused(Exception):
    """Nothing was written. `code` is stable."""

    code: str

    def __str__(self) -> str:
        return f"{self.code} : {super().__str__()}"


class ToolsMissing(BackupRefused):
    """A dump of release 0.1.0 is read by pg_restore, of the version that made it or a later one."""

    code = "TOOLS_MISSING"

    def __init__(self, tool: str, major: int) -> None:
        super().__init__(
            f"aucun {tool} de la version {major} de PostgreSQL ou d'une plus récente : donnez son dossier par "
            "EFE_PG_BIN, ou installez « efe-synergies[embedded] »."
        )


class ToolFailed(BackupRefused):
    """What it said may quote what is in the dump: one line is enough to go on."""

    code = "TOOL_FAILED"

    def __init__(self, tool: str, said: str) -> None:
        super().__init__(f"{tool} a échoué : {said}")


class TargetTaken(BackupRefused):
    code = "TARGET_TAKEN"

    def __init__(self, target: object) -> None:
        super().__init__(f"« {target} » existe déjà : une sauvegarde n'en remplace pas une autre.")


class TargetUnwritable(BackupRefused):
    code = "TARGET_UNWRITABLE"

    def __init__(self, target: object, error: OSError) -> None:
        super().__init__(f"« {target} » ne peut être écrit : {error.strerror or error}.")


class BackupUnreadable(BackupRefused):
    code = "BACKUP_UNREADABLE"

    def __init__(self, source: object, why: str) -> None:
        super().__init__(f"« {source} » n'est pas une sauvegarde : {why}.")


class BackupDamaged(BackupRefused):
    """A file is not the one of which the manifest tells."""

    code = "BACKUP_DAMAGED"

    def __init__(self, file: object) -> None:
        super().__init__(f"« {file} » n'a pas l'empreinte ou la taille que dit le manifeste.")


class BackupForeign(BackupRefused):
    """It holds more than data of our tables: a function, another table, a constraint. None of it was run."""

    code = "BACKUP_FOREIGN"

    def __init__(self, found: str) -> None:
        shown = found if found.isprintable() else ascii(found)
        super().__init__(
            f"« {shown[:200]} » n'est pas une donnée que les migrations de cette version prévoient : rien n'a été "
            "exécuté ni restauré."
        )


class DataRefused(BackupRefused):
    """The rows of a table are none that the platform can have written. The rows themselves are not repeated."""

    code = "BACKUP_DATA_REFUSED"

    def __init__(self, table: str, why: str) -> None:
        super().__init__(f"la base refuse les données de « {table} » ({why}) : rien n'a été restauré.")


class BackupTooNew(BackupRefused):
    """It was made by a later release, or by one with other migrations."""

    code = "BACKUP_TOO_NEW"

    def __init__(self, migration: str) -> None:
        super().__init__(f"la migration {migration} n'est pas celle de cette version du logiciel.")


class DatabaseNotEmpty(BackupRefused):
    """A restoration never goes over what is there."""

    code = "DATABASE_NOT_EMPTY"

    def __init__(self, found: str) -> None:
        super().__init__(f"la base contient déjà « {found} » : restaurez dans une base vide.")


class Unfaithful(BackupRefused):
    """What was restored is not what was sealed, or not what the manifest tells; it was removed again."""

    code = "BACKUP_UNFAITHFUL"

    def __init__(self, fault: str) -> None:
        super().__init__(f"ce qui a été restauré n'est pas prouvé, et a été retiré : {fault}")
