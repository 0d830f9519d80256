"""The GraphQL client of the console and the values that several pages show."""
