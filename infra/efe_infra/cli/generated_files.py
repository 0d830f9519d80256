"""Every file that is generated from the code: path in the repository → content."""

from efe_domain.generated_files import generated_files as domain_files
from efe_infra.cli.corrections import written as corrections
from efe_infra.cli.refusal_sentences import written as refusal_sentences
from efe_infra.read_model.tables.schema import render
from efe_infra.settings.table import render as settings_table
from efe_projections.catalogue import PROJECTIONS


def generated_files() -> dict[str, str]:
    from efe_graphql.contract.refusal_codes import render as error_table  # noqa: PLC0415 - of what the schema imports
    from efe_graphql.schema import sdl  # noqa: PLC0415 - it is made by importing it
    from efe_infra.console.home.openapi_document import declared  # noqa: PLC0415
    from efe_infra.console.register.documents import manifest as console_documents  # noqa: PLC0415
    from efe_infra.http.endpoints.openapi import to_json  # noqa: PLC0415 - FastAPI, for those who serve
    from efe_infra.importing.line_schema import written as line_schema  # noqa: PLC0415

    return {
        "graphql/schema.graphql": sdl(),
        "graphql/ERRORS.md": error_table(),
        "projections/read_tables.sql": render(PROJECTIONS),
        "infra/SETTINGS.md": settings_table(),
        "infra/openapi.json": to_json(declared()),
        "infra/console.documents.json": console_documents(),
        "infra/efe_infra/console/correction/correctable_fields.json": corrections(),
        "infra/efe_infra/console/home/refusals.json": refusal_sentences(),
        "infra/import.schema.json": line_schema(),
        **domain_files(),
    }
