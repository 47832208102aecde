"""The only room that imports nbgrader, and it does so late: `import` costs two seconds.

May import everything below the command line. Must never let nbgrader run a submission.
"""
