# The commands of the repository; each is thin, the work is in cargo, npm and scripts/.
CARGO ?= cargo
BIN_DIR = $(or $(CARGO_TARGET_DIR),target)

.PHONY: run dev check test gen e2e faults scim-check deploy-check bench static ui clean

run: ui ## builds everything and starts the demo
	$(CARGO) build --release --bin portolan
	$(BIN_DIR)/release/portolan demo

ui: ## builds the UI into ui/dist, installing npm packages when the lock file changed
	scripts/ui-build

dev: ## backend on 7007 with the demo, UI dev server with reload in front of it
	scripts/dev

check: ui ## formats, lints, tidy rules, unit and HTTP tests on SQLite, types of the UI
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	scripts/cargo-test --workspace
	cd ui && npm run check

test: ## every test: what check runs, PostgreSQL, the kill test, the clients, the browser, what deploys it
	scripts/need chromium postgresql slapd
	@[ "$$(uname)" != Linux ] || scripts/need strace openssh-server
	$(MAKE) ui
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	scripts/cargo-test -p portolan --test it
	scripts/with-postgres scripts/cargo-test --workspace
	scripts/with-standby scripts/cargo-test -p portolan --test kill promoted
	cd ui && npm run check
	$(MAKE) e2e
	$(MAKE) scim-check
	$(MAKE) deploy-check

e2e: ## the Backstage client and the browser journeys against the real binary
	scripts/need chromium
	$(CARGO) build --bin portolan
	scripts/e2e

faults: ## a thousand kills on both databases and a failover; minutes to an hour
	scripts/faults

scim-check: ## scim2-tester against a server of its own; fetches it into a cache
	$(CARGO) build --bin portolan
	scripts/scim-check

deploy-check: ## chart, unit, image, alerts, dashboard and the operator's guide, with the real tools
	$(CARGO) build --bin portolan
	scripts/deploy-check

gen: ## rewrites what is generated: the OpenAPI document, the UI's types of it, the configuration's JSON Schema
	UPDATE=1 $(CARGO) test -p portolan --test it is_the_one_in_the_repository
	scripts/ui-packages
	cd ui && npm run --silent gen

bench: ui ## prints the figures; release build; beside scripts/with-postgres those of PostgreSQL too
	$(CARGO) build --release --bin portolan --bin xtask --example rights
	$(BIN_DIR)/release/xtask bench

static: ui ## a release binary for any Linux, into dist/; says what is missing
	deploy/build-static.sh

clean:
	$(CARGO) clean
	rm -rf dist ui/dist ui/node_modules e2e/node_modules e2e/artefacts
