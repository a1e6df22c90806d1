"""政策文件 → 抽取结果 · policy text → extraction."""
