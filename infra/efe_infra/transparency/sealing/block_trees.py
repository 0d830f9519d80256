"""The trees of the Instances as the blocks of format 1 left them."""

from typing import Any

import psycopg

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.instance_roots import InstanceRoot
from efe_domain.transparency.merkle import CompactRange
from efe_infra.transparency.sealing.errors import SealBroken

HEADS = """
    select bassin, size, root, peaks
    from unnest(%(bassins)s::text[]) as bassin
    cross join lateral (
        select size, root, peaks from seal.head
        where head.bassin = bassin.bassin and block <= %(block)s::bigint order by block desc limit 1
    ) as latest
"""

type Connection = psycopg.Connection[Any]


def instance_roots_of(trees: dict[str, CompactRange]) -> dict[str, InstanceRoot]:
    return {bassin: InstanceRoot(tree.size, tree.root()) for bassin, tree in trees.items()}


def read_trees(connection: Connection, block: int) -> dict[str, CompactRange]:
    """The Instance trees as a block left them. Raises `SealBroken`."""
    rows = connection.cursor(binary=True).execute(HEADS, {"bassins": list(Bassin), "block": block})
    trees = {}
    for bassin, size, root, peaks in rows:
        try:
            trees[bassin] = CompactRange.unpacked(size, peaks)
        except ValueError as error:
            raise SealBroken(f"bloc {block}", f"l'arbre de l'Instance « {bassin} » est illisible") from error
        if trees[bassin].root() != root:
            raise SealBroken(f"bloc {block}", f"l'arbre de l'Instance « {bassin} » n'a pas la racine scellée")
    return trees
