"""Many numbered cases, tried by several processes in batches: how both halves of ``make fuzz`` are run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import TypeVar

B = TypeVar("B")


def options(purpose: str, cases: int) -> argparse.Namespace:
    """--cases, --jobs, --seed, --into."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=purpose.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=cases)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, help="paste the table into this page")
    return parser.parse_args()


def gathered(batch: Callable[[int, range], B], chosen: argparse.Namespace, size: int, nothing: B) -> B:
    """What ``batch`` (seed, numbers) makes of all numbers, added up in their order."""
    numbers = range(chosen.cases)
    batches = [numbers[at : at + size] for at in range(0, chosen.cases, size)]
    with ProcessPoolExecutor(chosen.jobs) as pool:
        return reduce(add, pool.map(partial(batch, chosen.seed), batches), nothing)
