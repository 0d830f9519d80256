"""Refusals of sealing and witnessing: one French line each, for the operator."""

from typing import ClassVar


class SealRefused(Exception):
    """Base of the refusals. Nothing was signed. `code` is the reason of readiness."""

    code: ClassVar[str] = "SEAL_REFUSED"


class SealBroken(SealRefused):
    """Stored log that is no longer what was sealed."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"Le journal scellé ({where}) a été altéré : {what}.")


class RouteUnknown(SealRefused):
    """Event that concerns no Instance, or one that has no bit in the genesis."""

    def __init__(self, position: int) -> None:
        super().__init__(f"L'événement à la position {position} concerne une Instance que la genèse ne connaît pas.")
        self.position = position


class EventAltered(SealRefused):
    """Event of the ledger whose fingerprint is not the recorded one."""

    def __init__(self, position: int) -> None:
        super().__init__(f"L'événement à la position {position} a été altéré : son empreinte n'est pas la sienne.")
        self.position = position


class KeyMissing(SealRefused):
    """Private key that is not in `EFE_HOME/keys`."""

    code = "SEAL_KEY_MISSING"

    def __init__(self, vkey: object, path: object) -> None:
        super().__init__(f"La clé privée de « {vkey} » est introuvable ou illisible : {path}.")


class OriginMissing(SealRefused):
    """Installation with an identity provider that has never signed, and whose log has no name yet."""

    code = "SEAL_ORIGIN_MISSING"

    def __init__(self) -> None:
        super().__init__(
            "Rien n'est scellé : le journal n'a pas encore de nom, et il le garde pour toujours. Choisissez-le dans "
            "EFE_ORIGIN, par exemple « efe.exemple.be/registre »."
        )


class OriginFixed(SealRefused):
    """Setting that differs from the origin of the log, which never changes."""

    code = "SEAL_ORIGIN_FIXED"

    def __init__(self, origin: str, setting: str) -> None:
        super().__init__(
            f"L'origine du journal scellé est « {origin} » pour toujours, et EFE_ORIGIN dit « {setting} »."
        )


class OriginInvalid(SealRefused):
    """Origin that cannot be a line of a note or the name of a key, or that has the suffix of the ledger log."""

    def __init__(self, origin: str) -> None:
        super().__init__(f"EFE_ORIGIN ne peut contenir ni espace ni « + », ni finir par « /ledger » : « {origin} ».")


class WitnessKeyInvalid(SealRefused):
    """Text in `EFE_WITNESSES` that is no verifier key of a witness (type 0x04)."""

    def __init__(self, text: str) -> None:
        super().__init__(f"EFE_WITNESSES : « {text} » n'est pas la clé de vérification d'un témoin.")


class WitnessNameFixed(SealRefused):
    """Setting that differs from the name of this witness, which never changes."""

    def __init__(self, name: str, setting: str) -> None:
        super().__init__(f"Le nom de ce témoin est « {name} » pour toujours, et EFE_WITNESS_NAME dit « {setting} ».")


class WitnessNameInvalid(SealRefused):
    """Name that cannot stand on a line of a note."""

    def __init__(self, name: str) -> None:
        super().__init__(f"EFE_WITNESS_NAME ne peut contenir ni espace ni « + » : « {name} ».")
