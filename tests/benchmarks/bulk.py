"""Folders: what more processes give, and how far putting into the graph keeps up with reading; beside what two
processes that only count give on this machine at this hour.

    python -m tests.benchmarks.bulk [documents]
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from api.bulk import Extracting, Readers, ingested, tools
from graph.archive import Archive
from graph.opening import open_store
from tests.benchmarks.plans import Plans

DOCUMENTS, ROUNDS = 200, 3
LOOPS = 4_000_000


def main(documents: int = DOCUMENTS) -> None:
    """Print the table of docs/benchmarks.md."""
    lexicon, tokenizer = tools()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{n:05}.txt" for n in range(documents)]
        for path, data in zip(files, Plans(lexicon).some(documents), strict=True):
            path.write_bytes(data)
        works: dict[str, Callable[[], float]] = {
            "只数数，1 个进程 counting, 1 process": lambda: _counting(1),
            "只数数，2 个进程 counting, 2 processes": lambda: _counting(2),
            "抽取 extract --jobs 1": lambda: _extracting(files, 1),
            "抽取 extract --jobs 2": lambda: _extracting(files, 2),
            "入库 ingest --jobs 1": lambda: _ingesting(files, 1),
            "入库 ingest --jobs 2": lambda: _ingesting(files, 2),
        }
        rates: dict[str, list[float]] = {what: [] for what in works}
        for _ in range(ROUNDS):
            for what, work in works.items():
                rates[what].append(work())
    print(f"| {documents} 个不同的文件 documents ({type(tokenizer).__name__}) | 每秒 a second | 比值 ratio |")
    print("| --- | ---: | ---: |")
    counting, _, extracting, *_ = works
    for what, found in rates.items():
        base = counting if "counting" in what else extracting
        rate = statistics.median(found)
        print(f"| {what} | {rate:,.0f} | {rate / statistics.median(rates[base]):.2f} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n内存最高 peak memory of the writing process：{peak} MB")


def _counting(processes: int) -> float:
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(_count, [1] * processes))
        began = time.perf_counter()
        list(pool.map(_count, [LOOPS] * processes))
        return processes / (time.perf_counter() - began)


def _count(loops: int) -> int:
    total = 0
    for number in range(loops):
        total += number * number
    return total


def _extracting(files: list[Path], jobs: int) -> float:
    began = time.perf_counter()
    for _ in Readers(Extracting("json"), jobs).each(files):
        pass
    return len(files) / (time.perf_counter() - began)


def _ingesting(files: list[Path], jobs: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        store = open_store(f"sqlite:///{name}/plans.db")
        began = time.perf_counter()
        for row in ingested(store, Archive(Path(name) / "sources"), files, jobs):
            if row["outcome"] != "created":
                raise RuntimeError(str(row))
        rate = len(files) / (time.perf_counter() - began)
        store.close()
    return rate


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
