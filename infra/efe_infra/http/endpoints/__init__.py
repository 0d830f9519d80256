"""HTTP addresses beside GraphQL: documents, bundles, the transparency log, health, and the OpenAPI document."""
