# meshlint. `make help` lists what can be made.

BUILD   ?= build
VARIANT ?= release
CC      ?= cc
PREFIX  ?= /usr/local
STRIP   ?= strip
OUT     := $(BUILD)/$(VARIANT)
GEN     := $(BUILD)/gen
MESHLINT := $(abspath $(OUT)/meshlint)
VERSION := $(shell sed -n 's/^.define VERSION "\(.*\)"$$/\1/p' analyzer/cli/version.h)

comma    := ,
STD      = -std=c11 -D_GNU_SOURCE -pthread
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wpointer-arith -Wundef -Wvla -Wformat=2 -Wno-format-nonliteral
INCLUDE  = -Ianalyzer -I. -I$(GEN)
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
# What is read may be made to hurt: addresses are random, and what corrupts memory ends the program. .ci/hardened looks whether it is so.
HARDEN = -fPIE -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 \
	$(shell $(CC) -fcf-protection -E -x c /dev/null >/dev/null 2>&1 && echo -fcf-protection)
OPT_release = -O2 -g $(HARDEN) $(if $(filter Linux,$(shell uname -s)),-DSANDBOX)
PIE_release = $(if $(filter Linux,$(shell uname -s)),-pie -Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now$(comma)-z$(comma)noexecstack)
OPT_debug   = -O0 -g
OPT_san     = -O1 -g $(SANITIZE)
OPT_faults  = $(OPT_san)
OPT_fuzz    = $(OPT_san) -fsanitize=fuzzer-no-link
OPT_valgrind = -O1 -g
OPT_cover   = -O0 -g --coverage
OPT_gcc     = -O2 -Werror
OPT_clang   = -O2 -Werror
LINK_fuzz    = -fsanitize=fuzzer
LINK_release = $(if $(filter Linux,$(shell uname -s)),-static-pie)
CFLAGS  ?=
# Where the pages of the rules are on the web: HELP_URL/VS001, and so on. Reports link to them only if this is given.
HELP_URL ?=
LIBS     = -lcyaml -lyaml -lpcre2-8 -lmd -lm
COMPILE  = $(CC) $(STD) $(WARN) $(OPT_$(VARIANT)) $(CFLAGS) $(if $(HELP_URL),-DHELP_URL=\"$(patsubst %/,%,$(HELP_URL))\") $(INCLUDE) -MMD -MP
Q        = $(if $(V),,@)
LINK     = $(CC) -pthread $(OPT_$(VARIANT)) $(PIE_$(VARIANT)) $(LINK_$(VARIANT)) $(LDFLAGS)

# The rooms, left to right: each may use those before it.
SRC_base    := $(wildcard analyzer/base/*.c)
SRC_source  := $(wildcard analyzer/source/*.c)
SRC_diag    := $(wildcard analyzer/diag/*.c)
SRC_doc     := $(wildcard analyzer/doc/*.c)
SRC_object  := $(wildcard analyzer/object/*.c)
SRC_tree    := $(wildcard analyzer/tree/*.c)
SRC_type    := $(wildcard analyzer/type/*.c)
SRC_schemas := schemas/find.c
SRC_world    := $(wildcard analyzer/world/*.c)
SRC_traffic := $(wildcard analyzer/traffic/*.c)
SRC_trace   := $(wildcard analyzer/trace/*.c)
SRC_lint    := $(wildcard analyzer/lint/*.c)
SRC_rules   := $(wildcard rules/*.c rules/*/*.c)
SRC_fix     := $(wildcard analyzer/fix/*.c)
SRC_report  := $(wildcard analyzer/report/*.c)
COMPILER    := $(filter-out $(SRC_schemas),$(wildcard schemas/*.c))
SRC_cli     := $(wildcard analyzer/cli/*.c)
SCHEMAS     := $(sort $(wildcard schemas/*/*.yaml schemas/*.txt))
PAGES       := $(sort $(wildcard rules/*/*.md))

obj   = $(patsubst %.c,$(OUT)/obj/%.o,$(1))
host  = $(patsubst %.c,$(BUILD)/host/obj/%.o,$(1))
OBJ_schemas := $(call obj,$(SRC_schemas)) $(OUT)/obj/gen/schemas.o $(OUT)/obj/gen/keys.o
OBJ_rules   := $(call obj,$(SRC_rules)) $(OUT)/obj/gen/pages.o

# What a room's test is linked with: its own room and all before it.
UPTO_base    := $(call obj,$(SRC_base))
UPTO_source  := $(UPTO_base) $(call obj,$(SRC_source))
UPTO_diag    := $(UPTO_source) $(call obj,$(SRC_diag))
UPTO_doc     := $(UPTO_diag) $(call obj,$(SRC_doc)) $(OUT)/obj/gen/pages.o
UPTO_object  := $(UPTO_doc) $(call obj,$(SRC_object)) $(OUT)/obj/gen/keys.o
UPTO_tree    := $(UPTO_object) $(call obj,$(SRC_tree))
UPTO_type    := $(UPTO_tree) $(call obj,$(SRC_type)) $(call obj,$(SRC_schemas)) $(OUT)/obj/gen/schemas.o
UPTO_world    := $(UPTO_type) $(call obj,$(SRC_world))
UPTO_traffic := $(UPTO_world) $(call obj,$(SRC_traffic))
UPTO_lint    := $(UPTO_traffic) $(call obj,$(SRC_lint))
UPTO_report  := $(UPTO_diag) $(call obj,$(SRC_report))
EVERYTHING   := $(UPTO_lint) $(OBJ_rules) $(call obj,$(SRC_trace) $(SRC_fix) $(SRC_report) $(SRC_cli))
HOST_OBJ     := $(call host,$(SRC_base) $(SRC_source) $(SRC_diag) $(SRC_doc) $(SRC_type) $(COMPILER))

# Rooms whose code names fields by the numbers that the schema compiler makes.
UNKEYED := $(foreach t,base source diag doc report cli closed golden page spawn tree hostile inject,analyzer/test/$(t)%)
KEYED := $(call obj,analyzer/main.c $(SRC_schemas) $(SRC_object) $(SRC_tree) $(SRC_world) $(SRC_traffic) $(SRC_trace) $(SRC_lint) $(SRC_fix) $(SRC_rules) $(SRC_cli)) \
	$(call obj,$(filter-out $(UNKEYED),$(wildcard analyzer/test/*.c)))

all: $(OUT)/meshlint ## build the program (the default)

# In the release libyaml takes its memory from analyzer/doc/heap.c: the linker finds this copy of it before the
# installed one. Its own yaml_malloc and so on, which only call the C library's, give way to ours of these names; what
# it compiled into itself of them calls ours as well. Where the static libyaml or objcopy is not there, the copy holds
# nothing.
OWN_YAML_release := $(OUT)/libyaml-own-heap.a
OWN_YAML := $(OWN_YAML_$(VARIANT))
OBJCOPY  ?= objcopy
$(OUT)/libyaml-own-heap.a: analyzer/doc/heap.h
	@mkdir -p $(@D)
	@$(OBJCOPY) $(foreach f,malloc realloc free strdup,--redefine-sym $(f)=doc_heap_c_$(f) \
		--redefine-sym yaml_$(f)=doc_heap_$(f) --weaken-symbol doc_heap_$(f)) \
		"$$($(CC) -print-file-name=libyaml.a)" $@ 2>/dev/null || printf '!<arch>\n' >$@

$(OUT)/meshlint: $(sort $(call obj,analyzer/main.c) $(EVERYTHING)) $(OUT)/objects $(OWN_YAML)
	@echo link $@
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(subst -lyaml,$(OWN_YAML) -lyaml,$(LIBS))

# Files that change when what they hold does: the flags of compiling, the list of objects.
$(OUT)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE)' | cmp -s - $@ || echo '$(COMPILE)' >$@

$(OUT)/objects: FORCE
	@mkdir -p $(@D)
	@echo '$(sort $(EVERYTHING))' | cmp -s - $@ || echo '$(sort $(EVERYTHING))' >$@

$(GEN)/pages.list: FORCE
	@mkdir -p $(@D)
	@echo '$(PAGES)' | cmp -s - $@ || echo '$(PAGES)' >$@

$(GEN)/schemas.list: FORCE
	@mkdir -p $(@D)
	@echo '$(SCHEMAS)' | cmp -s - $@ || echo '$(SCHEMAS)' >$@

$(OUT)/obj/gen/%.o: $(GEN)/%.c $(OUT)/flags
	@mkdir -p $(@D)
	@echo $(CC) $<
	$(Q)$(COMPILE) -Wno-missing-field-initializers -c -o $@ $<

$(OUT)/obj/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	@echo $(CC) $<
	$(Q)$(COMPILE) -c -o $@ $<

$(KEYED): | $(GEN)/keys.h

# The schema compiler runs on the building machine and needs nothing generated but pages.
HOST_CC ?= cc
$(BUILD)/host/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo $(HOST_CC) $< for this machine
	$(Q)$(HOST_CC) $(STD) $(WARN) -O1 -g -Ianalyzer -I. -MMD -MP -c -o $@ $<

$(BUILD)/host/obj/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(STD) -O1 -Ianalyzer -c -o $@ $<

$(BUILD)/host/compile: $(HOST_OBJ) $(BUILD)/host/obj/gen/pages.o
	@echo link $@
	$(Q)$(HOST_CC) -pthread -o $@ $^ -lyaml -lpcre2-8 -lm

# What the compiler writes keeps its time where it stays the same, so a change of a page rebuilds no rule.
$(GEN)/schemas.stamp: $(BUILD)/host/compile $(SCHEMAS) $(GEN)/schemas.list
	@mkdir -p $(GEN)/new
	@echo compile the schemas
	$(Q)$(BUILD)/host/compile $(GEN)/new $(SCHEMAS)
	@for f in keys.h keys.c schemas.c; do \
		cmp -s $(GEN)/new/$$f $(GEN)/$$f || mv $(GEN)/new/$$f $(GEN)/$$f || exit 1; done
	@touch $@

$(GEN)/keys.h $(GEN)/keys.c $(GEN)/schemas.c: $(GEN)/schemas.stamp
	@:

$(GEN)/pages.c: rules/rules.def $(PAGES) .ci/pages $(GEN)/pages.list
	@mkdir -p $(GEN)
	@echo embed the pages
	$(Q).ci/pages rules/rules.def $(PAGES) >$@.new && mv $@.new $@

# Tests. A program each: a room's suite is linked with its own room and all before it and with what analyzer/test/ has
# under the room's name (world_case.c), the others with everything, if they need it. make test-doc runs doc_test.c alone.
ROOM_TESTS := base source diag doc type world traffic lint report
TESTS      := $(patsubst analyzer/test/%_test.c,%,$(sort $(wildcard analyzer/test/*_test.c)))
HELPERS    := $(call obj,$(foreach h,golden page spawn tree,analyzer/test/$(h).c))
room_helpers = $(call obj,$(filter-out %_test.c %_main.c,$(wildcard analyzer/test/$(1)_*.c)))
FUZZ       := $(call obj,analyzer/test/fuzz.c)
TEST_PROGRAMS := $(TESTS:%=$(OUT)/test/%_test)
TEST_ENV    = MESHLINT=$(MESHLINT) ASAN_OPTIONS=detect_leaks=1:exitcode=99 \
	UBSAN_OPTIONS=print_stacktrace=1:exitcode=99

$(OUT)/test/helpers.a: $(HELPERS)
	@mkdir -p $(@D)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(OUT)/test/%_test: $(OUT)/obj/analyzer/test/%_test.o $(OUT)/test/helpers.a $(OUT)/objects
	@mkdir -p $(@D)
	@echo link $@
	$(Q)$(CC) -pthread $(OPT_$(VARIANT)) $(PIE_$(VARIANT)) $(LDFLAGS) -o $@ $(filter %.o,$^) $(OUT)/test/helpers.a \
		$(LIBS) -lcheck -lsubunit -lm -lrt

room_tests = $(filter $(1)%,$(TESTS))
$(foreach r,$(ROOM_TESTS),$(foreach t,$(call room_tests,$(r)),$(eval $(OUT)/test/$(t)_test: $(sort $(UPTO_$(r)) $(call room_helpers,$(r))))))
WHOLE_TESTS := $(filter-out $(ROOM_TESTS:%=%%),$(TESTS))
$(foreach t,$(WHOLE_TESTS),$(eval $(OUT)/test/$(t)_test: $(if $(filter cli closed hostile since,$(t)),$(UPTO_base),$(sort $(EVERYTHING)))))
$(WHOLE_TESTS:%=test-%): $(OUT)/meshlint
$(OUT)/test/corpus_test: $(FUZZ)
$(OUT)/test/traffic_test $(OUT)/test/traffic_callers_test: $(call obj,analyzer/test/world_case.c)
$(OUT)/test/traffic_callers_test: $(call obj,analyzer/test/world_random.c)

$(OUT)/test/kustomize_test $(OUT)/test/kustomize_main: $(call obj,analyzer/test/kustomize_disk.c)
$(OUT)/test/meta_test $(OUT)/test/meta_main: $(call obj,$(foreach f,meta meta_form meta_mesh meta_value,analyzer/test/$(f).c))

test: $(OUT)/meshlint $(TEST_PROGRAMS) ## run all tests; the last line is 'N passed, N failed'
	@$(TEST_ENV) .ci/test $(TEST_PROGRAMS)

test-%: $(OUT)/test/%_test
	$(TEST_ENV) $<

bless: $(OUT)/meshlint $(OUT)/test/doc_text_test $(OUT)/test/options_test $(OUT)/test/fixtures_test $(OUT)/test/cli_test $(OUT)/test/pages_test ## rewrite what fixtures, CLI cases and pages expect; read the diff
	@BLESS=1 $(TEST_ENV) .ci/test $(filter %_test,$^)

# Damage: each of these is a program of its own, linked with the whole pipeline.
$(OUT)/test/%_main: $(OUT)/obj/analyzer/test/%_main.o $(FUZZ) $(OUT)/test/helpers.a $(sort $(EVERYTHING))
	@mkdir -p $(@D)
	@echo link $@
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(OUT)/test/helpers.a $(LIBS)

san: ## all tests under AddressSanitizer and UndefinedBehaviorSanitizer, leaks included
	@HOSTILE_SLOWER=20 $(MAKE) --no-print-directory VARIANT=san test

MANGLE ?= 32
mangle: ## every fixture with a byte changed or its end cut off, MANGLE times each (0: at every byte)
	@$(MAKE) --no-print-directory VARIANT=san $(BUILD)/san/test/mangle_main
	@mkdir -p $(BUILD)/mangle
	$(BUILD)/san/test/mangle_main -n $(MANGLE) -o $(BUILD)/mangle testdata/rules testdata/mesh testdata/doc testdata/type \
		testdata/cli testdata/kustomize testdata/hostile

SEEDS ?= 500
metamorphic: $(OUT)/test/meta_main ## SEEDS random meshes, each written in many ways that mean the same
	@mkdir -p $(BUILD)/metamorphic
	$(OUT)/test/meta_main -n $(SEEDS) -o $(BUILD)/metamorphic

FAULTS ?= $(wildcard testdata/faults/*)
faults: ## the n-th allocation, read or write fails, the disk is full, a signal comes in, for every n
	@$(MAKE) --no-print-directory VARIANT=faults $(BUILD)/faults/meshlint-faults $(BUILD)/faults/test/faults_main
	@MESHLINT=$(abspath $(BUILD)/faults/meshlint-faults) ASAN_OPTIONS=detect_leaks=1:exitcode=99 \
		$(BUILD)/faults/test/faults_main $(FAULTS)

WRAPPED = malloc calloc realloc strdup getcwd pthread_create read access readlink fstat stat lstat open_exact open fdopendir readdir \
	realpath pipe2 poll posix_spawnp waitpid write fsync rename unlink fchmod close
# The libraries are linked in whole, so that their calls are reached as well.
$(OUT)/meshlint-faults: $(sort $(call obj,analyzer/main.c analyzer/test/inject.c) $(EVERYTHING))
	@echo link $@
	$(Q)$(LINK) $(WRAPPED:%=-Wl$(comma)--wrap=%) -o $@ $(filter %.o,$^) -Wl,-Bstatic $(LIBS) -Wl,-Bdynamic

FUZZ_SECONDS ?= 20
SEEDS_check     = testdata/rules
SEEDS_config    = testdata/cli
SEEDS_kustomize = testdata/kustomize
FUZZ_TARGETS := $(patsubst analyzer/test/fuzz_%_main.c,%,$(wildcard analyzer/test/fuzz_*_main.c))
fuzz: $(FUZZ_TARGETS:%=fuzz-%) ## libFuzzer over the pipeline, kustomizations and the configuration, FUZZ_SECONDS each; needs clang
fuzz-%:
	@$(MAKE) --no-print-directory VARIANT=fuzz CC=clang $(BUILD)/fuzz/test/fuzz_$*_main
	@mkdir -p $(BUILD)/fuzz/corpus/$* testdata/corpus/$*
	@echo fuzz $* for $(FUZZ_SECONDS) seconds
	@$(BUILD)/fuzz/test/fuzz_$*_main -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
		-artifact_prefix=testdata/corpus/$*/ $(BUILD)/fuzz/corpus/$* testdata/corpus/$* \
		$(wildcard $(SEEDS_$*)) >$(BUILD)/fuzz/$*.log 2>&1 || \
		{ grep -vE '^#[0-9]|^INFO' $(BUILD)/fuzz/$*.log | head -n 60; exit 1; }
	@grep -E '^stat::(number_of_executed_units|peak_rss_mb)|cov:' $(BUILD)/fuzz/$*.log | tail -n 3

# What valgrind itself says goes to files, for the tests want standard error as it is; it warns there of calls that it does
# not know (openat2), which the program does without. CK_TIMEOUT_MULTIPLIER is how many times longer a case may take.
MEMCHECK_LOGS = $(abspath $(OUT))/memcheck
MEMCHECK = valgrind -q --log-file=$(MEMCHECK_LOGS)/%p --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
	--errors-for-leak-kinds=definite
valgrind: ## the tests and the program under valgrind; takes half an hour
	@$(MAKE) --no-print-directory VARIANT=valgrind valgrind-run
valgrind-run: $(OUT)/meshlint $(TEST_PROGRAMS)
	@rm -rf $(MEMCHECK_LOGS) && mkdir -p $(MEMCHECK_LOGS)
	@HOSTILE_SLOWER=200 CK_TIMEOUT_MULTIPLIER=100 MESHLINT_WRAP='$(MEMCHECK)' $(TEST_ENV) .ci/test \
		$(filter-out %/hostile_test,$(TEST_PROGRAMS)); status=$$?; cat $(MEMCHECK_LOGS)/* | grep '^==' | head -n 1000; exit $$status

# Texts by the hundred thousand, read by doc and by Kubernetes' own readers. YAML_SUITE may name folders of more texts.
TEXTS      ?= 300000
YAML_SUITE ?=
$(OUT)/test/yaml_truth_main: $(call obj,analyzer/test/yaml_truth_make.c)
yaml-truth: $(OUT)/test/yaml_truth_main ## TEXTS texts made by SEED, against Kubernetes' readers; needs Go, and its modules
	@.ci/yaml-truth $< $(BUILD)/yaml-truth $(TEXTS) $(SEED) testdata $(YAML_SUITE)

cover: ## how much of each room the tests reach
	@find $(BUILD)/cover -name '*.gcda' -delete 2>/dev/null; true
	@-$(MAKE) --no-print-directory VARIANT=cover CC=gcc test
	@.ci/cover $(BUILD)/cover

# Are the conditions tested? KILL is the share of the sample, in per cent, that the tests must notice.
MUTANTS ?= 200
SEED    ?= 1
ROOM    ?= analyzer/object analyzer/tree rules
KILL    ?= 85
mutate: ## change one condition at a time, MUTANTS of them chosen by SEED below ROOM, and see what the tests notice
	@.ci/mutate -n $(MUTANTS) -s $(SEED) -r "$(ROOM)" -k $(KILL) -c $(CC)

# Lint: nothing here changes a file. All of it is run, whatever is found.
OBJECTS := $(sort $(call obj,analyzer/main.c $(wildcard analyzer/test/*.c)) $(EVERYTHING))
GENERATED = $(GEN)/keys.h $(GEN)/schemas.c $(GEN)/pages.c
objects: $(OBJECTS)

lint: ## compilers' warnings as errors, clang-tidy, headers, layers, sizes, words, the binary, the pages
	@$(MAKE) --no-print-directory -k lint-gcc lint-clang layers budget words headers scaffold-check tidy hardened readme-check

lint-gcc lint-clang: lint-%: | $(GENERATED)
	@$(MAKE) --no-print-directory VARIANT=$* CC=$* objects

words:
	@.ci/words

headers: | $(GENERATED)
	@.ci/headers $(CC) $(STD) $(WARN) -Werror $(INCLUDE)

hardened: $(OUT)/meshlint
	@$(if $(filter Linux,$(shell uname -s)),.ci/hardened $(OUT)/meshlint)

readme-check: $(OUT)/meshlint
	@.ci/readme $(MESHLINT) --check
	@$(MESHLINT) config --schema | cmp -s - schemas/meshlint.schema.json || { echo "schemas/meshlint.schema.json is not up to date: make readme"; exit 1; }

readme: $(OUT)/meshlint ## write the tables of rules and the examples' output into the pages, and the configuration's schema
	@.ci/readme $(MESHLINT)
	@$(MESHLINT) config --schema -o schemas/meshlint.schema.json

layers: ## every include, and the folders, against the README's table of rooms
	@.ci/layers README.md

budget: ## functions up to 100 lines, files up to 1,000, rule files up to 150
	@.ci/budget

TIDY := $(wildcard analyzer/*.c analyzer/*/*.c rules/*.c rules/*/*.c schemas/*.c testdata/bench/*.c)
tidy: $(TIDY:%.c=$(BUILD)/tidy/%.ok)
$(BUILD)/tidy/%.ok: %.c .ci/clang-tidy | $(GEN)/keys.h
	@mkdir -p $(@D)
	@echo clang-tidy $<
	@clang-tidy --quiet --config-file=.ci/clang-tidy $(if $(filter analyzer/test/%,$<),--checks=-clang-analyzer-*) $< -- $(STD) $(INCLUDE) 2>$@.log || { cat $@.log; exit 1; }
	@$(CC) $(STD) $(INCLUDE) -MM -MP -MT $@ -MF $(@:.ok=.d) $< && touch $@

# Where cases that others wrote lie beside the checkout, hold the program against them. Suites that ask a command which
# the program does not have are left out. Of "reports" some faults have no rule, routes of the Gateway API are not followed, and "access"
# does not tell what address a client has where policies ask for it: these are counted, and fail nothing.
CONFORMANCE ?= ../shared/conformance/run
CONFORMANCE_SUITES ?= schema ist ist-lines trees single \
	$(if $(shell $(OUT)/meshlint help trace >/dev/null 2>&1 && echo yes),routing)
CONFORMANCE_COUNTED ?= reports access gateway-api
conformance: $(OUT)/meshlint ## the peers' own cases, where they are at hand
	@.ci/conformance $(CONFORMANCE) $(MESHLINT) "$(CONFORMANCE_SUITES)" "$(CONFORMANCE_COUNTED)"

GROWTH ?= ../shared/conformance/growth
growth: $(OUT)/meshlint ## how cost grows with hostile shapes of files, where these are at hand
	@.ci/growth $(GROWTH) $(OUT)/meshlint testdata/growth-known.txt

# Bench: a generated mesh, the whole program, and libyaml alone over the same bytes.
BENCH_PAIRS ?= 7
$(BUILD)/bench/%: testdata/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(STD) $(WARN) -O2 $(LINK_release) -o $@ $< -lyaml

bench: $(OUT)/meshlint $(BUILD)/bench/generate $(BUILD)/bench/events $(BUILD)/bench/measure ## time and memory against a bare libyaml pass
	@rm -rf $(BUILD)/bench/small $(BUILD)/bench/large
	@$(BUILD)/bench/generate 2500 $(BUILD)/bench/small >/dev/null
	@echo "resources: $$($(BUILD)/bench/generate 10000 $(BUILD)/bench/large)"
	@$(BUILD)/bench/measure $(OUT)/meshlint $(BUILD)/bench/events $(BUILD)/bench/small $(BUILD)/bench/large $(BENCH_PAIRS) \
		$(BUILD)/bench/figures

sarif: $(OUT)/meshlint ## our SARIF against its schema and Microsoft's validator; needs npm and PyPI
	@.ci/sarif $(MESHLINT) $(BUILD)

schema: $(OUT)/meshlint ## the configuration's schema, in a validator, against what meshlint itself takes; needs PyPI
	@.ci/schema $(MESHLINT) $(BUILD)
formats: $(OUT)/meshlint ## every format of "check" by programs that read it; needs PyPI, and Go for reviewdog
	@.ci/formats $(MESHLINT) $(BUILD)

precommit: ## the hook in the real pre-commit, in a repository made on the spot; needs PyPI
	@.ci/precommit $(BUILD)
	@.ci/precommit-changed $(BUILD)

action: $(OUT)/meshlint ## the GitHub action, the GitLab component and README's snippets; needs PyPI
	@.ci/action $(MESHLINT) $(BUILD)

fleet: $(OUT)/meshlint ## README's lines for many units at once; needs npm, jq and GNU parallel
	@.ci/fleet $(MESHLINT) $(BUILD)

rule: ## begin a rule: make rule NAME=virtualservice-unknown-gateway CODE=VS004 CATEGORY=routing
	@.ci/scaffold '$(NAME)' '$(CODE)' '$(CATEGORY)'

scaffold-check: | $(GENERATED)
	@.ci/scaffold-check $(CC) $(STD) $(WARN) -Werror $(INCLUDE)

# "make deps test -j2" is not to build while packages are being installed.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

deps: ## install what is missing to build and test, on Debian and Ubuntu
	@.ci/deps test

# What lies around the program is what the program itself says.
INSTALL_MAN  = share/man/man1/meshlint.1
INSTALL_BASH = share/bash-completion/completions/meshlint
INSTALL_ZSH  = share/zsh/site-functions/_meshlint
INSTALL_FISH = share/fish/vendor_completions.d/meshlint.fish
INSTALLED    = bin/meshlint $(INSTALL_MAN) $(INSTALL_BASH) $(INSTALL_ZSH) $(INSTALL_FISH)
$(OUT)/install/bin/meshlint: $(OUT)/meshlint
	@mkdir -p $(addprefix $(OUT)/install/,$(sort $(dir $(INSTALLED))))
	@$(STRIP) -o $@ $<
	@$< help --man >$(OUT)/install/$(INSTALL_MAN)
	@$< completion bash >$(OUT)/install/$(INSTALL_BASH)
	@$< completion zsh >$(OUT)/install/$(INSTALL_ZSH)
	@$< completion fish >$(OUT)/install/$(INSTALL_FISH)

install: $(OUT)/install/bin/meshlint ## the stripped program, its manual page and completions into PREFIX (/usr/local), below DESTDIR
	@$(foreach f,$(INSTALLED),echo install $(DESTDIR)$(PREFIX)/$(f) && \
		install -D -m $(if $(filter bin/%,$(f)),755,644) $(OUT)/install/$(f) $(DESTDIR)$(PREFIX)/$(f) && ):

uninstall: ## remove what install has put there
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,$(INSTALLED))

# Packages, as packaging/README.md tells: a program for each kind of processor, linked with musl, and what carries it. Its
# bytes are not to depend on where it is built.
ARCHITECTURES := $(shell sed '/^\#/d; s/ .*//' packaging/architectures)
PACKAGED = CFLAGS='-g0 $(CFLAGS)' LDFLAGS='-Wl,--build-id=none -Wl,-z,stack-size=8388608 $(LDFLAGS)'
$(BUILD)/root/stamp: packaging/root packaging/architectures packaging/fortify.c packaging/symbols
	packaging/root $(BUILD)/root

packaged-%: $(BUILD)/root/stamp | $(GENERATED)
	@$(MAKE) --no-print-directory OUT=$(BUILD)/musl-$* CC=$(abspath $(BUILD)/root/$*/cc) OBJCOPY=$(BUILD)/root/$*/objcopy \
		$(PACKAGED) $(BUILD)/musl-$*/meshlint

dist: $(ARCHITECTURES:%=packaged-%) ## all packages into build/dist: wheels, npm, .deb, archives, container image, SBOMs, checksums
	@packaging/pack $(BUILD) $(VERSION)

clean: ## remove the build folder
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1 \2/p' Makefile | while read -r name what; do printf '%-12s %s\n' "$$name" "$$what"; done

.PHONY: all test bless san mangle metamorphic faults fuzz valgrind valgrind-run yaml-truth cover objects lint lint-gcc lint-clang words headers hardened readme readme-check scaffold-check layers budget tidy conformance growth mutate bench sarif formats schema precommit action fleet \
	rule deps install uninstall dist clean help FORCE
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' -type f ! -path '$(BUILD)/root/*' 2>/dev/null)
