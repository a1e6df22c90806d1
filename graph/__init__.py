"""抽取结果 → 属性图 → 答案 · extraction → property graph → answers."""

from graph.opening import open_store

__all__ = ["open_store"]
