/* The public functions of tenon/wit_binary.h. */
#include "tenon/wit_binary.h"

#include "linker/wit_binary.h"
#include "wit/public.h"

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
    const wit_resolve *resolve = wit_resolve_of(wit);
    *out = (tenon_buffer){.ctx = resolve->ctx};
    if (options && options->struct_size != sizeof *options)
        return TENON_MISUSE;
    encode_args args = {resolve->main, !options || !options->no_docs};
    link_job job;
    return link_run(&job, resolve->ctx, out, encode, &args);
}
