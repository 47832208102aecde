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
    words: str = ""
    """How much CPU time it is, for people; empty where the number itself is the same every time."""

    least_starved_s: float = 0.0
    looks: int = 0
    """How often the worker was looked at, where the kernel does not say what it waited for."""
    looks_asleep: int = 0

    def saw(self, asleep: bool) -> None:
        """Counts one look at the worker."""
        self.looks += 1
        self.looks_asleep += asleep

    @property
    def seen_asleep(self) -> float:
        """The share of the looks that found it asleep."""
        return self.looks_asleep / self.looks if self.looks else 0.0

    @property
    def wall_s(self) -> float:
        """The wall time after which waiting for a worker that sleeps ends."""
        return self.wall_factor * self.cpu_s

    @property
    def too_much(self) -> str:
        """That it was used up, in words."""
        return f"it used more than {self.words or f'{self.cpu_s:.3g} s of CPU time'}"

    @property
    def too_long(self) -> str:
        """That waiting took too long, in words."""
        return (
            "it did not answer in time"
            if self.words
            else f"it did not answer within {self.wall_s:.3g} s"
        )

    @property
    def starved_s(self) -> float:
        """The same for a worker that does not sleep but waits for a processor.

        As long for all: who may sleep for less time does not get a processor sooner.
        """
        return max(
            self.least_starved_s, STARVED_FACTOR * max(self.wall_s, WALL_FACTOR * self.cpu_s)
        )

    def with_cpu(self, cpu_s: float) -> Budget:
        """A fresh one of other CPU time, for whom sleep and starving end as for this one."""
        return Budget(
            cpu_s,
            wall_factor=self.wall_s / cpu_s,
            words=self.words,
            least_starved_s=self.starved_s,
        )
