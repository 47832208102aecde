"""What stands between a hidden test and a submission: the declared interface and its proxies.

`interface` reads what an assignment declares, `proxy` gives tests lazy handles to it, `transcript`
keeps what was asked and answered. May import `grader.worker` (wire, kinds) and `grader.errors`.
"""
