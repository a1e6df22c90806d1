"""图 → 页面与图示 · graph → pages and pictures."""
