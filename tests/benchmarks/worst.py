"""Two dozen texts made to trip a reader: time grows with the length and no faster. 1.0 is linear, 4.0 quadratic."""

from __future__ import annotations

import time
from collections.abc import Callable

from ingest.extract import extract
from ingest.lexicon import Lexicon, load_lexicon
from ingest.read import read_bytes
from ingest.tokenize import JiebaTokenizer, Tokenizer

SIZE, LARGER = 20_000, 4  # code points; how many times as long the longer text is
HEAD = "云川市人民政府关于做好工作的通知\n一、重点工作\n1.做好事情。"

#: what is repeated; ``{n}`` is the number of the repetition
CASES: dict[str, str] = {
    "开括号 opening brackets": "（",
    "闭括号 closing brackets": "）",
    "一层套一层 brackets in brackets": "（责任单位：（",
    "没有闭合的标签 labels never closed": "（责任单位：市教委、",
    "行首标签 labels without brackets": "责任单位：",
    "标签接标签 label upon label": "牵头单位：市教委责任单位：",
    "顿号 enumeration commas": f"（责任单位：{'市教委、' * 250}）\n",
    "会同 joining words": f"（{'市教委会同' * 200}）\n",
    "等 open lists": f"（责任单位：{'市教委等' * 250}）\n",
    "牵头 cue words": f"（{'市教委牵头，' * 150}）\n",
    "空格 white space": " 　\u00a0",
    "空行 empty lines": "\n \n",
    "一格一行的表头 heads a cell a line": "序号\n任务\n牵头单位\n做好事情\n",
    "断行 a break after each character": "责\n任\n",
    "编号 numbers": "{n}.\n",
    "行内编号 numbers within a line": "。{n}.（一）",
    "层层编号 styles in turn": "一、甲\n（一）乙\n1.丙\n（1）丁\n",
    "书名号 titles": "《关于《",
    "数字 figures": "2027年达到98.3%以上",
    "栏目 fields of a task": "整改措施：市教委负责甲。\n",
    "没有闭合的引号 quotation marks never closed": '序号\t任务\t牵头单位\n1\t"甲\t市教委\n',
    "页脚的标签 labels of footers": "主办单位：市教委\n",
    "制表符 tabs": "序号\t任务\t牵头单位\n1\t甲\t市教委\n",
    "职责清单 lists of duties": "二、部门职责\n市教委：制定办法，组织实施。\n",
    "现状 sections of before": "一、发展基础\n市教委牵头建设。\n",
    "断在两行的名称 names over two lines": "序号\t任务\t牵头单位\n责任单位：市财\n政局、市卫\n",
    "标题后的标签 labels behind titles": "{n}.加快项目建设责任单位：市教委",
    "领导后的标签 labels behind a leader": "责任领导：王志强牵头单位：市教委",
    "从中间开始 in the middle of a list": "。（四）做好工作",
    "一次说完 said once": "以下任务均需市教委、",
    "注明的角色 noted roles": f"（{'市教委（牵头）、' * 120}）\n",
    "请 asked to": "请市教委牵头，市财政局配合",
    "无词界的长串 no place to cut": "中国",
}


def main() -> None:
    """Print the table of docs/benchmarks.md."""
    lexicon = load_lexicon()
    tokenizer = JiebaTokenizer(lexicon.cue_words).warm()
    print("| 最坏的文本 worst cases | 2 万字耗时 ms | 4 倍长时每字耗时之比 per character, 4 times as long |")
    print("| --- | ---: | ---: |")
    for name, unit in CASES.items():
        short, long = (_seconds(_text(unit, size), lexicon, tokenizer) for size in (SIZE, SIZE * LARGER))
        print(f"| {name} | {short * 1000:,.0f} | {long / short / LARGER:.1f} |")


def _text(unit: str, size: int) -> str:
    count = size // len(unit)
    return HEAD + "".join(unit.replace("{n}", str(n % 999 + 1)) for n in range(count))


def _seconds(text: str, lexicon: Lexicon, tokenizer: Tokenizer) -> float:
    data = text.encode()
    return min(_once(lambda: extract(*read_bytes("plan.txt", data), lexicon, tokenizer)) for _ in range(3))


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
