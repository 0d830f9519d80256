"""Why a witness does not cosign: a stable code and a French sentence each."""

from typing import ClassVar

from efe_domain.transparency.notes import Note
from efe_infra.transparency.evidence.verify import Fault


class WitnessRefused(Exception):
    """Nothing was cosigned."""

    code: ClassVar[str]

    def __init__(self, sentence: str) -> None:
        super().__init__(f"[{self.code}] {sentence}")


class Passing(WitnessRefused):
    """It says nothing against the log, and may be over the next time."""


class LogUnreachable(Passing):
    """Nobody answers there, or not as a log does."""

    code = "LOG_UNREACHABLE"

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"Le journal ne répond pas à l'adresse {url} : {why}.")


class AnswerInvalid(Passing):
    """What answers is no log, or one that this release does not understand."""

    code = "ANSWER_INVALID"

    def __init__(self, what: str) -> None:
        super().__init__(f"La réponse du journal est illisible : {what}.")


class NothingSealed(Passing):
    """A new log."""

    code = "NOTHING_SEALED"

    def __init__(self) -> None:
        super().__init__("Ce journal n'a encore signé aucun point de contrôle.")


class ProofMissing(Passing):
    """The log shows a larger checkpoint and gives nothing to check it by."""

    code = "PROOF_MISSING"

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"Le journal ne donne pas la preuve de cohérence de la taille {first} à {second}.")


class NotTaken(Passing):
    """The log does not want the cosignature, which is kept and offered again."""

    code = "COSIGNATURE_NOT_TAKEN"

    def __init__(self, why: str) -> None:
        super().__init__(f"Cosigné et gardé, mais le journal ne prend pas la cosignature : {why}")


class PastUnproven(WitnessRefused):
    """This witness cosigned blocks of format 1, and nothing shows that the ledger log holds what they sealed."""

    code = "PAST_UNPROVEN"

    def __init__(self, blocks: int) -> None:
        super().__init__(
            f"Ce témoin a cosigné {blocks} bloc(s) de l'ancien journal : avant de cosigner le nouveau, il lui faut "
            "une fois le paquet d'une Instance de cette plateforme (--bundle)."
        )


class PastRefused(WitnessRefused):
    """The bundle does not go on from the blocks that this witness cosigned. `fault` is the verifier's."""

    code = "PAST_REFUSED"

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"Le paquet ne prolonge pas les blocs que ce témoin a cosignés. {fault.line}.")
        self.fault = fault


class WrongOrigin(WitnessRefused):
    """Another log answers at the address."""

    code = "WRONG_ORIGIN"

    def __init__(self, origin: str, wanted: str) -> None:
        super().__init__(f"Le point de contrôle est de « {origin} », et la clé donnée est celle de « {wanted} ».")


class UnknownKey(WitnessRefused):
    """The log signs with a key that was not given: another log, or one whose key was rotated since."""

    code = "UNKNOWN_KEY"

    def __init__(self) -> None:
        super().__init__("Aucune des clés données n'a signé le point de contrôle.")


class BadSignature(WitnessRefused):
    """A line names a key that was given, and is not by it."""

    code = "BAD_SIGNATURE"

    def __init__(self) -> None:
        super().__init__("La signature du point de contrôle n'est pas de la clé dont elle porte le nom.")


class RolledBack(WitnessRefused):
    """The log has lost leaves."""

    code = "ROLLED_BACK"

    def __init__(self, seen: int, shown: int) -> None:
        super().__init__(f"Le journal montre une taille de {shown} ; ce témoin en a cosigné une de {seen}.")


class SplitView(WitnessRefused):
    """The log has two histories. The two notes convict it."""

    code = "SPLIT_VIEW"

    def __init__(self, seen: Note, shown: Note) -> None:
        super().__init__(
            "Le journal a signé deux histoires qui ne se prolongent pas. Les deux notes, gardées, le confondent."
        )
        self.seen, self.shown = seen, shown
