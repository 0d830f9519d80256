"""The server: GraphQL over HTTP, WebSocket and server-sent events; documents, health, the tiles of the log.

Needs the contract, whose schema and context are handed to it, as are stores. It reads no table, appends nothing and
calls no command: the register is reached through the contract alone.
Promises that a limit holds before anything runs, and that an answer says nothing of a fault but its id.
"""
