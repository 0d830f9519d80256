"""Every file that is generated from the code: path in the repository → content."""

from efe_domain.generated_files import generated_files as domain_files
from efe_infra.read_model.schema import render
from efe_projections.catalogue import PROJECTIONS


def generated_files() -> dict[str, str]:
    from efe_graphql.schema import sdl  # noqa: PLC0415 - it is made by importing it

    return {
        "graphql/schema.graphql": sdl(),
        "projections/read_tables.sql": render(PROJECTIONS),
        **domain_files(),
    }
