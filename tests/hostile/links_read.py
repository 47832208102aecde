# group: read
# after: right
# expect: add=failed *=passed
# correct: what a symbolic link outside holds is not told.
import os


def add(a, b):
    found = {}
    for p in ('/proc/1/exe', '/proc/self/exe', '/proc/self/cwd', '/etc/localtime', '/etc/mtab', '/etc/alternatives/awk', '/proc/mounts', '/vmlinuz'):
        try: found[p] = os.readlink(p)
        except OSError as e: found[p] = e.errno
    raise ValueError(str(len(found)))
    return a + b
