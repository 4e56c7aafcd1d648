# meshlint. `make help` lists what can be made.

BUILD   ?= build
VARIANT ?= release
CC      ?= cc
OUT     := $(BUILD)/$(VARIANT)
GEN     := $(BUILD)/gen

STD      = -std=c11 -D_GNU_SOURCE -pthread
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wpointer-arith -Wundef -Wvla -Wformat=2 -Wno-format-nonliteral
INCLUDE  = -Ianalyzer -I. -I$(GEN)
OPT_release = -O2 -g
OPT_debug   = -O0 -g
OPT_san     = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LINK_release = -static
CFLAGS  ?=
LIBS     = -lcyaml -lyaml -lpcre2-8
COMPILE  = $(CC) $(STD) $(WARN) $(OPT_$(VARIANT)) $(CFLAGS) $(INCLUDE) -MMD -MP
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

all: $(OUT)/meshlint

$(OUT)/meshlint: $(call obj,analyzer/main.c) $(sort $(EVERYTHING))
	$(LINK) -o $@ $^ $(LIBS)

$(OUT)/obj/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

$(OUT)/obj/%.o: %.c | $(GEN)/keys.h
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# The schema compiler runs on the building machine and needs nothing generated.
$(BUILD)/host/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) -O1 -g -Ianalyzer -I. -MMD -MP -c -o $@ $<

$(BUILD)/host/compile: $(HOST_OBJ) $(BUILD)/host/obj/gen/pages.o
	$(CC) -pthread -o $@ $^ -lyaml -lpcre2-8

$(BUILD)/host/obj/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(CC) $(STD) -O1 -Ianalyzer -c -o $@ $<

$(GEN)/keys.h: $(BUILD)/host/compile $(SCHEMAS) schemas/keys.txt
	@mkdir -p $(GEN)
	$(BUILD)/host/compile $(GEN) $(SCHEMAS)

$(GEN)/keys.c $(GEN)/schemas.c: $(GEN)/keys.h ;

$(GEN)/pages.c: $(PAGES) .ci/pages
	@mkdir -p $(GEN)
	.ci/pages $(PAGES) > $@.new && mv $@.new $@

# One program a room; make test-doc builds and runs analyzer/test/doc_test.c.
$(OUT)/test/%_test: $(OUT)/obj/analyzer/test/%_test.o
	@mkdir -p $(@D)
	$(CC) -pthread $(OPT_$(VARIANT)) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS) -lcheck -lsubunit -lm -lrt

$(foreach r,base source diag doc type mesh lint report,$(eval $(OUT)/test/$(r)_test: $(UPTO_$(r))))
$(OUT)/test/mesh2_test: $(UPTO_mesh)

test-%: $(OUT)/test/%_test
	$<

.PHONY: all
.PRECIOUS: $(OUT)/obj/%.o $(BUILD)/host/obj/%.o
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
