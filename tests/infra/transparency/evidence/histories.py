"""Histories of several Instances that lead, join, leave and join again projects, by chance or by hand."""

import random
from uuid import UUID

from tests.infra.transparency.evidence.synthetic import CODES, JOIN, Ledger, Writer

PROJECT = UUID(int=5)


def a_history() -> Ledger:
    """Liège joins late a project that Namur began, leaves it, and joins it again."""
    writer = Writer()
    for number in range(6):
        writer.write("pole.created.v1", UUID(int=100 + number), "liege", "namur")
    writer.write("project.emerged.v1", PROJECT, "namur")
    writer.write("project.amended.v1", PROJECT, "namur", reason="Autre idée.")
    writer.write("pole.created.v1", UUID(int=200), "verviers")
    writer.write(JOIN, PROJECT, "liege", "namur", bassin="liege")
    writer.write("pole.created.v1", UUID(int=300), "liege")
    writer.write("project.pole-left.v1", PROJECT, "liege", "namur", bassin="liege")
    writer.write("project.amended.v1", PROJECT, "namur", reason="Sans Liège.")
    writer.write("pole.renamed.v1", UUID(int=300), "liege", text="É « \u0001 » \U0001f600")
    writer.write(JOIN, PROJECT, "liege", "namur", bassin="liege")
    writer.write(JOIN, PROJECT, "liege", "namur", bassin="liege", pole="another of Liège")
    writer.write("pole.created.v1", UUID(int=201), "verviers")
    return writer.ledger


def by_chance(length: int, seed: int) -> Ledger:
    """As honest as it is arbitrary."""
    chance, writer = random.Random(seed), Writer()
    members: dict[UUID, list[str]] = {}
    poles = [(UUID(int=chance.getrandbits(128), version=4), [chance.choice(CODES)]) for _ in range(length // 6 + 4)]
    poles.append((UUID(int=chance.getrandbits(128), version=4), list(CODES)))
    while len(writer.events) < length:
        roll, day = chance.random(), f"2026-01-{chance.randrange(1, 29):02}"
        project = chance.choice(list(members)) if members else None
        if project is None or roll < 0.12:
            members[UUID(int=chance.getrandbits(128), version=4)] = lead = [chance.choice(CODES)]
            writer.write("project.emerged.v1", list(members)[-1], *lead)
        elif roll < 0.25:
            bassin = chance.choice(CODES)
            if bassin not in members[project]:
                members[project].append(bassin)
                writer.write(JOIN, project, *members[project], bassin=bassin)
        elif roll < 0.32:
            if len(members[project]) > 1:
                before, bassin = list(members[project]), chance.choice(members[project])
                members[project].remove(bassin)
                writer.write("project.pole-left.v1", project, *before, bassin=bassin)
        elif roll < 0.5:
            writer.write("project.amended.v1", project, *members[project], on=day)
        else:
            pole, bassins = chance.choice(poles)
            writer.write("pole.evaluated.v1", pole, *bassins, on=day)
    return writer.ledger
