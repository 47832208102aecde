"""Grades in the forms that other systems take: plain CSV, Canvas, Moodle, zips, Classroom 50.

`grades` reads what a grading wrote and says who has which score, `who` finds a student in a row of
somebody else's file, `rawcsv` changes single cells of a file and nothing else of it, `column` fills
a column; each form then has a module of its own. May import the records, the errors, `course`, of
`intake` the names in a download, and of `feedback` the names of pages, a student's view and the
writing of points. Must never read the journal, write a file, change a record, or give a number to
who has none.
"""
