"""Type `Setup`: the steps of the first run, computed from what is there."""

from enum import StrEnum
from typing import Self

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import Period
from efe_domain.shared.ids import REGISTER, instance_id
from efe_graphql.contract.enums import publish
from efe_graphql.request.context import Context
from efe_projections.access.reads import established_instances, grants_kept_in
from efe_projections.operator.reads import real_operators


class SetupStepKind(StrEnum):
    """Step of the first run."""

    OWN_ACCOUNT = "own-account"
    MAIL_SERVER = "mail-server"
    INSTANCES = "instances"
    FIRST_COORDINATORS = "first-coordinators"
    LOG_KEY = "log-key"
    FIRST_OPERATORS = "first-operators"


class SetupState(StrEnum):
    """State of a step of the first run."""

    DONE = "done"
    TO_DO = "to-do"
    TO_CHECK = "to-check"
    UNAVAILABLE = "unavailable"


publish(
    SetupStepKind,
    "Une étape de la mise en service.",
    {
        SetupStepKind.OWN_ACCOUNT: "Relier votre compte à votre fiche.",
        SetupStepKind.MAIL_SERVER: "Régler le serveur de courrier.",
        SetupStepKind.INSTANCES: "Établir les dix Instances.",
        SetupStepKind.FIRST_COORDINATORS: "Donner à chaque Instance un premier coordinateur.",
        SetupStepKind.LOG_KEY: "Remettre à un auditeur la clé du journal scellé.",
        SetupStepKind.FIRST_OPERATORS: "Les coordinateurs inscrivent les premiers opérateurs.",
    },
)
publish(
    SetupState,
    "Où en est une étape de la mise en service.",
    {
        SetupState.DONE: "C'est fait.",
        SetupState.TO_DO: "C'est à faire.",
        SetupState.TO_CHECK: "La plateforme ne peut pas le constater : vérifiez-le vous-même.",
        SetupState.UNAVAILABLE: "Cette version ne le permet pas encore.",
    },
)


@strawberry.type(description="Une étape de la mise en service.")
class SetupStep:
    kind: SetupStepKind = field(description="L'étape.")
    state: SetupState = field(description="Où elle en est.")
    missing: list[Bassin] = field(description="Les bassins où elle est à faire ; vide si elle n'est pas par bassin.")


@strawberry.type(description="La mise en service de la plateforme, pour un administrateur.")
class Setup:
    steps: list[SetupStep] = field(description="Les six étapes, dans leur ordre.")

    @classmethod
    async def of(cls, context: Context) -> Self | None:
        """Returns None unless the viewer is an administrator today."""
        if Role.ADMINISTRATOR not in context.roles:
            return None
        reads, ids = context.ports.reads, {instance_id(bassin): bassin for bassin in Bassin}
        [instances, grants, operators], _ = await reads.together(
            established_instances([*ids]), grants_kept_in((*ids, REGISTER)), real_operators(1)
        )
        active = [each for each in grants if Period(each.since, each.until).covers(context.today)]
        coordinated = {each.kept_in for each in active if each.role is Role.COORDINATOR}
        unestablished = [ids[each] for each in ids.keys() - {row.id for row in instances}]
        uncoordinated = [ids[each] for each in ids.keys() - coordinated]
        checkpoint = await run_sync(context.ports.proofs.ledger_checkpoint)
        is_audited = checkpoint is not None and any(each.role is Role.AUDITOR for each in active)
        states = {
            SetupStepKind.OWN_ACCOUNT: _state(is_done=context.person is not None),
            SetupStepKind.MAIL_SERVER: SetupState.DONE if context.ports.sends_mail else SetupState.UNAVAILABLE,
            SetupStepKind.INSTANCES: _state(is_done=not unestablished),
            SetupStepKind.FIRST_COORDINATORS: _state(is_done=not uncoordinated),
            SetupStepKind.LOG_KEY: SetupState.TO_CHECK if is_audited else SetupState.TO_DO,
            SetupStepKind.FIRST_OPERATORS: _state(is_done=bool(operators)),
        }
        missing = {SetupStepKind.INSTANCES: unestablished, SetupStepKind.FIRST_COORDINATORS: uncoordinated}
        return cls(
            steps=[
                SetupStep(kind=kind, state=state, missing=sorted(missing.get(kind, [])))
                for kind, state in states.items()
            ]
        )


def _state(*, is_done: bool) -> SetupState:
    return SetupState.DONE if is_done else SetupState.TO_DO
