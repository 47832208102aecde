"""From what a student handed in to the cells that are run: finding, reading and rebuilding.

`find`, `students`, `release` and `rebuild` import the standard library and `grader.errors` alone,
so that the student's own `grader check` needs nothing more; they run no student code.
"""
