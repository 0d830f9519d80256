"""The console: pages for people.

A client of the platform like any other: its pages send the GraphQL documents beside them to the platform's own
`/graphql`, as the person who looks at them. They work without scripts, and load nothing from another address.
"""
