"""The core of うちのデータ: published CSVs in, cards out.

The road is one way: ``ingest`` (bytes to typed rows) → ``store`` (DuckDB, one table a kind) → ``cards``
(finding, figure, table, source) → ``export``/``publish``. Nothing in here may import Streamlit; the boundary
is held by ``tests/test_boundaries.py``.
"""
