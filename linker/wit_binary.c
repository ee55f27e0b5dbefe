/* The public functions of tenon/wit_binary.h. */
#include "tenon/wit_binary.h"

#include <sys/stat.h>

#include "linker/wit_binary.h"

typedef struct encode_args {
    const wit_package *package;
    bool with_docs;
} encode_args;

static bool encode(link_job *job, void *user) {
    const encode_args *args = user;
    tn_str bytes;
    return link_encode_package(job, args->package, args->with_docs, &bytes) &&
           link_give(job, (const uint8_t *)bytes.p, bytes.len);
}

tenon_status tenon_wit_encode(tenon_buffer *out,
                              const tenon_wit *wit,
                              const tenon_wit_encode_options *options) {
    *out = (tenon_buffer){.ctx = wit->ctx};
    if (options && options->struct_size != sizeof *options)
        return TENON_MISUSE;
    encode_args args = {wit->main, !options || !options->no_docs};
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

static bool is_binary(tenon_file_kind kind) {
    return kind == TENON_FILE_MODULE || kind == TENON_FILE_MODULE_WORLD ||
           kind == TENON_FILE_COMPONENT || kind == TENON_FILE_WIT_BINARY;
}

/* Is there a text that stands for the file at path? */
static bool is_given(const char *path, const tenon_wit_options *options) {
    tenon_str text;
    return options && options->struct_size == sizeof *options &&
           options->read && options->read(options->read_user, path, &text);
}

/* What comes from a pipe can be read once only: the text is handed on. */
static tenon_status open_bytes(tenon_wit **out,
                               tenon_context *ctx,
                               const tenon_input *input,
                               const tenon_wit_options *options) {
    if (is_binary(tenon_detect(input->data, input->len)))
        return tenon_wit_decode(out, ctx, input);
    const tenon_wit_source text = {input->path, (const char *)input->data,
                                   input->len, 0};
    return tenon_wit_load_sources(out, ctx, &text, 1, options);
}

tenon_status tenon_wit_open(tenon_wit **out,
                            tenon_context *ctx,
                            const char *path,
                            const tenon_wit_options *options) {
    struct stat st;
    bool is_stdin = strcmp(path, "-") == 0;
    *out = NULL;
    if (!is_stdin && (stat(path, &st) != 0 || S_ISDIR(st.st_mode) ||
                      is_given(path, options)))
        return tenon_wit_load(out, ctx, path, options);
    tenon_buffer bytes;
    tenon_status status = tenon_read_file(&bytes, ctx, path);
    if (status != TENON_OK)
        return status;
    const tenon_input input = {is_stdin ? "<stdin>" : path, bytes.data,
                               bytes.len};
    status = open_bytes(out, ctx, &input, options);
    tenon_buffer_release(&bytes);
    return status;
}
