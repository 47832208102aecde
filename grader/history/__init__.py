"""What changes results that are there already: regrades, taking them back, forgetting a student.

Every change is written as one transaction with what was there before, so that a killed command is
completed or rolled back by the next one. May import everything below the command line but nbgrader;
must never run a check or decide a point.
"""
