# The book's commands. `make book` publishes, `make test` checks; see README.md.
BIN := .venv/bin
READY := .venv/.ready
NOTEBOOKS = $(shell $(BIN)/netpoverty pages)
# One thread a process: work runs two processes wide, and sums come out the same everywhere.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export PYTHONHASHSEED := 0
# Where a machine keeps Python from storing compiled modules, every kernel would compile anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: book test lint unit outputs browser check-all lab serve refresh data fix bench sizes lock clean

book: $(READY)
	@$(BIN)/netpoverty book

test: lint unit outputs browser

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

unit: $(READY)
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser and not slow"

# Every committed output against a fresh execution.
outputs: $(READY)
	$(BIN)/pytest -o addopts="-p netpoverty -ra" --nbval --nbval-cell-timeout=120 -n 2 --dist loadfile $(NOTEBOOKS)

browser: $(READY)
	$(BIN)/netpoverty book
	$(BIN)/pytest -n 2 -m "browser and not slow" tests/site

check-all: test
	$(BIN)/pytest -n 2 --dist loadfile -m slow

lab: $(READY)
	$(BIN)/jupyter lab notebooks

serve: book
	$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

refresh: $(READY)
	$(BIN)/netpoverty refresh

data: $(READY)
	$(BIN)/python -m netpoverty.data.simulated

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python -m benchmarks

# Size and coverage simulations, recorded in benchmarks/results/ (long).
sizes: $(READY)
	$(BIN)/python -m benchmarks sizes

# The complete hashed lock from the ranges of pyproject.toml (needs uv).
lock:
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --fork-strategy fewest \
		--python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links -q -o requirements.txt

clean:
	rm -rf _build .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.txt pyproject.toml tools/make_venv.sh
	@sh tools/make_venv.sh
