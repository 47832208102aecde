"""The names that checks may touch, and what each gives back."""


def median(values: Sequence[Number]) -> Number: ...
