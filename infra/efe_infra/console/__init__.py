"""The console: pages for people.

A client of the platform like any other: its pages send the GraphQL documents beside them to the platform's own
`/graphql`, with the rights of the viewer. They work without scripts, and load nothing from another address.
"""
