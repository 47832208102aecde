"""Starts the processes that run student code, measures them, and kills them.

`launcher` starts the launcher and hands out workers, `process` is the judge's hold on one worker,
`doctor` finds out which promises this machine can keep. May import `grader.worker.wire` and
`grader.errors`; nothing else starts processes for student code.
"""
