"""The engine: judges submissions in trusted processes and keeps what it found.

`suite` collects a hidden suite and runs one check, `marks` reads what its tests say of themselves,
`examples` freezes and replays hypothesis's examples, `handin` reads a file and `prepare` makes of
it what is loaded, `judge` is the trusted process and `session` its other end, `crew` drives judges
over a class, `grade` is what is called, `journal`, `store` and `keys` keep outcomes, `scoring`,
`diagnosis` and `report` turn outcomes into points and words. May import course, boundary, sandbox,
intake; never nbgrader, never the command line.
"""
