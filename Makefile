# The commands of the house. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help demo test prove bench lint web generate tools

help: ## Lists these commands.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: web ## Starts everything with a crowd in the room, and prints the pages' addresses.
	cargo build --release -p hawker --bin hawker
	target/release/hawker demo $(ARGS)

test: ## Runs every test; the last line sums them up.
	@scripts/test.sh

prove: ## Runs the long proofs: full replays, many kills, simulations by the thousand, a clean clone.
	@scripts/prove.sh $(ONLY)

bench: ## Measures against the baselines; ONLY=fanout takes one group.
	@scripts/bench.sh $(ONLY)

lint: ## Formatting, clippy, rustdoc, the pages, the schema, the Prometheus rules.
	@scripts/lint.sh

web: ## Builds the pages that the binary embeds.
	@scripts/web.sh

generate: ## Writes what is generated and committed: the schema's types, the list of metrics.
	@scripts/generate.sh

tools: ## Installs what the tests need and this machine lacks.
	@scripts/tools.sh
