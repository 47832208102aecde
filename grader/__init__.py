"""Grades untrusted solutions to programming assignments with hidden pytest suites."""

__version__ = "0.1.0"
