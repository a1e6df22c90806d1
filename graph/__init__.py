"""抽取结果 → 属性图 → 答案 · extraction → property graph → answers."""
