"""Report of `efe verify --full` in French."""

from efe_domain.transparency.notes import Checkpoint, Note
from efe_infra.transparency.evidence.recount import Recount
from efe_infra.transparency.evidence.verify import shown


def recount_report(result: Recount, notes: list[Note]) -> str:
    checkpoints = [Checkpoint.parse(note.text) for note in notes]
    since = [
        f"\nIl prolonge votre point de contrôle de taille {each.size} (« {shown(each.origin)} »)."
        for each in checkpoints
    ]
    unsigned = max(result.log.size - max(result.signed, 1), 0)
    alone = (
        "Attention : sans point de contrôle gardé (--since), rien de ceci ne vaut contre l'exploitant, qui a pu "
        "réécrire le registre et le sceller de nouveau.\n"
    )
    return (
        f"{'' if notes else alone}"
        f"Vérifié : {result.last} événements, leurs destinataires et {result.checkpoints} points de contrôle du "
        f"journal sont, recalculés, ce qui a été scellé.{''.join(since)}\n"
        f"{unsigned} événement(s) sans signature encore, {result.unsealed} non scellé(s)."
    )
