"""How the application is put on the network."""

import uvicorn
from fastapi import FastAPI


def server(app: FastAPI, *, host: str, port: int) -> uvicorn.Server:
    """The access log stays off: it would write query strings; `middleware` writes what may be kept."""
    return uvicorn.Server(
        uvicorn.Config(
            app, host=host, port=port, access_log=False, log_config=None, server_header=False, lifespan="on"
        )
    )
