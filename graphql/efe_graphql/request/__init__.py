"""State of one request: principal, context, loaders, ports, as-of position.

Needs the contract and the limits; infrastructure implements its ports.
"""
