"""Sign-in by OpenID Connect (code flow): the console keeps the tokens, and the browser has a session cookie.

`/graphql` never accepts the cookie; the console calls it with the token of the session.
"""
