"""The engine: judges submissions in trusted processes and keeps what it found.

`suite` collects a hidden suite and runs one check, `examples` freezes and replays hypothesis's
examples, `handin` turns a file into what is loaded, `judge` is the trusted process, `grade` drives
judges over a class, `journal` and `keys` keep outcomes, `scoring` and `report` turn outcomes into
points. May import course, boundary, sandbox, intake; never nbgrader, never the command line.
"""
