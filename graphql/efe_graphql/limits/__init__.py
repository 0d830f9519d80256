"""Limits of a request: cost, budget, deadline, fair shares, documents; and its telemetry.

Needs the errors of the contract. A request is known to it as `Limited`, and by its telemetry.
Promises that a limit holds before an operation runs, whichever way the operation came.
"""
