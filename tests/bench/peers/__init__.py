"""Another GraphQL server over the same rows: PostGraphile on Node, asked in turns with ours by one client."""
