"""Why nothing is sealed: one French line each, for the person who operates."""


class SealRefused(Exception):
    """Sealing would put a signature under something that is not what it seems. Nothing was signed."""


class SealBroken(SealRefused):
    """What was sealed last is no longer what was sealed."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"Le journal scellé ({where}) a été altéré : {what}.")


class RouteUnknown(SealRefused):
    """An event concerns an Instance for which the genesis has no bit, or none."""

    def __init__(self, position: int) -> None:
        super().__init__(f"L'événement à la position {position} concerne une Instance que la genèse ne connaît pas.")
        self.position = position


class EventAltered(SealRefused):
    """An event of the ledger is not what was recorded: its fingerprint differs."""

    def __init__(self, position: int) -> None:
        super().__init__(f"L'événement à la position {position} a été altéré : son empreinte n'est pas la sienne.")
        self.position = position


class KeyMissing(SealRefused):
    """The private key is elsewhere, or lost."""

    def __init__(self, vkey: object, path: object) -> None:
        super().__init__(f"La clé privée de « {vkey} » est introuvable : {path}.")


class OriginFixed(SealRefused):
    """A log keeps its origin for ever."""

    def __init__(self, origin: str, wanted: str) -> None:
        super().__init__(
            f"L'origine du journal scellé est « {origin} » pour toujours, et EFE_ORIGIN dit « {wanted} »."
        )


class OriginInvalid(SealRefused):
    """It is written on a line of notes and in names of keys; the suffix of the ledger log comes after it, once."""

    def __init__(self, origin: str) -> None:
        super().__init__(f"EFE_ORIGIN ne peut contenir ni espace ni « + », ni finir par « /ledger » : « {origin} ».")


class WitnessKeyInvalid(SealRefused):
    """`EFE_WITNESSES` lists verifier keys of witnesses (type 0x04)."""

    def __init__(self, text: str) -> None:
        super().__init__(f"EFE_WITNESSES : « {text} » n'est pas la clé de vérification d'un témoin.")


class WitnessNameFixed(SealRefused):
    """A witness keeps its name for ever."""

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"Le nom de ce témoin est « {name} » pour toujours, et EFE_WITNESS_NAME dit « {wanted} ».")


class WitnessNameInvalid(SealRefused):
    """It is written on lines of notes."""

    def __init__(self, name: str) -> None:
        super().__init__(f"EFE_WITNESS_NAME ne peut contenir ni espace ni « + » : « {name} ».")
