/* The public functions of tenon/wit_binary.h, and the one that loads WIT in
 * whatever form. */
#include "tenon/wit_binary.h"

#include "linker/wit_binary.h"

typedef struct encode_args {
    const wit_package *package;
    const tenon_wit_encode_options *options;
} encode_args;

static bool encode(link_job *job, void *user) {
    const encode_args *args = user;
    tn_str bytes;
    return link_encode_package(job, args->package, args->options, &bytes) &&
           link_give(job, (const uint8_t *)bytes.p, bytes.len);
}

tenon_status tenon_wit_encode(tenon_buffer *out,
                              const tenon_wit *wit,
                              const tenon_wit_encode_options *options) {
    static const tenon_wit_encode_options defaults =
        TENON_WIT_ENCODE_OPTIONS_INIT;
    *out = (tenon_buffer){.ctx = wit->ctx};
    if (!options)
        options = &defaults;
    if (wit->partial || options->struct_size != sizeof *options)
        return TENON_MISUSE;
    encode_args args = {wit->main, options};
    link_job job;
    return link_run(&job, wit->ctx, out, encode, &args);
}

typedef struct decode_args {
    const tenon_input *input;
    tenon_wit *wit;
} decode_args;

static bool decode(link_job *job, void *user) {
    decode_args *args = user;
    wit_resolve **held = link_hold_resolve(job);
    if (!link_decode_wit(job, args->input, held))
        return false;
    args->wit = *held;
    *held = NULL;
    return true;
}

tenon_status tenon_wit_decode(tenon_wit **out,
                              tenon_context *ctx,
                              const tenon_input *input) {
    decode_args args = {.input = input};
    tenon_buffer none;
    link_job job;
    *out = NULL;
    tenon_status status = link_run(&job, ctx, &none, decode, &args);
    *out = args.wit;
    return status;
}

bool link_decode_file(wit_resolve **out,
                      tenon_context *ctx,
                      tn_str path,
                      tn_str bytes,
                      bool package_only) {
    const tenon_input input = {path.p, (const uint8_t *)bytes.p, bytes.len};
    tenon_file_kind kind = tenon_detect(input.data, input.len);
    *out = NULL;
    if (package_only && kind != TENON_FILE_WIT_BINARY) {
        (void)tenon_report_kind(ctx, &input, TENON_FILE_WIT_BINARY);
        return false;
    }
    tenon_status status = tenon_wit_decode(out, ctx, &input);
    if (status == TENON_NO_MEMORY)
        tn_out_of_memory(&ctx->guard);
    return status == TENON_OK;
}

tenon_status tenon_wit_load(tenon_wit **out,
                            tenon_context *ctx,
                            const char *path,
                            const tenon_wit_options *options) {
    return wit_load_public(out, ctx, path, options, link_decode_file);
}
