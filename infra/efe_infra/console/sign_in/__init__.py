"""Signing in: the console is the backend that holds the tokens, the browser has a cookie (OpenID Connect, code flow).

`/graphql` never takes the cookie: what the console asks there goes with the token that it keeps.
"""
