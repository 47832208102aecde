"""What the answers of one check may take, and what they took. May import the standard library."""

from __future__ import annotations

from dataclasses import dataclass

WALL_FACTOR = 10.0
STARVED_FACTOR = 3.0


@dataclass
class Budget:
    """CPU seconds that the answers of one check may take together."""

    cpu_s: float
    used_cpu_s: float = 0.0
    used_wall_s: float = 0.0
    wall_factor: float = WALL_FACTOR
    waited_before_s: float = 0.0
    """How long its worker had waited for a processor when the budget began."""

    @property
    def wall_s(self) -> float:
        """The wall time after which waiting for a worker that sleeps ends."""
        return self.wall_factor * self.cpu_s

    @property
    def starved_s(self) -> float:
        """The same for a worker that does not sleep but waits for a processor."""
        return STARVED_FACTOR * self.wall_s
