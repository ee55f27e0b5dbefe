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
           interpreter wave linker runtime component-text wast cli
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
             check-banned check-headers check-docs check-tools setup grammar ci
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
# At -O0 gcc takes temporaries of its own for variables that a longjmp could
# clobber; where it optimises, the warning stays on.
ifneq ($(filter debug cov,$(V)),)
WARN += $(if $(findstring clang,$(CC)),,-Wno-clobbered)
endif
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
DEP_CFLAGS = $(CJSON_CFLAGS)
# Nothing reads errno after mathematics; a square root is one instruction then,
# and libm is not needed.
COMMON = -fPIC -fvisibility=hidden -fno-math-errno -ffunction-sections \
         $(OPT_$(V)) $(WARN) $(DEFS) $(DEP_CFLAGS)
OUR_CFLAGS = -std=c11 $(COMMON) $(WARN_C)
# vptr checks need a C++ link, and type information that wabt lacks.
OUR_CXXFLAGS = -std=c++17 $(COMMON) -fno-sanitize=vptr
OUR_LDFLAGS = $(LINK_$(V))
LIBS = $(CJSON_LIBS) -lm
comma := ,
WAT_LIBS = $(if $(filter wat,$(MODULES)),-Wl$(comma)--as-needed $(WABT_LIBS))
# wabt ends the process on some inputs. Renamed, its asserts reach wat/wabt.cc.
# Before main, for any command, it would fill its table of opcodes; wat/wabt.cc
# does that when wabt is needed.
WABT_LOCAL := $(if $(filter wat,$(MODULES)),$(O)/libwabt.a)

# Interpreter bodies are tuned where they are tail calls (interpreter/op.h);
# the other variants run them in a loop.
INTERP_HOT ?=
HOT_OBJS = $(call objects,$(wildcard interpreter/op_*.c) $(INTERP_HOT))
GENERATED_CFLAGS := -w -DTREE_SITTER_HIDE_SYMBOLS
HOT_CFLAGS := $(if $(filter release,$(V)),-O2 -foptimize-sibling-calls \
              -fno-stack-protector)

# ---------------------------------------------------------------------------
# Sources. One sub-folder level per module, plus a tree-sitter grammar's
# generated src/parser.c.
sources = $(filter-out $(GUEST),$(wildcard $(1)/*.c $(1)/*.cc $(1)/*/*.c \
          $(1)/*/src/*.c))
# Compiled to WebAssembly by its own script, not by us.
GUEST := linker/adapters/%
objects = $(patsubst %,$(O)/%.o,$(basename $(1)))

# Generated tree-sitter code, which is not ours to keep free of warnings.
GENERATED := $(wildcard $(foreach m,$(MODULES),$(m)/src/parser.c \
             $(m)/*/src/parser.c))
SRCS := $(foreach m,$(MODULES),$(call sources,$(m)))
# What needs wabt.
TEXT_MODULES := $(filter component-text wast,$(MODULES))
LIB_MODULES := $(filter-out wat $(TEXT_MODULES) cli,$(MODULES))
LIB_OBJS := $(call objects,$(foreach m,$(LIB_MODULES),$(call sources,$(m))))
TEXT_OBJS := $(call objects,$(foreach m,$(TEXT_MODULES),$(call sources,$(m))))
WAT_OBJS := $(if $(filter wat,$(MODULES)),$(call objects,$(call sources,wat)))
CLI_OBJS := $(if $(filter cli,$(MODULES)),$(call objects,$(call sources,cli)))

SUPPORT_OBJS := $(call objects,$(wildcard tests/support*.c))
# Generated WIT, for unit tests and fuzz targets. It is an archive: a test that
# does not call it needs nothing of the library for it.
TEST_WIT := $(D)/test/libtest-wit.a
UNIT_MODULES := $(foreach m,$(MODULES),$(if $(wildcard tests/unit/$(m)/*.c),$(m)))
UNIT_SRCS := $(foreach m,$(UNIT_MODULES),$(wildcard tests/unit/$(m)/*.c))
FUZZ_SRCS := $(wildcard tests/fuzz/fuzz_*.c)
BENCH_SRCS := $(wildcard bench/bench_*.c bench/spawn.c)
TEST_SRCS := $(UNIT_SRCS) $(FUZZ_SRCS) $(wildcard tests/support*.c \
             tests/wit/*.c tests/golden/*.c tests/fuzz/replay.c bench/*.c)
ALL_OBJS := $(call objects,$(SRCS) $(TEST_SRCS))

LIBRARY := $(D)/libtenon.a
INTERNAL := $(D)/libtenon-internal.a
WAT_ARCHIVE := $(D)/libtenon-wat-internal.a
WAT_LIBRARY := $(if $(filter wat,$(MODULES)),$(D)/libtenon-wat.a)
TOOL := $(D)/tenon
ARCHIVES := $(INTERNAL) $(WAT_ARCHIVE) $(WABT_LOCAL)
link_all = -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(WAT_LIBS) $(LIBS)

# ---------------------------------------------------------------------------
# Stamps: a file whose content changes when the flags or the list of files
# change, so that `CC=clang-14 make` or a deleted source rebuilds what it must.
FLAGS_NOW = $(CC) $(CXX) $(OUR_CFLAGS) $(CFLAGS) $(OUR_CXXFLAGS) $(CXXFLAGS) \
            $(HOT_CFLAGS) $(INTERP_HOT) $(GENERATED_CFLAGS) $(WARN_TEST)
LINK_NOW = $(CC) $(OUR_LDFLAGS) $(LDFLAGS) $(LIBS) $(WAT_LIBS) $(ALL_OBJS) \
           $(TOOL_LDFLAGS) $(tool_libs)
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

$(call objects,$(GENERATED)): FILE_CFLAGS = $(GENERATED_CFLAGS) -I$(dir $<)
$(HOT_OBJS): FILE_CFLAGS = $(HOT_CFLAGS)
$(call objects,$(TEST_SRCS)): FILE_CFLAGS = $(WARN_TEST) $(CRITERION_CFLAGS) \
    $(TREE_SITTER_CFLAGS)

-include $(ALL_OBJS:.o=.d)

# ---------------------------------------------------------------------------
# Linking. The tool and the tests are linked from the internal archives. Of
# the two installed libraries, libtenon-wat.a also has component-text/,
# wast/ and wat/, with our copy of wabt in it, and needs the C++ runtime; libtenon.a does not.
# libtenon.a is one relocatable object in which every hidden symbol
# was made local: only TENON_API names can meet a user's names.
lib: $(LIBRARY) $(WAT_LIBRARY) $(ARCHIVES) ## libtenon.a (public) and the internal archives

$(O)/libtenon.o: $(LIB_OBJS) $(D)/link.stamp
	$(if $(Q),@echo "  LD -r $@")
	$(Q)$(if $(LIB_OBJS),ld -r -o $@ $(LIB_OBJS),as -o $@ /dev/null)
	$(Q)objcopy --localize-hidden $@

$(LIBRARY): $(O)/libtenon.o
	$(if $(Q),@echo "  AR    $@")
	$(Q)rm -f $@ && ar rcs $@ $<

$(D)/libtenon-wat.a: $(LIB_OBJS) $(TEXT_OBJS) $(WAT_OBJS) $(WABT_LOCAL) \
    $(D)/link.stamp
	$(if $(Q),@echo "  LD -r $@")
	$(Q)ld -r -o $(O)/libtenon-wat.o $(filter %.o,$^) $(WABT_LOCAL)
	$(Q)objcopy --wildcard --keep-global-symbol='tenon_*' $(O)/libtenon-wat.o
	$(Q)rm -f $@ && ar rcs $@ $(O)/libtenon-wat.o

$(INTERNAL): $(LIB_OBJS) $(TEXT_OBJS) $(D)/link.stamp
	$(if $(Q),@echo "  AR    $@")
	$(Q)rm -f $@ && ar rcs $@ $(LIB_OBJS) $(TEXT_OBJS)

$(WAT_ARCHIVE): $(WAT_OBJS) $(D)/link.stamp
	$(if $(Q),@echo "  AR    $@")
	$(Q)rm -f $@ && ar rcs $@ $(WAT_OBJS)

$(O)/libwabt.a: $(WABT_ARCHIVE) $(D)/flags.stamp Makefile
	@mkdir -p $(@D)
	$(Q)objcopy --redefine-sym __assert_fail=wat_wabt_assert_fail \
	    --redefine-sym abort=wat_wabt_abort $< $@
	$(Q)cd $(@D) && ar x $(@F) opcode.cc.o && objcopy \
	    --remove-section .init_array --redefine-sym \
	    _GLOBAL__sub_I__ZN4wabt6Opcode6infos_E=wat_wabt_fill_opcodes \
	    --globalize-symbol wat_wabt_fill_opcodes opcode.cc.o && \
	    ar r $(@F) opcode.cc.o && rm opcode.cc.o

tool: $(if $(CLI_OBJS),$(TOOL)) ## the tool: build/release/tenon

# What a command costs before it does anything: libraries to be found and
# linked, addresses to be relocated, pages to be mapped, 16 at a time. Hence
# no shared libraries, where `make setup` could get what that takes, or few;
# relocations in their short form; and files side by side in the order of the
# layers, without what nobody calls.
STATIC_CJSON := $(if $(filter release,$(V)),$(wildcard build/deps/libcjson.a))
tool_libs = $(subst -lcjson,$(or $(STATIC_CJSON),-lcjson),$(subst \
    -lstdc++,-l:libstdc++.a,$(WAT_LIBS) $(LIBS)))
TOOL_LDFLAGS := $(if $(STATIC_CJSON),-static-pie,-static-libgcc) \
                -Wl,--gc-sections -Wl,-z,pack-relative-relocs
TOOL_OBJS := $(CLI_OBJS) $(LIB_OBJS) $(TEXT_OBJS) $(WAT_OBJS)

$(TOOL): $(TOOL_OBJS) $(WABT_LOCAL) $(STATIC_CJSON) $(D)/link.stamp
	$(if $(Q),@echo "  LINK  $@ $(if $(STATIC_CJSON),(static))")
	$(Q)$(CC) $(OUR_LDFLAGS) $(LDFLAGS) $(TOOL_LDFLAGS) -o $@ $(TOOL_OBJS) \
	    $(WABT_LOCAL) $(tool_libs)

# ---------------------------------------------------------------------------
# Tests: unit (one Criterion binary per module), golden, fuzz corpus replay.
UNIT_BINS := $(patsubst %,$(D)/test/unit-%,$(UNIT_MODULES))

$(TEST_WIT): $(call objects,$(wildcard tests/wit/*.c)) $(D)/link.stamp
	@mkdir -p $(@D)
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)

define unit_rule
$(D)/test/unit-$(1): $(call objects,$(wildcard tests/unit/$(1)/*.c)) \
    $(SUPPORT_OBJS) $(TEST_WIT) $(ARCHIVES)
	@mkdir -p $$(@D)
	$(if $(Q),@echo "  LINK  $$@")
	$(Q)$$(CC) $$(OUR_LDFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) \
	    $(TEST_WIT) $$(link_all) $$(TEST_LIBS) $$(CRITERION_LIBS)
endef
$(foreach m,$(UNIT_MODULES),$(eval $(call unit_rule,$(m))))
# The grammar is tested with the runtime that editors use.
$(D)/test/unit-parser: TEST_LIBS = $(TREE_SITTER_LIBS)

# Golden tests and fuzz targets need everything; with a subset of MODULES,
# name the fuzz targets that it can link: FUZZERS="leb utf8".
FULL := $(filter cli,$(MODULES))
FUZZERS ?= $(if $(FULL),$(patsubst tests/fuzz/fuzz_%.c,%,$(FUZZ_SRCS)))
REPLAY_BINS := $(patsubst %,$(D)/test/fuzz-%,$(FUZZERS))
GOLDEN_BIN := $(if $(FULL),$(if $(CLI_OBJS),$(D)/test/golden))

$(D)/test/golden: $(O)/tests/golden/golden.o $(TOOL)
	@mkdir -p $(@D)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(OUR_LDFLAGS) $(LDFLAGS) -o $@ $<

define replay_rule
$(D)/test/fuzz-$(1): $(O)/tests/fuzz/fuzz_$(1).o $(O)/tests/fuzz/replay.o \
    $(TEST_WIT) $(ARCHIVES)
	@mkdir -p $$(@D)
	$(if $(Q),@echo "  LINK  $$@")
	$(Q)$$(CC) $$(OUR_LDFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) \
	    $(TEST_WIT) $$(link_all)

$(D)/test/libfuzzer-$(1): $(O)/tests/fuzz/fuzz_$(1).o $(TEST_WIT) $(ARCHIVES)
	@mkdir -p $$(@D)
	$(if $(Q),@echo "  LINK  $$@")
	$(Q)$$(CC) $$(OUR_LDFLAGS) -fsanitize=fuzzer $$(LDFLAGS) -o $$@ \
	    $$(filter %.o,$$^) $(TEST_WIT) $$(link_all)
endef
$(foreach f,$(FUZZERS),$(eval $(call replay_rule,$(f))))

RUN_TESTS = TENON_TOOL=$(TOOL) GOLDEN_SCRATCH=$(D)/golden-scratch \
    GOLDEN_FILTER='$(FILTER)' BLESS=$(BLESS) FUZZ_MUTATE=$(FUZZ_MUTATE) \
    tools/run-tests.sh $(D) '$(FILTER)'
TEST_BINS := $(UNIT_BINS) $(GOLDEN_BIN) $(REPLAY_BINS)

# Scripts that use the tool. Of those with bad input one is quick, the other
# takes half a minute.
TEST_SCRIPTS := $(if $(GOLDEN_BIN),$(if $(FILTER),,tests/readme.sh \
                tests/hostile/files.sh))
HOSTILE_SCALE ?= 10
HOSTILE_ENV = HOSTILE_SCALE=$(HOSTILE_SCALE) \
    HOSTILE_KB=$(if $(filter asan,$(V)),unlimited)

# How many truncations and single-byte changes a replay makes per input.
FUZZ_MUTATE ?= 40

test: $(TEST_BINS) ## all tests; ends with `N passed, N failed, N skipped`
	@$(HOSTILE_ENV) $(RUN_TESTS) $(TEST_BINS) $(TEST_SCRIPTS)

test-hostile: $(TOOL) ## bad input of every kind (HOSTILE_SCALE=1: a million each)
	@$(HOSTILE_ENV) $(RUN_TESTS) tests/hostile/files.sh tests/hostile/texts.sh

tests: $(TEST_BINS) ## build the test programs without running them

golden: $(GOLDEN_BIN) ## golden tests of the tool (BLESS=1 rewrites, FILTER='wit/*')
	@$(RUN_TESTS) $(GOLDEN_BIN)

fuzz-regress: $(REPLAY_BINS) ## replay tests/fuzz/corpus without libFuzzer
	@$(RUN_TESTS) $(REPLAY_BINS)

.PHONY: $(patsubst %,test-%,$(MODULES))
$(patsubst %,test-%,$(MODULES)): test-%:
	@$(RUN_TESTS) $(filter $(D)/test/unit-$*,$(UNIT_BINS))
define unit_dependency
test-$(1): $(D)/test/unit-$(1)
endef
$(foreach m,$(UNIT_MODULES),$(eval $(call unit_dependency,$(m))))

check-asan: ## all tests under ASan and UBSan; any report fails
	@$(MAKE) --no-print-directory V=asan test

coverage: ## line coverage per module, by the whole test suite
	@find $(B)/cov -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) --no-print-directory V=cov test
	@tools/coverage.sh $(B)/cov $(MODULES)

fuzz: ## libFuzzer on every target, FUZZ_TIME seconds each (needs clang-14)
	@$(MAKE) --no-print-directory V=fuzz fuzz-run

.PHONY: fuzz-run
fuzz-run: $(patsubst %,$(D)/test/libfuzzer-%,$(FUZZERS))
	@for f in $(FUZZERS); do \
	    echo "== fuzz $$f"; \
	    mkdir -p $(D)/corpus/$$f tests/fuzz/corpus/$$f; \
	    case $$f in wit|wit_*|format) dict=-dict=tests/fuzz/wit.dict;; \
	        *) dict=;; esac; \
	    $(D)/test/libfuzzer-$$f $$dict -max_total_time=$(FUZZ_TIME) \
	        -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
	        -artifact_prefix=$(D)/corpus/$$f- \
	        $(D)/corpus/$$f tests/fuzz/corpus/$$f || exit 1; \
	done

BENCH_BINS := $(if $(FULL),$(patsubst bench/%.c,$(D)/bench/%,$(BENCH_SRCS)))

$(BENCH_BINS): $(D)/bench/%: $(O)/bench/%.o $(O)/bench/bench.o $(ARCHIVES)
	@mkdir -p $(@D)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(OUR_LDFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(link_all)

bench: all $(BENCH_BINS) ## benchmarks: bench/run.sh (BENCH=--instructions)
	@TENON=$(TOOL) BENCH_BIN=$(D)/bench BUILD=$(B) bench/run.sh $(BENCH)

bench-wit: all $(BENCH_BINS) ## WIT beside wasm-tools: bench/wit.sh (CORPORA=folder)
	@TENON=$(TOOL) BENCH_BIN=$(D)/bench CORPORA='$(CORPORA)' bench/wit.sh

conformance: all ## public test suites: CORPORA=folder
	@if [ -z "$(CORPORA)" ]; then \
	    echo "conformance: give CORPORA=folder"; exit 2; fi
	@TENON=$(TOOL) tools/conformance.sh "$(CORPORA)"

# The toolchains first: who lacks one hears of it at once.
.PHONY: demo-setup
demo-setup:
	@samples/report/setup.sh

demo: demo-setup all ## Rust, Go and C++ components joined into one, and run
	@TENON=$(abspath $(TOOL)) BUILD=$(abspath $(B)) samples/report/build.sh

# ---------------------------------------------------------------------------
# Checks of the sources.
OUR_FILES = $(shell find $(MODULES) include tests samples bench \
    \( -name '*.[ch]' -o -name '*.cc' \) ! -path '*/src/*' \
    ! -path '*/target/*' ! -path '*/build/*' 2>/dev/null)

format: ## clang-format all sources
	@clang-format-14 -i $(OUR_FILES)

format-check: ## fail when clang-format would change a file
	@clang-format-14 --dry-run --Werror $(OUR_FILES) && \
	    echo "format-check: fine ($(words $(OUR_FILES)) files)"

check-layers: ## includes go down only (tools/layers.txt)
	@tools/check-layers.sh

check-banned: ## no function of tools/banned.txt
	@tools/check-banned.sh

check-size: ## functions of 100 lines and files of 1,000 at most
	@tools/check-size.sh

check-docs: ## files, functions and targets that the documents name exist
	@tools/check-docs.sh

check-headers: ## each public header alone, as C11 and as C++17
	@tools/check-headers.sh

check-symbols: lib tool ## libtenon.a shows tenon_ names only
	@tools/check-symbols.sh $(D)

check-tailcalls: $(HOT_OBJS) ## handlers of the interpreter jump, never call
	@tools/check-tailcalls.sh $(HOT_OBJS) && echo "check-tailcalls: fine"

check-tools: ## each check catches an injected violation
	@tools/test-checks.sh

check-install: all ## a program built by pkg-config against `make install`
	@CC='$(CC)' tests/install/run.sh $(B) $(V)

ci: ## all that a change must pass
	@B=$(B) tools/ci.sh

# ---------------------------------------------------------------------------
# The rest.
setup: ## install what the build and the tests need (DEMO=1: the demo too)
	@tools/setup.sh --all
	@tools/libcjson.sh build/deps
	@$(if $(DEMO),samples/report/setup.sh)
	@echo "setup: everything is here"

grammar: ## regenerate the parsers from parser/tree-sitter-*/grammar.js
	@tools/grammar.sh $(B)

# For editors. Of the usual build folder it lies at the root.
COMPDB := $(if $(filter build,$(B)),,$(B)/)compile_commands.json
compdb: $(COMPDB) ## compile_commands.json

$(COMPDB): $(D)/flags.stamp $(D)/link.stamp
	@mkdir -p $(dir $@)
	@{ echo '['; sep=; for f in $(C_FILES); do \
	    printf '%b{"directory":"%s","file":"%s","command":"%s -c %s"}' \
	        "$$sep" '$(CURDIR)' "$$f" \
	        '$(CC) $(OUR_CFLAGS) $(CFLAGS) $(CRITERION_CFLAGS)' "$$f"; \
	    sep=',\n'; done; printf '\n]\n'; } >$@

VERSION := $(or $(shell sed -n \
    's/^\#define TENON_VERSION "\(.*\)"/\1/p' include/tenon/*.h),0.1.0)
TO := $(DESTDIR)$(PREFIX)

PC_FILES := $(D)/tenon.pc $(if $(WAT_LIBRARY),$(D)/tenon-wat.pc)
$(PC_FILES): $(D)/%.pc: tools/%.pc.in FORCE
	@mkdir -p $(@D)
	@sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' \
	    $< >$@

install: all $(PC_FILES) ## DESTDIR, PREFIX and LIBDIR are honoured
	install -d $(TO)/include/tenon $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 644 include/tenon/*.h include/tenon/*.def $(TO)/include/tenon
	install -m 644 $(LIBRARY) $(WAT_LIBRARY) $(DESTDIR)$(LIBDIR)
	install -m 644 $(PC_FILES) $(DESTDIR)$(LIBDIR)/pkgconfig
	$(if $(CLI_OBJS),install -d $(TO)/bin)
	$(if $(CLI_OBJS),install -m 755 $(TOOL) $(TO)/bin)

uninstall: ## removes what install put there
	rm -f $(TO)/bin/tenon $(DESTDIR)$(LIBDIR)/libtenon.a \
	    $(DESTDIR)$(LIBDIR)/libtenon-wat.a \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/tenon.pc \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/tenon-wat.pc \
	    $(addprefix $(TO)/,$(wildcard include/tenon/*))
	-rmdir $(TO)/include/tenon 2>/dev/null

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-14s %s\n",$$1,$$2}' Makefile
	@echo "  test-MODULE    the unit tests of one module"
	@sed -n '2,10s/^# \{0,1\}//p' Makefile

clean: ## remove what was built, but not what `make setup` got
	rm -rf $(filter-out build/deps,$(wildcard $(B)/*)) compile_commands.json

.PHONY: all lib tool test test-hostile tests golden fuzz-regress check-asan coverage fuzz \
    bench bench-wit conformance demo format format-check check-layers check-banned \
    check-size check-headers check-symbols check-tailcalls check-tools \
    check-docs check-install ci setup grammar compdb install uninstall help clean
