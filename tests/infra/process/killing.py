"""The end of a thread, by whatever exception."""

import ctypes
import threading


def kill(name: str, fault: type[BaseException]) -> None:
    """The exception is raised in the thread of that name, wherever it is."""
    [thread] = [each for each in threading.enumerate() if each.name == name]
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(fault))
