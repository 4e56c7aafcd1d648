# meshlint. `make help` lists what can be made.

BUILD   ?= build
VARIANT ?= release
CC      ?= cc
PREFIX  ?= /usr/local
OUT     := $(BUILD)/$(VARIANT)
GEN     := $(BUILD)/gen
MESHLINT := $(abspath $(OUT)/meshlint)

STD      = -std=c11 -D_GNU_SOURCE -pthread
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wpointer-arith -Wundef -Wvla -Wformat=2 -Wno-format-nonliteral
INCLUDE  = -Ianalyzer -I. -I$(GEN)
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
OPT_release = -O2 -g
OPT_debug   = -O0 -g
OPT_san     = -O1 -g $(SANITIZE)
OPT_faults  = $(OPT_san)
OPT_fuzz    = $(OPT_san) -fsanitize=fuzzer-no-link
OPT_cover   = -O0 -g --coverage
OPT_gcc     = -O2 -Werror
OPT_clang   = -O2 -Werror
LINK_release = $(if $(filter Linux,$(shell uname -s)),-static)
CFLAGS  ?=
LIBS     = -lcyaml -lyaml -lpcre2-8
COMPILE  = $(CC) $(STD) $(WARN) $(OPT_$(VARIANT)) $(CFLAGS) $(INCLUDE) -MMD -MP
Q        = $(if $(V),,@)
LINK     = $(CC) -pthread $(OPT_$(VARIANT)) $(LINK_$(VARIANT)) $(LDFLAGS)

# The rooms, left to right: each may use those before it.
SRC_base    := $(wildcard analyzer/base/*.c)
SRC_source  := $(wildcard analyzer/source/*.c)
SRC_diag    := $(wildcard analyzer/diag/*.c)
SRC_doc     := $(wildcard analyzer/doc/*.c)
SRC_type    := $(wildcard analyzer/type/*.c)
SRC_schemas := $(filter-out schemas/compile.c,$(wildcard schemas/*.c))
SRC_mesh    := $(wildcard analyzer/mesh/*.c)
SRC_lint    := $(wildcard analyzer/lint/*.c)
SRC_rules   := $(wildcard rules/*.c rules/*/*.c)
SRC_report  := $(wildcard analyzer/report/*.c)
SCHEMAS     := $(sort $(wildcard schemas/*/*.yaml))
PAGES       := $(sort $(wildcard rules/*/*.md))

obj   = $(patsubst %.c,$(OUT)/obj/%.o,$(1))
host  = $(patsubst %.c,$(BUILD)/host/obj/%.o,$(1))
OBJ_schemas := $(call obj,$(SRC_schemas)) $(OUT)/obj/gen/schemas.o $(OUT)/obj/gen/keys.o
OBJ_rules   := $(call obj,$(SRC_rules)) $(OUT)/obj/gen/pages.o

# What a room's test is linked with: its own room and all before it.
UPTO_base    := $(call obj,$(SRC_base))
UPTO_source  := $(UPTO_base) $(call obj,$(SRC_source))
UPTO_diag    := $(UPTO_source) $(call obj,$(SRC_diag))
UPTO_doc     := $(UPTO_diag) $(call obj,$(SRC_doc))
UPTO_type    := $(UPTO_doc) $(call obj,$(SRC_type)) $(OBJ_schemas) $(OUT)/obj/gen/pages.o
UPTO_mesh    := $(UPTO_type) $(call obj,$(SRC_mesh))
UPTO_lint    := $(UPTO_mesh) $(call obj,$(SRC_lint))
UPTO_report  := $(UPTO_diag) $(call obj,$(SRC_report))
EVERYTHING   := $(UPTO_lint) $(OBJ_rules) $(call obj,$(SRC_report))
HOST_OBJ     := $(call host,$(SRC_base) $(SRC_source) $(SRC_diag) $(SRC_doc) $(SRC_type) schemas/compile.c)

# Rooms whose code names fields by the numbers that the schema compiler makes.
KEYED := $(call obj,analyzer/main.c $(SRC_schemas) $(SRC_mesh) $(SRC_lint) $(SRC_rules)) \
	$(call obj,$(filter-out $(foreach r,base source diag doc report,analyzer/test/$(r)_test.c),$(wildcard analyzer/test/*.c)))

all: $(OUT)/meshlint ## build the program (the default)

$(OUT)/meshlint: $(sort $(call obj,analyzer/main.c) $(EVERYTHING)) $(OUT)/objects
	@echo link $@
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(LIBS)

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
	$(Q)$(COMPILE) -c -o $@ $<

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
	$(Q)$(HOST_CC) -pthread -o $@ $^ -lyaml -lpcre2-8

# What the compiler writes keeps its time where it stays the same, so a change of a page rebuilds no rule.
$(GEN)/schemas.stamp: $(BUILD)/host/compile $(SCHEMAS) schemas/keys.txt $(GEN)/schemas.list
	@mkdir -p $(GEN)/new
	@echo compile the schemas
	$(Q)$(BUILD)/host/compile $(GEN)/new $(SCHEMAS)
	@for f in keys.h keys.c schemas.c; do \
		cmp -s $(GEN)/new/$$f $(GEN)/$$f || mv $(GEN)/new/$$f $(GEN)/$$f || exit 1; done
	@touch $@

$(GEN)/keys.h $(GEN)/keys.c $(GEN)/schemas.c: $(GEN)/schemas.stamp
	@:

$(GEN)/pages.c: $(PAGES) .ci/pages $(GEN)/pages.list
	@mkdir -p $(GEN)
	@echo embed the pages
	$(Q).ci/pages $(PAGES) >$@.new && mv $@.new $@

# Tests. A program each: a room's suite is linked with its own room and all before it, the others with
# everything; what analyzer/test/ has beside them is there for all. make test-doc runs doc_test.c alone.
ROOM_TESTS := base source diag doc type mesh lint report
TESTS      := $(patsubst analyzer/test/%_test.c,%,$(sort $(wildcard analyzer/test/*_test.c)))
HELPERS    := $(call obj,$(filter-out %_test.c %_main.c,$(wildcard analyzer/test/*.c)))
TEST_PROGRAMS := $(TESTS:%=$(OUT)/test/%_test)
TEST_ENV    = MESHLINT=$(MESHLINT) ASAN_OPTIONS=detect_leaks=1:exitcode=99 \
	UBSAN_OPTIONS=print_stacktrace=1:exitcode=99

$(OUT)/test/helpers.a: $(HELPERS)
	@mkdir -p $(@D)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(OUT)/test/%_test: $(OUT)/obj/analyzer/test/%_test.o $(OUT)/test/helpers.a $(OUT)/objects
	@mkdir -p $(@D)
	@echo link $@
	$(Q)$(CC) -pthread $(OPT_$(VARIANT)) $(LDFLAGS) -o $@ $(filter %_test.o,$^) $(OUT)/test/helpers.a \
		$(filter-out %_test.o,$(filter %.o,$^)) $(LIBS) -lcheck -lsubunit -lm -lrt

room_tests = $(filter $(1)%,$(TESTS))
$(foreach r,$(ROOM_TESTS),$(foreach t,$(call room_tests,$(r)),$(eval $(OUT)/test/$(t)_test: $(UPTO_$(r)))))
$(foreach t,$(filter-out $(ROOM_TESTS:%=%%),$(TESTS)),$(eval $(OUT)/test/$(t)_test: $(sort $(EVERYTHING))))

test: $(OUT)/meshlint $(TEST_PROGRAMS) ## run all tests; the last line is 'N passed, N failed'
	@$(TEST_ENV) .ci/test $(TEST_PROGRAMS)

test-%: $(OUT)/test/%_test $(OUT)/meshlint
	$(TEST_ENV) $<

bless: $(OUT)/meshlint $(OUT)/test/fixtures_test $(OUT)/test/cli_test $(OUT)/test/pages_test ## rewrite what fixtures, CLI cases and pages expect; read the diff
	@BLESS=1 $(TEST_ENV) .ci/test $(filter %_test,$^)

.PHONY: all test bless FORCE
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
