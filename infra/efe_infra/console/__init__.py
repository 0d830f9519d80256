"""The console: pages for people.

It is a client of the platform like any other. Its pages send the GraphQL documents in their folders to the
platform's own `/graphql`, with the rights of the viewer. They work without scripts, and load nothing from another
address.
"""
