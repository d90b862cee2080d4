# The two commands of the README are `make brief` and `make test`; each does all the set-up it needs.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
SMALL  := smollm2-135m
COPY   := tests/data/copy

.PHONY: brief test lint types contracts cover wheel cassettes docs eval record-eval floors notebooks ranker clean
.PHONY: api audit lock sbom exhaustive mutants
.PHONY: bench bench-archive bench-beyond bench-briefs bench-checks bench-client bench-kill bench-pacing bench-peers

brief: $(VENV)/.user ## Make a brief of the bundled sample article with the embedded model.
	@$(BIN)/briefkit model pull
	@$(BIN)/briefkit brief --sample --model local --format text

test: lint types contracts cover wheel ## Everything that CI checks.

lint: $(VENV)/.dev
	$(BIN)/ruff format --check briefkit tests benchmarks
	$(BIN)/ruff check briefkit tests benchmarks

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/basedpyright --pythonpath $(BIN)/python

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

cover: $(VENV)/.dev
	@$(BIN)/briefkit model pull $(SMALL)
	$(BIN)/pytest --cov --cov-report=term

# The built wheel in a clean environment, away from the sources: one real brief by a real, small model.
wheel: $(VENV)/.dev
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/python -m build --outdir build/wheel . >build/wheel/build.log 2>&1 || { tail -n 40 build/wheel/build.log; exit 1; }
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check "$$(ls build/wheel/*.whl)[local]"
	build/wheel/venv/bin/briefkit model pull $(SMALL)
	cd build/wheel && venv/bin/python ../../tests/end_to_end.py local:$(SMALL)

cassettes: $(VENV)/.dev ## Record the cassettes again from the embedded model's own server.
	$(BIN)/python tests/record_cassettes.py

eval: $(VENV)/.dev ## Brief the articles of the quality gate live with the embedded model: the table beside the floors.
	@$(BIN)/briefkit model pull
	@mkdir -p build && rm -f build/eval.db*
	$(BIN)/briefkit eval --set $(COPY) --model local --store build/eval.db --floors tests/data/floors.toml

record-eval: $(VENV)/.dev ## Record the embedded model's replies again, as far as requests have changed.
	@$(BIN)/briefkit model pull
	$(BIN)/python tests/record_replies.py

floors: $(VENV)/.dev ## Raise the floors to what the recorded replies reach; lowering one needs LOWER=--lower-floors.
	@mkdir -p build && rm -f build/floors.db*
	$(BIN)/briefkit eval --set $(COPY) --model recorded:tests/data/replies.jsonl --store build/floors.db \
		--floors tests/data/floors.toml --write-floors $(LOWER)

notebooks: $(VENV)/.dev ## Execute the notebooks and keep their outputs.
	$(BIN)/python tests/run_notebooks.py

docs: $(VENV)/.dev ## Write the tables of docs/ anew from the code.
	PYTHONPATH=. $(BIN)/python tests/write_docs.py

bench: bench-peers bench-archive bench-kill bench-pacing bench-checks bench-beyond bench-briefs ## Measure everything, one after the other: an hour and a half.

bench-briefs: $(VENV)/.dev ## Brief articles of the corpus with the embedded model and print the measures.
	$(BIN)/python benchmarks/stepwise.py

bench-peers: $(VENV)/.dev ## Measure what an article costs, stage by stage, beside other clients, which it installs under build/.
	$(BIN)/python -m benchmarks.peers

bench-archive: $(VENV)/.dev ## Measure memory over a million articles, and how soon a run goes on behind a million done.
	$(BIN)/python -m benchmarks.archive --articles 1000000

bench-kill: $(VENV)/.dev ## Kill a run five hundred times and look for what is lost, doubled or paid twice.
	$(BIN)/python -m benchmarks.kill_loop

bench-checks: $(VENV)/.dev ## Measure the checks on labelled sets and the corpus, beside other libraries.
	$(BIN)/python -m benchmarks.checks

bench-beyond: $(VENV)/.dev ## Measure the checks beyond truth: boilerplate, questions already answered, damaged texts.
	$(BIN)/python -m benchmarks.beyond

api: $(VENV)/.dev ## Say what of the interface was added or broken since it was written down (and since the last tag), and write it down.
	@tag=$$(git describe --tags --abbrev=0 2>/dev/null) && $(BIN)/griffe check briefkit --against $$tag || test -z "$$tag"
	PYTHONPATH=. $(BIN)/python -m tests.public_api --write

audit: $(VENV)/.audit sbom ## Look for unsafe code, and for known holes in the locked libraries; that needs the network.
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml briefkit
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

lock: $(VENV)/.audit ## Lock the libraries of all extras with their hashes, as new as they are today.
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --upgrade --quiet \
		--custom-compile-command "make lock" --output-file requirements.lock

sbom: $(VENV)/.audit ## Write the list of the locked libraries in CycloneDX's form, build/briefkit.cdx.json.
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --mc-type library --output-reproducible \
		--output-file build/briefkit.cdx.json requirements.lock

exhaustive: $(VENV)/.dev ## Fail every operation of a run once, in three ways, and fill the disk at every size.
	BRIEFKIT_EVERY_NTH=1 $(BIN)/pytest tests/test_fail_nth.py -s

mutants: $(VENV)/.dev ## Plant faults in the code, a sample of them, and see how many the tests notice: an hour.
	$(BIN)/python -m benchmarks.mutants --show

ranker: $(VENV)/.dev ## Grow the ranker of the checks anew from the labelled sets, and print what it reaches.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group train
	PYTHONPATH=. $(BIN)/python -m benchmarks.train_ranker

bench-client: $(VENV)/.dev ## Measure the processor time per call, beside the SDK alone and the floor.
	$(BIN)/python -m benchmarks.client_cost

bench-pacing: $(VENV)/.dev ## Measure how much of a rate limit is used, and how much is refused.
	$(BIN)/python -m benchmarks.pacing

$(VENV)/.audit: pyproject.toml $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group audit
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage

$(VENV)/.user: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing briefkit with the embedded model's engine"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[local]'
	@touch $@

$(VENV)/.dev: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing briefkit for development"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[archive,fast,local,offline-tokens,ray]' --group dev
	@touch $@
