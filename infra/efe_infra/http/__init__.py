"""The server: GraphQL over HTTP, WebSocket and server-sent events; documents, health, the tiles of the log.

Receives the schema, the context of a request and the stores from the composition root. Reads no table, appends
nothing and calls no command: it reaches the register through the contract alone.

Promises:

- every limit is enforced before an operation runs;
- an internal error is answered with its id only.
"""
