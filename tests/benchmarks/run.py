"""``make bench``: two things measured in one run, told as a ratio. Absolute figures are this machine's and this hour's.

extraction  documents a second of one core, beside the ceiling: the same documents decoded, folded and cut into lines,
            every regular expression of the outline tried on each line, nothing understood
service     requests a second of three addresses, beside a constant answer of the same app, by the same client
"""

from __future__ import annotations

import re
import socket
import statistics
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import uvicorn

from api.app import create_app
from api.service import Service
from api.settings import Settings
from ingest.extract import extract
from ingest.lexicon import Lexicon, load_lexicon
from ingest.read import read_bytes
from ingest.structure import BEGINNING, STYLES
from ingest.tokenize import JiebaTokenizer, RjiebaTokenizer, Tokenizer
from ingest.view import FOLD
from tests.benchmarks.plans import Plans

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "texts" / "000.txt"
ROUNDS = 5
MADE_UP = 1_000  # more plans than a round reads: none is met twice before the next round
FOLDED = str.maketrans(FOLD)
PATTERNS = [re.compile(BEGINNING % pattern) for _, pattern in STYLES]
SECONDS = 1.5  # of each round

ADDRESSES = {
    "任务 /tasks?organization=…&role=lead": f"/api/v1/tasks?organization={quote('区市场监管局')}&role=lead",
    "任务承担情况 /workload": "/api/v1/workload",
    "问答 /ask?q=…": f"/api/v1/ask?q={quote('市场监管局牵头哪些任务？')}",
}


def main() -> None:
    """Print the tables of docs/benchmarks.md."""
    print("| 抽取 extraction（1 核，24 KB） | 每秒文件数 documents/s | 与上限之比 of the ceiling |")
    print("| --- | ---: | ---: |")
    data = PLAN.read_bytes()
    lexicon = load_lexicon()
    slow, fast = JiebaTokenizer(lexicon.cue_words).warm(), RjiebaTokenizer(lexicon.cue_words).warm()
    plans = Plans(lexicon).some(MADE_UP)
    works = {
        "上限：解码、折叠、逐行匹配 ceiling": lambda: _ceiling(data),
        "全部抽取，jieba，江北府发〔2023〕32号": _extraction([data], lexicon, slow),
        "全部抽取，rjieba，江北府发〔2023〕32号": _extraction([data], lexicon, fast),
        "全部抽取，jieba，随机造句的文件 made-up plans": _extraction(plans, lexicon, slow),
        "全部抽取，rjieba，随机造句的文件 made-up plans": _extraction(plans, lexicon, fast),
    }
    rates = in_turn(*works.values())
    for name, rate in zip(works, rates, strict=True):
        print(f"| {name} | {rate:,.0f} | {rate / rates[0]:.3f} |")
    print()
    print("| 服务 service（1 个连接） | 每秒请求数 requests/s | 与常量应答之比 of the constant answer |")
    print("| --- | ---: | ---: |")
    with_service()


def _ceiling(data: bytes) -> None:
    """Independent of how the program folds: the standard library's ``translate``."""
    for line in data.decode("utf-8").translate(FOLDED).split("\n"):
        for pattern in PATTERNS:
            pattern.match(line)


def _extraction(plans: list[bytes], lexicon: Lexicon, tokenizer: Tokenizer) -> Callable[[], object]:
    """The next plan at each call."""
    following = cycle(plans)
    return lambda: extract(*read_bytes("plan.txt", next(following)), lexicon, tokenizer)


def in_turn(*works: Callable[[], object]) -> list[float]:
    """Runs a second of each, in turn, so that all meet the same machine; the median of the rounds."""
    rates: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for i, work in enumerate(works):
            began, count = time.perf_counter(), 0
            while time.perf_counter() - began < SECONDS:
                work()
                count += 1
            rates[i].append(count / (time.perf_counter() - began))
    return [statistics.median(found) for found in rates]


def with_service() -> None:
    """Serve 000 on a free port and ask."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    service = Service.open(Settings(store="sqlite://", port=port))
    service.take_in_file(PLAN)
    server = uvicorn.Server(uvicorn.Config(create_app(service.settings, service), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    connection = HTTPConnection("127.0.0.1", port)

    def ask(path: str) -> Callable[[], object]:
        def once() -> None:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")

        return once

    try:
        constant, *rates = in_turn(ask("/livez"), *(ask(path) for path in ADDRESSES.values()))
    finally:
        connection.close()
        server.should_exit = True
        thread.join()
        service.close()
    print(f"| 常量应答 /livez constant | {constant:,.0f} | 1.00 |")
    for name, rate in zip(ADDRESSES, rates, strict=True):
        print(f"| {name} | {rate:,.0f} | {rate / constant:.2f} |")


if __name__ == "__main__":
    main()
