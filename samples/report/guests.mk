# The guests of the sample: core modules by their own toolchains, and the
# adapter that the Go and C++ ones need.
#
#   make -f samples/report/guests.mk B=build      from the root, or
#   include samples/report/guests.mk              in a Makefile there
#
# gives $(B)/samples/report/{csv,stats,chart,app}.core.wasm and
# preview1-stub.wasm. setup.sh installs what is called here.

B ?= build
REPORT := samples/report
REPORT_OUT := $(B)/samples/report
REPORT_GUESTS := $(patsubst %,$(REPORT_OUT)/%.core.wasm,csv stats chart app)
PREVIEW1_STUB := $(REPORT_OUT)/preview1-stub.wasm

.PHONY: report-guests
report-guests: $(REPORT_GUESTS) $(PREVIEW1_STUB)

# Debian's rustc, not rustup's: only it comes with a library for wasm32.
WASM_RUSTC ?= /usr/bin/rustc
WASM_GO ?= go
WASM_CC ?= clang-14
WASM_CXX ?= clang++-14
WASM_LD ?= wasm-ld-14

# The same bytes wherever the tree lies: no paths, no debug information.
REPORT_RUSTFLAGS := --edition 2021 --target wasm32-unknown-unknown \
    --crate-type cdylib -C opt-level=2 -C panic=abort -C lto=fat \
    -C codegen-units=1 -C strip=symbols -C linker=$(WASM_LD) \
    -C link-arg=-zstack-size=65536 --remap-path-prefix $(CURDIR)=.
REPORT_CXXFLAGS := --target=wasm32-wasi -mexec-model=reactor -std=c++20 \
    -fno-exceptions -fno-rtti -O2 -Wall -Wextra -Wl,--strip-all \
    -Wl,-zstack-size=65536
REPORT_CFLAGS := --target=wasm32 -std=c11 -O2 -Wall -Wextra -ffreestanding \
    -nostdlib -mbulk-memory -Wl,--no-entry -Wl,--strip-all \
    -Wl,-zstack-size=16384
# An adapter brings neither a stack nor data; its name section stays.
REPORT_ADAPTER_CFLAGS := --target=wasm32 -std=c11 -O2 -Wall -Wextra \
    -ffreestanding -fno-builtin -nostdlib -Wl,--no-entry \
    -Wl,--import-memory -Wl,-zstack-size=0 -Wl,--strip-debug

$(REPORT_OUT)/csv.core.wasm: $(wildcard $(REPORT)/csv/*.rs)
	@mkdir -p $(@D)
	@echo "  RUST  $@"
	@$(WASM_RUSTC) $(REPORT_RUSTFLAGS) -o $@ $(REPORT)/csv/lib.rs

$(REPORT_OUT)/stats.core.wasm: $(wildcard $(REPORT)/stats/*.go) \
    $(REPORT)/stats/go.mod
	@mkdir -p $(@D)
	@echo "  GO    $@"
	@cd $(REPORT)/stats && GOOS=wasip1 GOARCH=wasm GOTOOLCHAIN=local \
	    GOFLAGS= GOWORK=off $(WASM_GO) build -buildmode=c-shared -trimpath \
	    -buildvcs=false -ldflags='-s -w' -o $(abspath $@) .

$(REPORT_OUT)/chart.core.wasm: $(wildcard $(REPORT)/chart/*.[ch]pp)
	@mkdir -p $(@D)
	@echo "  C++   $@"
	@$(WASM_CXX) $(REPORT_CXXFLAGS) -o $@ $(filter %.cpp,$^)

$(REPORT_OUT)/app.core.wasm: $(wildcard $(REPORT)/app/*.[ch])
	@mkdir -p $(@D)
	@echo "  C     $@"
	@$(WASM_CC) $(REPORT_CFLAGS) -o $@ $(filter %.c,$^)

$(PREVIEW1_STUB): linker/adapters/preview1-stub.c
	@mkdir -p $(@D)
	@echo "  C     $@"
	@$(WASM_CC) $(REPORT_ADAPTER_CFLAGS) -o $@ $<
