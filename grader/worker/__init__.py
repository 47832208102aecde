"""What runs beside student code, in a process that holds no secret and writes no verdict.

Loaded twice: as `grader.worker` in trusted processes, which share its wire and its readers, and
alone, without the rest of the project, in the launcher. So it uses relative imports and the
standard library, and NumPy where arrays are touched; nothing else may ever be imported here.
"""
