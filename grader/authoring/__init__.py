"""From the one source to what students get, and the proof that both are right.

May import everything below the command line. Must never be imported by what runs beside student
code, and `source` and `percent` must stay free of notebook libraries: the judge reads them too.
"""
