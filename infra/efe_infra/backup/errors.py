"""Refusals of backups and restorations: a stable code and one French line each."""


class BackupRefused(Exception):
    """Base of the refusals. Nothing was written. `code` is stable."""

    code: str

    def __str__(self) -> str:
        return f"{self.code} : {super().__str__()}"


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
    """File whose size or digest differs from the manifest."""

    code = "BACKUP_DAMAGED"

    def __init__(self, file: object) -> None:
        super().__init__(f"« {file} » n'a pas l'empreinte ou la taille que dit le manifeste.")


class ManifestForged(BackupRefused):
    """Manifest whose signature is by none of the keys that count, or is of another manifest."""

    code = "BACKUP_MANIFEST_FORGED"

    def __init__(self) -> None:
        super().__init__(
            "le manifeste n'est pas celui qu'une clé du journal a signé : comptes, personnes et autres données ont "
            "pu être changés. Rien n'a été restauré."
        )


class ManifestUnsigned(BackupRefused):
    """Backup whose manifest no key that counts has signed, where the operator demands a signature."""

    code = "BACKUP_MANIFEST_UNSIGNED"

    def __init__(self) -> None:
        super().__init__(
            "le manifeste n'est pas signé, ou l'est par une clé qui n'est connue que par la sauvegarde (--key) : "
            "rien n'a été restauré."
        )


class BackupForeign(BackupRefused):
    """Backup with another table, column or file than those of the migrations. None of it was run."""

    code = "BACKUP_FOREIGN"

    def __init__(self, name: str) -> None:
        printable = name if name.isprintable() else ascii(name)
        super().__init__(
            f"« {printable[:200]} » n'est pas une donnée que les migrations de cette version prévoient : rien n'a "
            "été exécuté ni restauré."
        )


class DataRefused(BackupRefused):
    """Rows that the database refuses, so that the platform cannot have written them. They are not quoted."""

    code = "BACKUP_DATA_REFUSED"

    def __init__(self, table: str, why: str) -> None:
        super().__init__(f"la base refuse les données de « {table} » ({why}) : rien n'a été restauré.")


class BackupTooOld(BackupRefused):
    """Backup of release 0.1 or 0.2."""

    code = "BACKUP_TOO_OLD"

    def __init__(self) -> None:
        super().__init__(
            "cette sauvegarde est d'une version 0.1 ou 0.2 : restaurez-la d'abord avec la version 0.4.3, puis "
            "ouvrez la base avec celle-ci."
        )


class BackupTooNew(BackupRefused):
    """Backup of a later release, or of one with other migrations."""

    code = "BACKUP_TOO_NEW"

    def __init__(self, migration: str) -> None:
        super().__init__(f"la migration {migration} n'est pas celle de cette version du logiciel.")


class DatabaseNotEmpty(BackupRefused):
    """Database with tables: a restoration overwrites nothing."""

    code = "DATABASE_NOT_EMPTY"

    def __init__(self, name: str) -> None:
        super().__init__(f"la base contient déjà « {name} » : restaurez dans une base vide.")


class Unfaithful(BackupRefused):
    """Restored rows that differ from what was sealed or from the manifest. They were removed again."""

    code = "BACKUP_UNFAITHFUL"

    def __init__(self, fault: str) -> None:
        super().__init__(f"ce qui a été restauré n'est pas prouvé, et a été retiré : {fault}")
