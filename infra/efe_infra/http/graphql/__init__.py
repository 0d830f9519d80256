"""GraphQL at `/graphql`: over HTTP, WebSocket and server-sent events, with the GraphiQL page."""
