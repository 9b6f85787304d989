# うちのデータ: `make run` shows the app, `make test` says whether it is right. Works with GNU make 3.81 (macOS) and later.

PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= 127.0.0.1
MACHI_REAL ?= ../shared/real
PY := .venv/bin/python
export MACHI_REAL
# Compiled files are kept: else each test run, and each process that a test starts, compiles the whole app again.
unexport PYTHONDONTWRITEBYTECODE

# A host check belongs to an address that only this machine reaches; on any other the visitors' names are unknown.
# serverAddress keeps Streamlit from asking an outside service for this machine's address just to print it.
ifeq ($(ADDRESS),127.0.0.1)
HOSTS :=
else
HOSTS := --server.allowedHosts='*' --browser.serverAddress=localhost
endif

.PHONY: help run build test test-full check format bench sample messages clean browser office

help:
	@echo "make run        アプリを http://$(ADDRESS):$(PORT) で動かす（PORT=… ADDRESS=… で変更）"
	@echo "make test       すべてのテスト（ブラウザのテストを含む）"
	@echo "make test-full  時間のかかる全件の確認も含める"
	@echo "make check      書式・静的検査・型・テスト"
	@echo "make bench      速さを測る"
	@echo "make sample     見本データを作り直す"
	@echo "make messages   ほかの言語のカタログに、新しい文を足す"
	@echo "make clean      作られたものを消す（data/ には触れない）"

# A broken file of the city's must not keep the app from starting: the build says what is wrong, and so do the pages.
run: .venv/.run-installed
	-$(PY) -m machi build
	@echo "http://$(ADDRESS):$(PORT) で動きます（終わるときは Ctrl+C）"
	$(PY) -m streamlit run server.py --server.port=$(PORT) --server.address=$(ADDRESS) $(HOSTS)

build: .venv/.run-installed
	$(PY) -m machi build

# Three runs. Chromium's driver keeps an event loop of its own, so its tests share no process with the others; what measures
# time or kills processes runs by itself, after the rest has shared the cores. A core that is done takes work from the other:
# dealt out one by one, the tests of a module would make its shelves and servers in each process.
# One process more than cores: some tests wait for a server or a child process. Chromium fills the cores by itself.
MANY := -n $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)") --dist worksteal
SHARED := -n auto --dist worksteal
test: browser
	$(PY) -m pytest $(MANY) -m "not full and not alone and not browser"
	$(PY) -m pytest $(SHARED) -m "not full and not alone" tests/browser
	$(PY) -m pytest -m "alone and not full"

test-full: browser
	$(PY) -m pytest $(MANY) -m "not alone and not browser"
	$(PY) -m pytest $(SHARED) -m "not alone" tests/browser
	$(PY) -m pytest -m alone

check: .venv/.dev-installed
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy machi ui
	@$(MAKE) test

format: .venv/.dev-installed
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: build
	$(PY) -m benchmarks.ready
	$(PY) -m benchmarks.rerun
	$(PY) -m benchmarks.mesh
	$(PY) -m benchmarks.api
	$(PY) -m benchmarks.bomb
	$(PY) -m benchmarks.deck
	$(PY) -m benchmarks.ingest
	$(PY) -m benchmarks.own

sample: .venv/.run-installed
	$(PY) -m machi sample

messages: .venv/.run-installed
	@mkdir -p .build
	.venv/bin/pybabel -q extract -k _ --no-location --no-wrap -o .build/machi.pot app.py server.py ui pages machi
	.venv/bin/pybabel -q update -l en -D machi -d locale -i .build/machi.pot --no-wrap --no-fuzzy-matching --ignore-obsolete

browser: .venv/.dev-installed
	@.ci/chromium
	@.ci/strace

office:
	@.ci/office

clean:
	rm -rf .venv .build .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are newer than the lists they installed, so an unchanged list costs nothing and asks no network.
.venv/.run-installed: requirements.txt | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev-installed: requirements-dev.txt .venv/.run-installed
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@PYTHON="$(PYTHON)" .ci/environment
