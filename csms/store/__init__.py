"""The storage of the CSMS: one SQLite file, and a module per kind of data with its tables and functions.

Every function takes the Connection that its caller was given: inside a write it takes part in that transaction, inside
a read it sees what is committed. `load()` imports all modules, so that their tables are known when the file is made.
"""

import importlib
import pkgutil


def load() -> None:
    """Import every module of this package."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
