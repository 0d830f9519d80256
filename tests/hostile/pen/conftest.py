"""A running platform, and the coordinators of two Instances, for those who hold the pen."""

from tests.api.conftest import api, liege, module_api, namur, own_api

__all__ = ("api", "liege", "module_api", "namur", "own_api")
