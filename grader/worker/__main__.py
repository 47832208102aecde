"""Starts the launcher: `python -P -s -S -B grader/worker/__main__.py FD` in a clean environment.

Loads its own folder as the package `worker`, so that nothing of the project around it is reachable.
"""

import importlib.util
import os
import sys

if __name__ == "__main__":
    _folder = os.path.dirname(os.path.abspath(__file__))
    _spec = importlib.util.spec_from_file_location(
        "worker",
        os.path.join(_folder, "__init__.py"),
        submodule_search_locations=[_folder],
    )
    assert _spec is not None
    assert _spec.loader is not None
    sys.modules["worker"] = _package = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_package)
    from worker.launcher import main  # type: ignore[import-not-found]

    main(int(sys.argv[1]))
