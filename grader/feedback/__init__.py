"""What people read after grading: a page for each student, a class list and a summary for staff.

`visible` decides what a student may see, `pages` writes it as HTML, `summary` counts the class,
`publish` puts all of it into the output folder, `text` makes any text safe to show. May import
the records, the errors, `grader.intake.students` (file names) and Jinja2; must never hold a rule
about points, and must never read a file of a suite or of a submission.
"""
