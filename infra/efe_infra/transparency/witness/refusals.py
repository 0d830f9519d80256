"""Refusals of a witness: a stable code and a French sentence each."""

from typing import ClassVar

from efe_domain.transparency.notes import Note


class WitnessRefused(Exception):
    """Base of the refusals. Nothing was cosigned."""

    code: ClassVar[str]

    def __init__(self, sentence: str) -> None:
        super().__init__(f"[{self.code}] {sentence}")


class Passing(WitnessRefused):
    """Base of the failures that say nothing against the log and may pass."""


class LogUnreachable(Passing):
    """Address that does not answer, or does not answer as a log."""

    code = "LOG_UNREACHABLE"

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"Le journal ne répond pas à l'adresse {url} : {why}.")


class AnswerInvalid(Passing):
    """Answer that is not readable as one of a log."""

    code = "ANSWER_INVALID"

    def __init__(self, what: str) -> None:
        super().__init__(f"La réponse du journal est illisible : {what}.")


class NothingSealed(Passing):
    """Log without a checkpoint."""

    code = "NOTHING_SEALED"

    def __init__(self) -> None:
        super().__init__("Ce journal n'a encore signé aucun point de contrôle.")


class ProofMissing(Passing):
    """Larger checkpoint without a consistency proof."""

    code = "PROOF_MISSING"

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"Le journal ne donne pas la preuve de cohérence de la taille {first} à {second}.")


class NotTaken(Passing):
    """Log that refuses the cosignature. It is stored and posted again."""

    code = "COSIGNATURE_NOT_TAKEN"

    def __init__(self, why: str) -> None:
        super().__init__(f"Cosigné et gardé, mais le journal ne prend pas la cosignature : {why}")


class NotListed(NotTaken):
    """Log that does not list this witness (`EFE_WITNESSES`) yet. The cosignature is stored and posted again."""

    code = "WITNESS_NOT_LISTED"


class WrongOrigin(WitnessRefused):
    """Another log at the address."""

    code = "WRONG_ORIGIN"

    def __init__(self, origin: str, expected: str) -> None:
        super().__init__(f"Le point de contrôle est de « {origin} », et la clé donnée est celle de « {expected} ».")


class UnknownKey(WitnessRefused):
    """Checkpoint without a signature by one of the keys: another log, or a key that was rotated since."""

    code = "UNKNOWN_KEY"

    def __init__(self) -> None:
        super().__init__("Aucune des clés données n'a signé le point de contrôle.")


class BadSignature(WitnessRefused):
    """Line that names one of the keys and is not signed by it."""

    code = "BAD_SIGNATURE"

    def __init__(self) -> None:
        super().__init__("La signature du point de contrôle n'est pas de la clé dont elle porte le nom.")


class RolledBack(WitnessRefused):
    """Log that has lost leaves."""

    code = "ROLLED_BACK"

    def __init__(self, cosigned: int, now: int) -> None:
        super().__init__(f"Le journal montre une taille de {now} ; ce témoin en a cosigné une de {cosigned}.")


class SplitView(WitnessRefused):
    """Log with two histories. The two notes convict it."""

    code = "SPLIT_VIEW"

    def __init__(self, cosigned: Note, other: Note) -> None:
        super().__init__(
            "Le journal a signé deux histoires qui ne se prolongent pas. Les deux notes, gardées, le confondent."
        )
        self.cosigned, self.other = cosigned, other
