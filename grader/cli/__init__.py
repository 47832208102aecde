"""The command line: few verbs, results on standard output, words for people on standard error.

`entry` is the door; `check` is the students' checker and needs the standard library alone. May
import every room below it, inside the function that needs it; must never hold a rule about points
or about what a student may see.
"""
