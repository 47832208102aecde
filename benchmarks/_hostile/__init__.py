"""The parts of `benchmarks/hostile.py`: other graders, a container for them, and the tables."""
