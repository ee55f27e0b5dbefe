# One non-recursive Makefile. `make help` lists the targets.
#
#   V=release|debug|asan|cov|fuzz   variant, objects in build/<variant>/obj
#   B=build                         build folder
#   MODULES="base types"            build and test only these folders
#   CC=clang-14  CFLAGS=... LDFLAGS=...   appended to ours; a change rebuilds
#   WERROR=1  VERBOSE=1  FILTER=glob  BLESS=1  FUZZ_TIME=seconds

# Bottom layer first; tools/layers.txt says who may include whom. A folder
# that does not exist is an empty module.
MODULES ?= base types core wat parser wit component canonical-abi \
           interpreter wave linker runtime wast cli
B ?= build
V ?= release
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
FUZZ_TIME ?= 30

ifeq ($(filter $(V),release debug asan cov fuzz),)
$(error V=$(V) is unknown: use release, debug, asan, cov or fuzz)
endif
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := $(if $(findstring clang,$(CC)),$(subst clang,clang++,$(CC)),g++)
endif
ifeq ($(V),fuzz)
CC := clang-14
CXX := clang++-14
endif

D := $(B)/$(V)
O := $(D)/obj
Q := $(if $(VERBOSE),,@)

all: tool lib compdb ## the tool, the library and compile_commands.json

# ---------------------------------------------------------------------------
# Dependencies. build/config.mk caches what pkg-config says; making it checks
# the packages, and installs the missing ones for the goals that promise to
# work on a fresh machine.
SELF_INSTALLING := setup test demo ci
NO_CONFIG := help clean format format-check check-layers check-size \
             check-banned setup grammar
GOALS := $(or $(MAKECMDGOALS),all)
ifneq ($(filter-out $(NO_CONFIG),$(GOALS)),)
include $(B)/config.mk
endif

$(B)/config.mk: tools/setup.sh tools/config.sh
	@tools/setup.sh $(if $(filter $(SELF_INSTALLING),$(GOALS)),,--check)
	@mkdir -p $(@D)
	@tools/config.sh >$@.tmp && mv $@.tmp $@

# ---------------------------------------------------------------------------
# Flags. OUR_* come first so that a user's CFLAGS and LDFLAGS win.
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wvla \
        $(if $(WERROR),-Werror)
WARN_C := -Wmissing-prototypes -Wstrict-prototypes
# Tests say what they mean with literals; implicit conversions are fine there.
WARN_TEST := -Wno-conversion -Wno-sign-conversion

SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
       -fno-omit-frame-pointer
OPT_release := -O2 -g -DNDEBUG
OPT_debug := -O0 -g3
OPT_asan := -O1 -g $(SAN)
OPT_cov := -O0 -g --coverage
OPT_fuzz := -O1 -g $(SAN) -fsanitize=fuzzer-no-link
LINK_asan := $(SAN)
LINK_cov := --coverage
LINK_fuzz := $(SAN)

DEFS := -I. -Iinclude -D_POSIX_C_SOURCE=200809L -DTENON_BUILD=1
DEP_CFLAGS = $(TREE_SITTER_CFLAGS) $(CJSON_CFLAGS)
COMMON = -fPIC -fvisibility=hidden $(OPT_$(V)) $(WARN) $(DEFS) $(DEP_CFLAGS)
OUR_CFLAGS = -std=c11 $(COMMON) $(WARN_C)
OUR_CXXFLAGS = -std=c++17 $(COMMON)
OUR_LDFLAGS = $(LINK_$(V))
LIBS = $(TREE_SITTER_LIBS) $(CJSON_LIBS) -lm
comma := ,
WAT_LIBS = $(if $(filter wat,$(MODULES)),-Wl$(comma)--as-needed $(WABT_LIBS))

# Interpreter bodies: tail calls and registers must survive every variant.
INTERP_HOT ?=
HOT_CFLAGS := -O2 -foptimize-sibling-calls -fno-stack-protector

# ---------------------------------------------------------------------------
# Sources. One sub-folder level per module, plus a tree-sitter grammar's
# generated src/parser.c.
sources = $(wildcard $(1)/*.c $(1)/*.cc $(1)/*/*.c $(1)/*/src/*.c)
objects = $(patsubst %,$(O)/%.o,$(basename $(1)))

# Generated tree-sitter code, which is not ours to keep free of warnings.
GENERATED := $(wildcard $(foreach m,$(MODULES),$(m)/src/parser.c \
             $(m)/*/src/parser.c))
SRCS := $(foreach m,$(MODULES),$(call sources,$(m)))
LIB_MODULES := $(filter-out wat wast cli,$(MODULES))
LIB_OBJS := $(call objects,$(foreach m,$(LIB_MODULES),$(call sources,$(m))))
WAST_OBJS := $(if $(filter wast,$(MODULES)),$(call objects,$(call sources,wast)))
WAT_OBJS := $(if $(filter wat,$(MODULES)),$(call objects,$(call sources,wat)))
CLI_OBJS := $(if $(filter cli,$(MODULES)),$(call objects,$(call sources,cli)))

SUPPORT_OBJS := $(call objects,$(wildcard tests/support*.c))
UNIT_MODULES := $(foreach m,$(MODULES),$(if $(wildcard tests/unit/$(m)/*.c),$(m)))
UNIT_SRCS := $(foreach m,$(UNIT_MODULES),$(wildcard tests/unit/$(m)/*.c))
FUZZ_SRCS := $(wildcard tests/fuzz/fuzz_*.c)
TEST_SRCS := $(UNIT_SRCS) $(FUZZ_SRCS) $(wildcard tests/support*.c \
             tests/golden/*.c tests/fuzz/replay.c)
ALL_OBJS := $(call objects,$(SRCS) $(TEST_SRCS))

LIBRARY := $(D)/libtenon.a
INTERNAL := $(D)/libtenon-internal.a
WAT_ARCHIVE := $(D)/libtenon-wat.a
TOOL := $(D)/tenon
ARCHIVES := $(INTERNAL) $(WAT_ARCHIVE)
link_all = -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(WAT_LIBS) $(LIBS)

# ---------------------------------------------------------------------------
# Stamps: a file whose content changes when the flags or the list of files
# change, so that `CC=clang-14 make` or a deleted source rebuilds what it must.
FLAGS_NOW = $(CC) $(CXX) $(OUR_CFLAGS) $(CFLAGS) $(OUR_CXXFLAGS) $(CXXFLAGS) \
            $(HOT_CFLAGS) $(INTERP_HOT)
LINK_NOW = $(CC) $(OUR_LDFLAGS) $(LDFLAGS) $(LIBS) $(WAT_LIBS) $(ALL_OBJS)
write_if_changed = mkdir -p $(@D); printf '%s\n' '$(1)' >$@.new; \
    if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

.PHONY: FORCE
$(D)/flags.stamp: FORCE
	@$(call write_if_changed,$(FLAGS_NOW))
$(D)/link.stamp: FORCE
	@$(call write_if_changed,$(LINK_NOW))

# ---------------------------------------------------------------------------
# Compiling.
C_FILES := $(filter %.c,$(SRCS) $(TEST_SRCS))
CC_FILES := $(filter %.cc,$(SRCS) $(TEST_SRCS))

compile_c = $(CC) $(OUR_CFLAGS) $(CFLAGS) $(FILE_CFLAGS) -MMD -MP -c
compile_cxx = $(CXX) $(OUR_CXXFLAGS) $(CXXFLAGS) $(FILE_CFLAGS) -MMD -MP -c

$(call objects,$(C_FILES)): $(O)/%.o: %.c $(D)/flags.stamp
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC    $<")
	$(Q)$(compile_c) -o $@ $<

$(call objects,$(CC_FILES)): $(O)/%.o: %.cc $(D)/flags.stamp
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CXX   $<")
	$(Q)$(compile_cxx) -o $@ $<

$(call objects,$(GENERATED)): FILE_CFLAGS = -w -I$(dir $<)
$(call objects,$(wildcard interpreter/op_*.c) $(INTERP_HOT)): \
    FILE_CFLAGS = $(HOT_CFLAGS)
$(call objects,$(TEST_SRCS)): FILE_CFLAGS = $(WARN_TEST) $(CRITERION_CFLAGS)

-include $(ALL_OBJS:.o=.d)

# ---------------------------------------------------------------------------
# Linking. libtenon.a is one relocatable object in which every hidden symbol
# was made local: only TENON_API names can meet a user's names.
lib: $(LIBRARY) $(ARCHIVES) ## libtenon.a (public) and the internal archives

$(O)/libtenon.o: $(LIB_OBJS) $(D)/link.stamp
	$(if $(Q),@echo "  LD -r $@")
	$(Q)$(if $(LIB_OBJS),ld -r -o $@ $(LIB_OBJS),as -o $@ /dev/null)
	$(Q)objcopy --localize-hidden $@

$(LIBRARY): $(O)/libtenon.o
	$(if $(Q),@echo "  AR    $@")
	$(Q)rm -f $@ && ar rcs $@ $<

$(INTERNAL): $(LIB_OBJS) $(WAST_OBJS) $(D)/link.stamp
	$(if $(Q),@echo "  AR    $@")
	$(Q)rm -f $@ && ar rcs $@ $(LIB_OBJS) $(WAST_OBJS)

$(WAT_ARCHIVE): $(WAT_OBJS) $(D)/link.stamp
	$(if $(Q),@echo "  AR    $@")
	$(Q)rm -f $@ && ar rcs $@ $(WAT_OBJS)

tool: $(if $(CLI_OBJS),$(TOOL)) ## the tool: build/release/tenon

$(TOOL): $(CLI_OBJS) $(ARCHIVES)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(OUR_LDFLAGS) $(LDFLAGS) -o $@ $(CLI_OBJS) $(link_all)

# ---------------------------------------------------------------------------
# Tests: unit (one Criterion binary per module), golden, fuzz corpus replay.
UNIT_BINS := $(patsubst %,$(D)/test/unit-%,$(UNIT_MODULES))

define unit_rule
$(D)/test/unit-$(1): $(call objects,$(wildcard tests/unit/$(1)/*.c)) \
    $(SUPPORT_OBJS) $(ARCHIVES)
	@mkdir -p $$(@D)
	$(if $(Q),@echo "  LINK  $$@")
	$(Q)$$(CC) $$(OUR_LDFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) \
	    $$(link_all) $$(CRITERION_LIBS)
endef
$(foreach m,$(UNIT_MODULES),$(eval $(call unit_rule,$(m))))

RUN_TESTS = tools/run-tests.sh $(D) '$(FILTER)'

.PHONY: $(patsubst %,test-%,$(MODULES))
$(patsubst %,test-%,$(MODULES)): test-%: # one module's unit tests
	@$(RUN_TESTS) $(filter $(D)/test/unit-$*,$(UNIT_BINS))
define unit_dependency
test-$(1): $(D)/test/unit-$(1)
endef
$(foreach m,$(UNIT_MODULES),$(eval $(call unit_dependency,$(m))))

.PHONY: test
test: $(UNIT_BINS) ## every test; the last line is `N passed, N failed, N skipped`
	@$(RUN_TESTS) $(UNIT_BINS)

.PHONY: all lib tool compdb help clean
compdb: ;

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-18s %s\n",$$1,$$2}' Makefile

clean: ## remove the build folder
	rm -rf $(B) compile_commands.json
