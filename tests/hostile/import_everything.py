# group: read
# after: right
# expect: add=failed *=passed
# correct: give workers the standard library and NumPy to import, and nothing that knows of a course.

import importlib
import pkgutil
import sys

NAMES = """
autodiff_ref grader grader.engine grader.testing grader.boundary pytest _pytest hypothesis pluggy pydantic
nbgrader nbformat nbconvert nbclient jupyter_client IPython ipykernel jinja2 yaml requests sqlalchemy torch
solutions source interface conftest tests test_tensor hidden.test_tensor
pip setuptools pkg_resources _distutils_hack
""".split()


def add(a, b):
    found = []
    for name in NAMES:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        found.append(name)
    known = sys.stdlib_module_names | {"numpy", "worker", "test", "xxlimited", "xxlimited_35", "xxsubtype", "sitecustomize"}
    found += [each.name for each in pkgutil.iter_modules() if each.name not in known and not each.name.startswith("_")]
    raise ValueError("LE" + "AK: " + repr(found)[:300] if found else "nothing")
