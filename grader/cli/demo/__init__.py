"""`grader demo`: a small class that lives in the course, graded and compared with what is known.

`classroom` reads `solutions/<id>/demo/` and writes its hand-ins, `command` grades them. May import
click and the rooms below `cli`; must never hold an answer: those lie in the course, which never
leaves, since a wheel goes to students too.
"""
