"""The uvicorn server: connection limits, middleware, and an orderly stop."""
