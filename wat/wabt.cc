/*
 * wabt behind a C interface: the only C++ of the project.
 *
 * wabt asserts on some inputs that it does not expect. The build renames
 * __assert_fail and abort within our copy of libwabt.a to the two functions
 * at the end of this file, which throw; so a broken assumption of wabt's ends
 * one call, not the process. wabt is compiled without exception tables: what
 * its frames held is then leaked, which a failed assertion may cost.
 */
#include "wat/wabt.h"

#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>
#include <wabt/binary-reader-ir.h>
#include <wabt/binary-reader.h>
#include <wabt/binary-writer.h>
#include <wabt/cast.h>
#include <wabt/error.h>
#include <wabt/feature.h>
#include <wabt/generate-names.h>
#include <wabt/ir.h>
#include <wabt/stream.h>
#include <wabt/wast-lexer.h>
#include <wabt/wast-parser.h>
#include <wabt/wat-writer.h>

#include "base/limits.h"

struct wabt_output {
    std::vector<uint8_t> bytes;
    wabt::Errors errors;
};

namespace {

/* Thrown in the place of an abort. */
struct broken {
    std::string what;
};

/* What wabt would do before main, if the build let it. */
extern "C" void wat_wabt_fill_opcodes();

/*
 * What wabt 1.0.32 encodes as WebAssembly 3.0 has it. Function references and
 * GC are left off: it writes type codes of an early draft.
 */
wabt::Features features() {
    static const bool filled = (wat_wabt_fill_opcodes(), true);
    (void)filled;
    wabt::Features f;
    f.enable_exceptions(); /* for tags and throw */
    f.enable_threads();
    f.enable_tail_call();
    f.enable_memory64();
    f.enable_multi_memory();
    f.enable_extended_const();
    f.enable_relaxed_simd();
    return f;
}

bool has_errors(const wabt::Errors &errors) {
    for (const wabt::Error &error : errors) {
        if (error.error_level == wabt::ErrorLevel::Error)
            return true;
    }
    return false;
}

/* Expression lists nested in an expression. */
void add_nested(wabt::Expr &expr, std::vector<wabt::ExprList *> &out) {
    using wabt::cast;
    switch (expr.type()) {
    case wabt::ExprType::Block:
        out.push_back(&cast<wabt::BlockExpr>(&expr)->block.exprs);
        break;
    case wabt::ExprType::Loop:
        out.push_back(&cast<wabt::LoopExpr>(&expr)->block.exprs);
        break;
    case wabt::ExprType::If:
        out.push_back(&cast<wabt::IfExpr>(&expr)->true_.exprs);
        out.push_back(&cast<wabt::IfExpr>(&expr)->false_);
        break;
    case wabt::ExprType::Try:
        out.push_back(&cast<wabt::TryExpr>(&expr)->block.exprs);
        for (wabt::Catch &handler : cast<wabt::TryExpr>(&expr)->catches)
            out.push_back(&handler.exprs);
        break;
    default:
        break;
    }
}

/* Are blocks nested deeper than limit? wabt indents a line per level. */
bool is_deep(wabt::Module &module, size_t limit) {
    std::vector<wabt::ExprList *> level, next;
    for (wabt::Func *func : module.funcs)
        level.push_back(&func->exprs);
    for (size_t depth = 0; !level.empty(); depth++) {
        if (depth > limit)
            return true;
        next.clear();
        for (wabt::ExprList *list : level) {
            for (wabt::Expr &expr : *list)
                add_nested(expr, next);
        }
        level.swap(next);
    }
    return false;
}

/* Frees function bodies; a destructor would recurse into nested blocks. */
void flatten(wabt::Module &module) {
    std::vector<wabt::ExprList> work;
    std::vector<wabt::ExprList *> nested;
    for (wabt::Func *func : module.funcs)
        work.push_back(std::move(func->exprs));
    while (!work.empty()) {
        wabt::ExprList list = std::move(work.back());
        work.pop_back();
        nested.clear();
        for (wabt::Expr &expr : list)
            add_nested(expr, nested);
        for (wabt::ExprList *inner : nested)
            work.push_back(std::move(*inner));
    }
}

/* A module without names gets no name section. */
bool has_names(const wabt::Module &module) {
    const wabt::BindingHash *const names[] = {
        &module.tag_bindings,          &module.func_bindings,
        &module.global_bindings,       &module.type_bindings,
        &module.table_bindings,        &module.memory_bindings,
        &module.data_segment_bindings, &module.elem_segment_bindings,
    };
    if (!module.name.empty())
        return true;
    for (const wabt::BindingHash *hash : names) {
        if (!hash->empty())
            return true;
    }
    for (const wabt::Func *func : module.funcs) {
        if (!func->bindings.empty())
            return true;
    }
    return false;
}

wabt_status parse(wabt_output &out, const char *text, size_t len) {
    auto lexer = wabt::WastLexer::CreateBufferLexer("", text, len, &out.errors);
    wabt::WastParseOptions options(features());
    std::unique_ptr<wabt::Module> module;
    wabt::Result result =
        wabt::ParseWatModule(lexer.get(), &module, &out.errors, &options);
    if (wabt::Failed(result) || has_errors(out.errors) || !module)
        return WABT_ERRORS;
    wabt::MemoryStream stream;
    wabt::WriteBinaryOptions write(features(), true, false, has_names(*module));
    if (wabt::Failed(wabt::WriteBinaryModule(&stream, module.get(), write)))
        return WABT_ERRORS;
    out.bytes = std::move(stream.output_buffer().data);
    return WABT_OK;
}

wabt_status print(wabt_output &out, const uint8_t *bytes, size_t len) {
    wabt::ReadBinaryOptions read(features(), nullptr, true, true, false);
    wabt::Module module;
    wabt::Result result =
        wabt::ReadBinaryIr("", bytes, len, read, &out.errors, &module);
    wabt::MemoryStream stream;
    if (wabt::Succeeded(result) && is_deep(module, TN_MAX_WAT_DEPTH)) {
        out.errors.emplace_back(wabt::ErrorLevel::Error, wabt::Location(),
                                "blocks are nested too deeply to be printed");
        result = wabt::Result::Error;
    }
    if (wabt::Succeeded(result)) {
        wabt::WriteWatOptions write;
        result = wabt::WriteWat(&stream, &module, write);
    }
    flatten(module);
    if (wabt::Failed(result))
        return WABT_ERRORS;
    out.bytes = std::move(stream.output_buffer().data);
    return WABT_OK;
}

/* Runs work and turns whatever escapes it into a status. */
template <typename Work>
wabt_status guarded(wabt_output **out, Work work) noexcept {
    *out = nullptr;
    try {
        auto output = std::make_unique<wabt_output>();
        wabt_status status;
        try {
            status = work(*output);
        } catch (const broken &failure) {
            output->errors.emplace_back(wabt::ErrorLevel::Error,
                                        wabt::Location(), failure.what);
            status = WABT_BROKEN;
        } catch (const std::logic_error &failure) {
            output->errors.emplace_back(wabt::ErrorLevel::Error,
                                        wabt::Location(), failure.what());
            status = WABT_BROKEN;
        }
        *out = output.release();
        return status;
    } catch (...) {
        return WABT_NO_MEMORY;
    }
}

size_t positive(int value) {
    return value > 0 ? static_cast<size_t>(value) : 0;
}

} // namespace

wabt_status wabt_text_to_binary(wabt_output **out,
                                const char *text,
                                size_t len) {
    return guarded(out, [=](wabt_output &o) { return parse(o, text, len); });
}

wabt_status wabt_binary_to_text(wabt_output **out,
                                const uint8_t *bytes,
                                size_t len) {
    return guarded(out, [=](wabt_output &o) { return print(o, bytes, len); });
}

void wabt_output_free(wabt_output *output) {
    delete output;
}

const uint8_t *wabt_output_data(const wabt_output *output, size_t *len) {
    *len = output->bytes.size();
    return output->bytes.data();
}

size_t wabt_output_error_count(const wabt_output *output) {
    return output->errors.size();
}

wabt_error wabt_output_error(const wabt_output *output, size_t i) {
    const wabt::Error &error = output->errors[i];
    wabt_error out = {};
    out.text = error.message.data();
    out.len = error.message.size();
    out.line = positive(error.loc.line);
    out.col = positive(error.loc.first_column);
    out.end_col = positive(error.loc.last_column);
    out.offset = error.loc.offset;
    return out;
}

/* The names that the build gives to wabt's __assert_fail and abort. */
extern "C" {
[[noreturn]] void wat_wabt_assert_fail(const char *condition,
                                       const char *file,
                                       unsigned line,
                                       const char *function);
[[noreturn]] void wat_wabt_abort();
}

void wat_wabt_assert_fail(const char *condition,
                          const char *,
                          unsigned,
                          const char *) {
    throw broken{condition};
}

void wat_wabt_abort() {
    throw broken{"unreachable code"};
}
