"""Seeds the random generators of a worker, so that a hand-in answers alike every time.

The seed belongs to the check, so that two checks do not see the same numbers. NumPy's generator is
seeded when it is imported, because importing it costs every worker time. Imports the standard
library.
"""

from __future__ import annotations

import random
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

NUMPY_RANDOM = "numpy.random"


def seed_everything(seed: int) -> None:
    """Seeds `random` now, and `numpy.random` now or when it comes."""
    random.seed(seed)
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, _SeedsNumPy)]
    if NUMPY_RANDOM in sys.modules:
        _seed(sys.modules[NUMPY_RANDOM], seed)
    else:
        sys.meta_path.insert(0, _SeedsNumPy(seed))


def _seed(module: Any, seed: int) -> None:
    module.seed(seed % (1 << 32))


class _SeedsNumPy(MetaPathFinder):
    """Finds `numpy.random` as ever, and seeds it once it is loaded."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname != NUMPY_RANDOM:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _SeedingLoader(spec.loader, self.seed)
        return spec


class _SeedingLoader(Loader):
    def __init__(self, loader: Any, seed: int) -> None:
        self.loader, self.seed = loader, seed

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self.loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        self.loader.exec_module(module)
        _seed(module, self.seed)
